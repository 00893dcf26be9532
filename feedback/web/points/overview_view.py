"""A row of the overview as it is shown and written to a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from feedback.domain.calendar import local
from feedback.domain.points.evaluation_point import status
from feedback.domain.points.overview import Missing
from feedback.domain.points.process import ProcessKind
from feedback.services.points.overview.done_at_points import DoneByPoint, DoneThere
from feedback.services.points.overview.list_points import ListedPoint
from feedback.services.points.overview.point_rows import PointRow
from feedback.web.clinician.point.point_view import PointView
from feedback.web.languages import short_day
from feedback.web.points.words import KINDS, MISSING
from feedback.web.words import STATUSES

BETWEEN = " / "  # between things that are missing: some have a comma in them


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point, or with `point` None a course without a planned one, and the ways on from there."""

    name: str
    reference: str
    point: PointView | None
    started_on: date
    meeting: str
    clinicians: str
    deputy_for: str
    missing: tuple[str, ...]
    row: PointRow
    of_unit: bool

    @property
    def patient_url(self) -> str:
        return url_for("patients.one" if self.of_unit else "patient.show", patient_id=self.row.patient)

    @property
    def point_url(self) -> str:
        """To the point itself for a clinician; for who registers to what was done, or to what can be arranged."""
        held = self.point is not None and self.point.held_on is not None
        page = "done.show" if held else "arrange.show"
        page = page if self.of_unit else "evaluation.show"
        return url_for(page, patient_id=self.row.patient, point_id=self.row.point)


def point_lines(rows: Sequence[ListedPoint], today: date, *, of_unit: bool) -> list[PointLine]:
    """The rows as they stand today. What is missing is worded once, not once a row."""
    words = {code: str(label) for code, label in MISSING.items()}
    return [_line(listed, words, today, of_unit=of_unit) for listed in rows]


def _line(listed: ListedPoint, words: Mapping[Missing, str], today: date, *, of_unit: bool) -> PointLine:
    row = listed.row
    agreed = _agreed(row)
    meeting = f"{short_day(agreed)} {agreed:%H:%M}" if agreed else ""
    return PointLine(
        name=listed.name,
        reference=listed.reference,
        point=_view(row, today),
        started_on=row.started_on,
        meeting=meeting,
        clinicians=", ".join(listed.clinicians),
        deputy_for=listed.deputy_for,
        missing=tuple(words[code] for code in listed.missing),
        row=row,
        of_unit=of_unit,
    )


def table(lines: Sequence[PointLine], done: DoneByPoint, *, of_unit: bool) -> Iterator[tuple[object, ...]]:
    """The rows of the file with their headings; days as 2026-11-24, a meeting as 2026-11-24 10:30. What was done at the
    point stands last: each thing with its day, the day on which it was registered, and the unit's code."""
    whose = (_("Clinician"),) if of_unit else ()
    statuses = {code: str(label) for code, label in STATUSES.items()}
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
        *_done_headings(),
    )
    for line in lines:
        point = line.point
        yield (
            *(line.name, line.reference, point and point.number, point and statuses[point.status]),
            *(point and point.due_on, point and point.held_on, _minute(line.row)),
            *((line.clinicians,) if of_unit else ()),
            BETWEEN.join(line.missing),
            *_done_cells(done.get(line.row.point or 0, {})),
        )


def _done_headings() -> Iterator[str]:
    for label in KINDS.values():
        yield from (str(label), _("%(what)s: registered", what=label), _("%(what)s: code", what=label))


def _done_cells(done: Mapping[ProcessKind, DoneThere]) -> Iterator[object]:
    for kind in KINDS:
        known = done.get(kind)
        code = known and known.code
        yield from (known and known.on, known and known.registered_on, code and f"{code.system} {code.code}")


def _agreed(row: PointRow) -> datetime | None:
    """When one meets, by the clock in Norway; at a point that is over the time that was agreed is nothing to know."""
    facts = row.standing.point
    waits = facts is not None and facts.held_on is None and facts.cancelled_on is None
    return local(row.meeting_at) if row.meeting_at and waits else None


def _minute(row: PointRow) -> str:
    agreed = _agreed(row)
    return f"{agreed:%Y-%m-%d %H:%M}" if agreed else ""


def _view(row: PointRow, today: date) -> PointView | None:
    facts = row.standing.point
    if facts is None or row.point is None or row.number is None:
        return None
    return PointView(row.point, row.number, status(facts, today), facts.opens_on, facts.due_on, facts.held_on)
