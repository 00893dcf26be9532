"""Verifying the audit log: its chain of hashes row by row, and the rows that the anchor file knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from feedback.persistence.anchor import Anchored
from feedback.services.audit import START, linked
from feedback.services.audit_rows import Row

MOST_FAULTS = 100
CHANGED = (
    "Row {row} does not follow from the row before it: it was changed, or rows before it were taken out."
)
REWRITTEN = (
    "Row {row} is not the row that the anchor file knows: the log was written anew from there or before."
)
NUMBERED = "Row {row} comes after row {before}: its number was changed."
GONE = "Row {row}, which the anchor file knows, is not there any more."
CUT = "The log ends at row {end}, but the anchor file knows row {row}: the newest rows were cut off."


@dataclass(slots=True)
class Verdict:
    """What was found: how many rows, the newest one, how many of them came after the newest line of the anchor
    file, and sentences about what is wrong (the first 100 and how many there are)."""

    rows: int = 0
    newest: int = 0
    unanchored: int = 0
    count: int = 0
    faults: list[str] = field(default_factory=list)

    def blame(self, sentence: str) -> None:
        """Note a fault."""
        self.count += 1
        if self.count <= MOST_FAULTS:
            self.faults.append(sentence)


@dataclass(slots=True)
class _Anchors:
    """The anchor file, walked beside the rows."""

    known: Anchored
    place: int = 0

    def compare(self, row: int, row_hash: str, verdict: Verdict) -> None:
        """Blame the rows before this one that are gone, and this one where it is another than it was."""
        rows = self.known.rows
        while self.place < len(rows) and rows[self.place] <= row:
            if rows[self.place] < row:
                verdict.blame(GONE.format(row=rows[self.place]))
            elif not self.known.is_at(self.place, row_hash):
                verdict.blame(REWRITTEN.format(row=row))
            self.place += 1


def verify(rows: Iterable[Row], known: Anchored | None = None) -> Verdict:
    """Walk the rows in the order of their numbers; each is looked at once and none is kept.

    A row that was changed is blamed once: the walk goes on from the hash that it bears.
    """
    verdict, previous = Verdict(), START
    anchors = _Anchors(known or Anchored())
    for number, row_hash, *values in rows:
        if row_hash != linked(previous, values):
            verdict.blame(CHANGED.format(row=number))
        if number <= verdict.newest:  # the hash does not cover the number, which a database keeps unique
            verdict.blame(NUMBERED.format(row=number, before=verdict.newest))
        anchors.compare(number, row_hash, verdict)
        previous = row_hash
        verdict.rows += 1
        verdict.newest = number
        verdict.unanchored += number > anchors.known.newest
    if anchors.known.newest > verdict.newest:
        verdict.blame(CUT.format(end=verdict.newest, row=anchors.known.newest))
    return verdict
