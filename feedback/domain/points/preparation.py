"""What a clinician wants to bring up at an evaluation point, written beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """Up to three topics, what the clinician has seen, and what they propose."""

    topics: tuple[str, ...] = ()
    seen: str = ""
    proposal: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.topics or self.seen or self.proposal)


def prepared_to_plain(prepared: Prepared) -> dict[str, Any]:
    """What can be stored as JSON."""
    return {"topics": list(prepared.topics), "seen": prepared.seen, "proposal": prepared.proposal}


def prepared_from_plain(plain: Mapping[str, Any]) -> Prepared:
    """What was stored."""
    return Prepared(tuple(plain.get("topics", ())), plain.get("seen", ""), plain.get("proposal", ""))
