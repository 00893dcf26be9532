"""The overview of evaluation points: those of a clinician's own patients, or of a coordinator's unit, with what is
missing. Only the names that are shown are opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import FromClause, func, select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.points.overview import Missing, missing
from feedback.persistence.tables import CareRelation, EvaluationPoint
from feedback.services.access.admission import seen_by
from feedback.services.access.care import absent_for, care
from feedback.services.patients.patient_names import find_by_text, names_of, numbers, staff_names
from feedback.services.points.overview.find_points import Wanted, order_of, points_wanted
from feedback.services.points.overview.point_facts import LEFT_TO_DOMAIN, may_lack
from feedback.services.points.overview.point_rows import PointRow, lacking, point_rows

PAGE_SIZE = 50
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class ListedPoint:
    """One row: whose it is, what is known, and what is missing. `clinicians` are those who care for the patient
    today; `deputy_for` is the absent one of them for whom the reader stands in."""

    row: PointRow
    name: str
    reference: str
    missing: tuple[Missing, ...]
    clinicians: tuple[str, ...]
    deputy_for: str = ""


@dataclass(frozen=True, slots=True)
class PointPage:
    """One page, its number, and whether there are more. How many there are in all is told nowhere (rule A8)."""

    rows: Sequence[ListedPoint]
    number: int
    has_more: bool


def page_of_points(session: Session, actor: Actor, wanted: Wanted, number: int, today: date) -> PointPage:
    """Fifty of the points that the actor may see, by day; a page after the last is the last."""
    found = _found(session, actor, wanted, today)
    number = min(max(number, 1), MOST_PAGES)
    rows = _cut(session, found, wanted, number, today)
    if not rows and number > 1:
        number = _pages(session.scalar(select(func.count()).select_from(found)) or 0)
        rows = _cut(session, found, wanted, number, today)
    return PointPage(_listed(session, actor, rows[:PAGE_SIZE], today), number, len(rows) > PAGE_SIZE)


def every_point(session: Session, actor: Actor, wanted: Wanted, today: date) -> list[ListedPoint]:
    """The same without pages, for a file."""
    found = _found(session, actor, wanted, today)
    rows = point_rows(session, found, today, order=order_of(found, wanted))
    return _listed(session, actor, rows, today)


def missing_at(session: Session, point: EvaluationPoint, today: date) -> tuple[Missing, ...]:
    """What one point lacks today."""
    one = select(EvaluationPoint.pathway_id.label("course"), EvaluationPoint.id.label("point"))
    [row] = point_rows(session, one.where(EvaluationPoint.id == point.id).subquery(), today)
    return missing(row.standing, today)


def _found(session: Session, actor: Actor, wanted: Wanted, today: date) -> FromClause:
    """What is wanted. The number of statements does not grow with the number of points."""
    seen = seen_by(actor, today)
    code, fitting = wanted.missing, find_by_text(session, seen, wanted.text) if wanted.text else None
    lacks = None if code is None or code in LEFT_TO_DOMAIN else may_lack(code, today)
    found = points_wanted(seen, replace(wanted, patients=fitting), today, lacks)
    return lacking(session, found, code, today) if code in LEFT_TO_DOMAIN else found


def _cut(session: Session, found: FromClause, wanted: Wanted, number: int, today: date) -> list[PointRow]:
    """One page, and the first row of the next."""
    query = select(found).order_by(*order_of(found, wanted))
    page = query.limit(PAGE_SIZE + 1).offset((number - 1) * PAGE_SIZE).subquery()
    return point_rows(session, page, today, order=order_of(page, wanted))


def _pages(count: int) -> int:
    return max(1, -(-count // PAGE_SIZE))


def _listed(session: Session, actor: Actor, rows: Sequence[PointRow], today: date) -> list[ListedPoint]:
    patients = {row.patient for row in rows}
    names, carers = names_of(session, patients), _carers(session, patients, today)
    absent = _absent(session, actor, today) if actor.role == "clinician" else {}
    return [
        ListedPoint(
            row,
            *names[row.patient],
            missing(row.standing, today),
            tuple(carers[row.patient].values()),
            "" if actor.person in carers[row.patient] else absent.get(row.patient, ""),
        )
        for row in rows
    ]


def _carers(session: Session, patients: Collection[int], today: date) -> Mapping[int, dict[int, str]]:
    """The names of those who care for each patient today, by their number."""
    held = care(today).where(CareRelation.patient_id.in_(numbers(patients))).order_by(CareRelation.starts_on)
    rows = [(patient, staff) for patient, staff, _unit in session.execute(held)]
    names = staff_names(session, {staff for _patient, staff in rows})
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for patient, staff in rows:
        found[patient][staff] = names[staff]
    return found


def _absent(session: Session, actor: Actor, today: date) -> dict[int, str]:
    """For whom the actor stands in at each patient."""
    away = absent_for(session, actor.person or 0, today)
    names = staff_names(session, {staff for people in away.values() for staff in people})
    return {patient: names[people[-1]] for patient, people in away.items()}
