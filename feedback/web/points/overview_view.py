"""A row of the overview as it is shown and written to a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from feedback.domain.calendar import local
from feedback.domain.evaluation_point import status
from feedback.services.list_points import ListedPoint
from feedback.web.clinician.point_view import PointView
from feedback.web.languages import short_day
from feedback.web.points.words import MISSING
from feedback.web.words import STATUSES


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point, or with `point` None a course without a planned one; `id` is the number of the point in the database.
    A point of a closed course is opened by that alone, as a newer course may have one with the same number."""

    patient_id: int
    name: str
    reference: str
    id: int | None
    point: PointView | None
    started_on: date
    is_closed: bool
    meeting: str
    clinicians: str
    deputy_for: str
    missing: tuple[str, ...]


def point_line(listed: ListedPoint, today: date) -> PointLine:
    """The row as it stands today."""
    row = listed.row
    meeting = f"{short_day(row.meeting_at)} {local(row.meeting_at):%H:%M}" if row.meeting_at else ""
    return PointLine(
        patient_id=row.patient,
        name=listed.name,
        reference=listed.reference,
        id=row.point,
        point=_view(listed, today),
        started_on=row.started_on,
        is_closed=row.is_closed,
        meeting=meeting,
        clinicians=", ".join(listed.clinicians),
        deputy_for=listed.deputy_for,
        missing=tuple(str(MISSING[code]) for code in listed.missing),
    )


def table(lines: Iterable[PointLine], *, clinicians: bool) -> Iterator[tuple[object, ...]]:
    """The rows of the file with their headings; days as 2026-11-24."""
    whose = (_("Clinician"),) if clinicians else ()
    yield (
        *(
            _("Patient"),
            _("Number"),
            _("Point"),
            _("Status"),
            _("Recommended day"),
            _("Held"),
            _("Agreed meeting"),
        ),
        *whose,
        _("What is missing"),
    )
    for line in lines:
        point = line.point
        yield (
            *(line.name, line.reference, point and point.number, point and STATUSES[point.status]),
            *(point and point.due_on, point and point.held_on, line.meeting),
            *((line.clinicians,) if clinicians else ()),
            ", ".join(line.missing),
        )


def _view(listed: ListedPoint, today: date) -> PointView | None:
    facts, number = listed.row.standing.point, listed.row.number
    if facts is None or number is None:
        return None
    return PointView(number, status(facts, today), facts.opens_on, facts.due_on, facts.held_on)
