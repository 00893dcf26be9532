"""Is it used: counts for a leader's unit by calendar month, never per clinician and never of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.small_groups import Shown, shown_parts, shown_steps
from feedback.persistence.tables import CarePathway, EvaluationPoint, Invitation, Person, Reply, Response
from feedback.services.courses.followed_area import area_on

MONTHS = 6


@dataclass(frozen=True, slots=True)
class MonthOfUse:
    """One whole month. `patients` and `areas` count people in a course, asked, answered, and answered to;
    `relatives` asked and answered; `points` due, held, and held by the recommended day."""

    begins_on: date
    patients: Shown
    areas: Mapping[str, Shown]
    relatives: Shown
    points: Shown


def months_of_use(session: Session, actor: Actor, today: date) -> list[MonthOfUse]:
    """The last whole months of the actor's unit, newest first. The running month is not counted: day by day it
    would tell of one person at a time."""
    return [_month(session, actor.unit, begins) for begins in _months_before(today)]


def _months_before(today: date) -> list[date]:
    found, day = [], today.replace(day=1)
    for _number in range(MONTHS):
        day = (day - timedelta(days=1)).replace(day=1)
        found.append(day)
    return found


def _month(session: Session, unit: int | None, begins: date) -> MonthOfUse:
    ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    courses = _courses(session, unit, begins, ends)
    asked = _asked(session, unit, begins, ends)
    steps = {area: _steps(people, asked) for area, people in courses.items()}
    whole = tuple(map(sum, zip(*steps.values(), strict=True))) if steps else (0, 0, 0, 0)
    relatives = {person for person, line in asked.items() if line.is_relative}
    answered = {person for person in relatives if asked[person].answered}
    return MonthOfUse(
        begins_on=begins,
        patients=shown_steps(whole),
        areas=shown_parts(whole, steps) if steps else {},
        relatives=shown_steps((len(relatives), len(answered))),
        points=shown_steps(_points(session, unit, begins, ends)),
    )


@dataclass(slots=True)
class _Line:
    is_relative: bool
    answered: bool = False
    replied: bool = False


def _courses(session: Session, unit: int | None, begins: date, ends: date) -> dict[str, set[int]]:
    """The patients in a course by the care pathway that it followed when the month ended; a patient belongs to the
    newest course."""
    rows = session.execute(
        select(CarePathway.patient_id, area_on(ends))
        .where(CarePathway.unit_id == unit, CarePathway.started_on <= ends)
        .where(or_(CarePathway.closed_on.is_(None), CarePathway.closed_on >= begins))
        .order_by(CarePathway.id)
    )
    area_of: dict[int, str] = dict(rows.all())
    found: defaultdict[str, set[int]] = defaultdict(set)
    for patient, area in area_of.items():
        found[area].add(patient)
    return dict(found)


def _asked(session: Session, unit: int | None, begins: date, ends: date) -> dict[int, _Line]:
    """Who was asked in the month, and whether they answered and got a reply before it ended."""
    rows = session.execute(
        select(Person.id, Person.role, Invitation.made_at, Response.authored_at, Reply.written_at)
        .join(Invitation, Invitation.person_id == Person.id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .outerjoin(Reply, Reply.response_id == Response.id)
        .where(Person.unit_id == unit)
    )
    found: dict[int, _Line] = {}
    for person, role, made_at, authored_at, written_at in rows:
        if begins <= day_of(made_at) <= ends:
            line = found.setdefault(person, _Line(role == "relative"))
            line.answered = line.answered or _within(authored_at, ends)
            line.replied = line.replied or (_within(authored_at, ends) and _within(written_at, ends))
    return found


def _within(at: datetime | None, ends: date) -> bool:
    return at is not None and day_of(at) <= ends


def _steps(people: Iterable[int], asked: Mapping[int, _Line]) -> tuple[int, int, int, int]:
    everybody = list(people)
    lines = [asked[person] for person in everybody if person in asked]
    answered = sum(line.answered for line in lines)
    return len(everybody), len(lines), answered, sum(line.replied for line in lines)


def _points(session: Session, unit: int | None, begins: date, ends: date) -> tuple[int, int, int]:
    rows = session.execute(
        select(EvaluationPoint.due_on, EvaluationPoint.held_on)
        .join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
        .where(CarePathway.unit_id == unit, EvaluationPoint.cancelled_on.is_(None))
        .where(EvaluationPoint.due_on >= begins, EvaluationPoint.due_on <= ends)
    ).all()
    held = [(due, on) for due, on in rows if on is not None and on <= ends]
    return len(rows), len(held), sum(on <= due for due, on in held)
