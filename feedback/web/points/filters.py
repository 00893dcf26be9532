"""What the address of the overview asks for. Whatever is not understood is said at its field and left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _

from feedback.domain.calendar import parse_day
from feedback.domain.points.overview import OF_BOTH, OF_HELD, Missing
from feedback.services.points.overview.find_points import Shown, Wanted
from feedback.web.typed_day import not_a_day

FIELDS = ("status", "missing", "from", "to", "clinician", "find")
LONGEST = 200
NOT_LISTED = _("Choose one from the list.")
REVERSED = _("The last day comes before the first. Check both.")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted, what was typed (empty fields left out), and errors with the field that each belongs to."""

    wanted: Wanted
    typed: dict[str, Any]
    errors: tuple[tuple[str, str], ...]


def read_filter(args: Mapping[str, str], clinicians: Collection[int]) -> Filter:
    """The filter of an address; `clinicians` are the numbers that can be chosen."""
    typed = {name: text for name in FIELDS if (text := args.get(name, "").strip()[:LONGEST])}
    lacks = next((code for code in Missing if code == typed.get("missing")), None)
    shown = _fitting(next((one for one in Shown if one == typed.get("status")), Shown.WAITING), lacks)
    begins_on, ends_on = _day(typed, "from"), _day(typed, "to")
    staff = {str(number): number for number in clinicians}
    known = {"status": tuple(Shown), "missing": tuple(Missing), "clinician": tuple(staff)}
    errors = [
        (name, str(NOT_LISTED))
        for name, codes in known.items()
        if typed.get(name, codes) not in (codes, *codes)
    ]
    errors += [
        (name, str(_(not_a_day(typed[name]))))
        for name in ("from", "to")
        if name in typed and _day(typed, name) is None
    ]
    if begins_on and ends_on and ends_on < begins_on:
        errors.append(("to", str(REVERSED)))
        begins_on = ends_on = None
    wanted = Wanted(
        shown, lacks, begins_on, ends_on, staff.get(typed.get("clinician", "")), typed.get("find", "")
    )
    return Filter(wanted, typed, tuple(errors))


def _fitting(shown: Shown, lacks: Missing | None) -> Shown:
    """What can lack this at all: held points where it is about them, else those that wait."""
    if shown is Shown.WAITING and lacks in OF_HELD:
        return Shown.HELD
    of_waiting = lacks is not None and lacks not in (*OF_HELD, *OF_BOTH)
    return Shown.WAITING if shown is Shown.HELD and of_waiting else shown


def _day(typed: Mapping[str, str], name: str) -> date | None:
    return parse_day(typed.get(name, ""))
