"""Who owns the words of a question set, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Rights:
    """On which terms the words may be used, whose they are, where and when that was read, what must be printed.

    `recorded_by` is `person 12`, `os:name` for somebody at the command line, or a name for what ships.
    `vouched` says that the source states no terms and that whoever recorded this answers for the right to use
    the words.
    """

    licence: str = ""
    owner: str = ""
    source: str = ""
    read_on: date | None = None
    attribution: str = ""
    recorded_by: str = ""
    recorded_on: date | None = None
    vouched: bool = False

    @property
    def stated(self) -> bool:
        """Whether terms and owner are known."""
        return bool(self.licence and self.owner)

    @property
    def recorded(self) -> bool:
        """Whether a question set may be published: somebody has recorded the terms, or answers for them."""
        return bool(self.recorded_by) and (self.stated or self.vouched)
