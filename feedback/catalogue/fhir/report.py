"""What an import kept, approximated and dropped, per link id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from feedback.domain.questionnaires.questionnaire import Texts


class Outcome(StrEnum):
    """What became of an item, from best to worst."""

    KEPT = "kept"
    APPROXIMATED = "approximated"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ItemReport:
    """What became of one item of the file; `why` is empty where nothing needs saying."""

    link_id: str
    outcome: Outcome
    why: str = ""

    def to_plain(self) -> dict[str, str]:
        return {"linkId": self.link_id, "outcome": self.outcome.value, "why": self.why}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item of the file that the question set does not have: its words, in short, and how deep it lay."""

    text: Texts
    depth: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every link id of the file in reading order; an import that changes meaning needs a person's yes.

    `left_out` is for whoever says that yes, on the screen: the JSON of an item has three keys and no more.
    """

    key: str
    version: str
    languages: tuple[str, ...]
    items: tuple[ItemReport, ...]
    notes: tuple[str, ...] = ()
    changes_meaning: bool = False
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        """The report as JSON-ready data."""
        return {
            "key": self.key,
            "version": self.version,
            "languages": list(self.languages),
            "items": [item.to_plain() for item in self.items],
            "notes": list(self.notes),
        }

    def to_stored(self) -> dict[str, Any]:
        """The report as it is kept with the question set: also whether somebody must accept it, and the words of
        what is not in the set."""
        left_out = {link_id: asdict(one) for link_id, one in self.left_out.items()}
        return {**self.to_plain(), "changes_meaning": self.changes_meaning, "left_out": left_out}


@dataclass(slots=True)
class Recorder:
    """Collects what happens to each item while a file is read."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    changes_meaning: bool = False
    trifles: set[str] = field(default_factory=set)

    def kept(self, link_id: str, why: str = "") -> None:
        self.outcomes.setdefault(link_id, Outcome.KEPT)
        self._add(link_id, why)

    def approximated(self, link_id: str, why: str, *, meaning: bool = False) -> None:
        """`meaning`: somebody may be asked something else than the file says, or a total may differ."""
        if self.outcomes.get(link_id) is not Outcome.DROPPED:
            self.outcomes[link_id] = Outcome.APPROXIMATED
        self._add(link_id, why)
        self.changes_meaning |= meaning

    def dropped(self, link_id: str, why: str, *, meaning: bool = True) -> None:
        self.outcomes[link_id] = Outcome.DROPPED
        self.reasons[link_id] = []
        self._add(link_id, why)
        self.changes_meaning |= meaning

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def is_dropped(self, link_id: str) -> bool:
        return self.outcomes.get(link_id) is Outcome.DROPPED

    def items(self, link_ids: list[str]) -> tuple[ItemReport, ...]:
        """The report of each of `link_ids`."""
        return tuple(
            ItemReport(link_id, self.outcomes[link_id], "; ".join(self.reasons.get(link_id, ())))
            for link_id in link_ids
        )

    def _add(self, link_id: str, why: str) -> None:
        reasons = self.reasons.setdefault(link_id, [])
        if why and why not in reasons:
            reasons.append(why)
