"""What a finished version of an evaluation point says about its days, as they were known when it was finished.

It is kept with the version, so that no later correction, pause or transfer changes what stands there (rule A4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from feedback.domain.pathway.due import Part, PartCode
from feedback.domain.pathway.explanation import Explained
from feedback.domain.pathway.vocabulary import CarePathwayArea, Event, Setting

Plain = dict[str, Any]
_READ: Mapping[str, Callable[[str], Any]] = {
    "code": PartCode,
    "event": Event,
    "on": date.fromisoformat,
    "until": date.fromisoformat,
    "setting": Setting,
    "area": CarePathwayArea,
}


@dataclass(frozen=True, slots=True)
class HeldDays:
    """When a point was held, why it was after its day (a code, own words after a colon), in which course, and the
    recommended day of the next point where there was one. `why` explains that day, else that of the point itself."""

    held_on: date
    area: str
    began_on: date
    late_reason: str = ""
    next_on: date | None = None
    why: Explained | None = None


def held_to_plain(days: HeldDays) -> Plain:
    """What can be stored as JSON; what there is none of is left out."""
    why = days.why and {"due_on": days.why.due_on.isoformat(), "parts": list(map(_part, days.why.parts))}
    whole = {
        "held_on": days.held_on.isoformat(),
        "area": days.area,
        "began_on": days.began_on.isoformat(),
        "late_reason": days.late_reason,
        "next_on": days.next_on and days.next_on.isoformat(),
        "why": why,
    }
    return {name: value for name, value in whole.items() if value}


def held_from_plain(plain: Mapping[str, Any]) -> HeldDays:
    """What was stored."""
    next_on, why = plain.get("next_on"), plain.get("why")
    return HeldDays(
        date.fromisoformat(plain["held_on"]),
        plain["area"],
        date.fromisoformat(plain["began_on"]),
        plain.get("late_reason", ""),
        date.fromisoformat(next_on) if next_on else None,
        _read_why(why) if why else None,
    )


def _part(part: Part) -> Plain:
    facts = {name: value for name, value in asdict(part).items() if value not in (None, "")}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def _read_why(plain: Mapping[str, Any]) -> Explained:
    parts = (Part(**{name: _read(name, value) for name, value in part.items()}) for part in plain["parts"])
    return Explained(date.fromisoformat(plain["due_on"]), tuple(parts))


def _read(name: str, value: Any) -> Any:
    return _READ[name](value) if name in _READ else value
