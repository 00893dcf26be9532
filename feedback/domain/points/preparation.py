"""Getting ready for an evaluation point: what counts as done beforehand, and what a clinician wants to bring up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feedback.domain.calendar import day_of

MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Since:
    """From when on what is said elsewhere than at a point belongs to it: from the day on which it opened, and after
    the point before was recorded as held, as what had been said until then lay on the table there."""

    opens_on: date
    recorded_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether what was said then belongs to the point."""
        return day_of(at) >= self.opens_on and (self.recorded_at is None or at > self.recorded_at)


def is_done(at_point: bool, elsewhere: Iterable[datetime | None], since: Since) -> bool:
    """Whether something of getting ready is done: at the point itself, or elsewhere since then."""
    return at_point or any(at is not None and since.holds(at) for at in elsewhere)


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
