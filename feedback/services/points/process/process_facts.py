"""What was done in a course, at an evaluation point or beside its points: recorded once, and apart from it whether it
is registered elsewhere (N26).

A note made by mistake is taken back: the row goes, and who did so, when, and what stood there stays with the course.
What was answered or decided is never touched by it (rule A4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.process import BESIDE_POINTS, ProcessKind
from feedback.persistence.tables import CarePathway, CourseChange, EvaluationPoint, ProcessFact
from feedback.services import audit
from feedback.services.points.process.process_places import (
    Place,
    beside,
    course_of,
    name_of,
    number_of,
    of_place,
    point_id_of,
)
from feedback.services.refusals import NotFound, Refused, _

DONE, REGISTERED = "process", "registered"


def facts_of(session: Session, place: Place) -> list[ProcessFact]:
    """What is recorded as done: at a point in the order of the kinds; in a course the newest first, what was done at
    its points as well."""
    rows = _ordered(session.scalars(select(ProcessFact).where(of_place(place))))
    return rows if isinstance(place, EvaluationPoint) else sorted(rows, key=_day, reverse=True)


def record_held(session: Session, actor: Actor, point: EvaluationPoint, now: datetime) -> None:
    """The point was held: that is done, on that day. What was noted of that day beside the points was done at it.
    Belongs into the transaction that holds it."""
    if point.held_on is not None:
        _record(session, actor, point, ProcessKind.EVALUATION_HELD, point.held_on, now)
        noted = (beside(point.pathway), ProcessFact.done_on == point.held_on)
        session.execute(update(ProcessFact).where(*noted).values(point_id=point.id))


def record_plan(session: Session, actor: Actor, place: Place, now: datetime) -> None:
    """The plan was made with the patient today. Belongs into the transaction that stores the plan."""
    _record(session, actor, place, ProcessKind.PLAN_MADE_TOGETHER, day_of(now), now)


def move_held(session: Session, actor: Actor, point: EvaluationPoint, now: datetime) -> None:
    """The day on which the point was held was corrected, and what is recorded of it follows. Where it was registered,
    the register has the old day: it counts as not registered until somebody has corrected it there."""
    for row in facts_of(session, point):
        if row.kind == ProcessKind.EVALUATION_HELD and point.held_on is not None:
            undo_registered(session, actor, point, row.id, now)
            row.done_on = point.held_on
            session.flush()


def record_facts(
    session: Session,
    actor: Actor,
    place: Place,
    kinds: Collection[str],
    done_on: date | None,
    now: datetime,
) -> None:
    """These things were done on that day. What is recorded already stays as it is; what was done on the day of a held
    point was done at that point. Raises Refused."""
    if isinstance(place, EvaluationPoint) and place.cancelled_on is not None:
        raise Refused(
            _("This point was called off. What was done after the last point is noted beside the points.")
        )
    if isinstance(place, EvaluationPoint) and place.held_on is None:
        raise Refused(_("The point has not been held yet. Hold it first."))
    possible = BESIDE_POINTS if isinstance(place, CarePathway) else tuple(ProcessKind)
    if not kinds or not set(kinds) <= set(possible):
        raise Refused(_("Tick what was done."), field="kinds")
    day = _checked(done_on, course_of(place), day_of(now))
    for kind in ProcessKind:
        if kind in kinds:
            _record(session, actor, place, kind, day, now)


def note_registered(
    session: Session, actor: Actor, place: Place, facts: Collection[int], now: datetime
) -> None:
    """These are entered where the clinic reports, too. One that was registered keeps its day. Raises NotFound."""
    for fact in [_get(session, place, number) for number in facts]:
        if fact.registered_on is None:
            fact.registered_on, fact.registered_by_id = day_of(now), _person(actor)
            session.flush()
            _note(session, actor, "noted process fact as registered", place, now)


def undo_registered(session: Session, actor: Actor, place: Place, fact: int, now: datetime) -> None:
    """It is not registered after all. Raises NotFound."""
    row = _get(session, place, fact)
    if row.registered_on is not None:
        _keep(session, actor, place, f"{REGISTERED}:{row.kind}", row.registered_on, now)
        row.registered_on = row.registered_by_id = None
        session.flush()
        _note(session, actor, "noted process fact as not registered", place, now)


def take_back(session: Session, actor: Actor, place: Place, fact: int, now: datetime) -> None:
    """It was recorded by mistake. Raises NotFound, and Refused while it is noted as registered."""
    row = _get(session, place, fact)
    if row.registered_on is not None:
        raise Refused(
            _("This is noted as registered. Note first that it is not, and correct it in the register.")
        )
    _keep(session, actor, place, f"{DONE}:{row.kind}", row.done_on, now)
    session.delete(row)
    session.flush()
    _note(session, actor, "took back process fact", place, now)


def corrections_of(session: Session, place: Place) -> list[CourseChange]:
    """What was taken back there, newest first. `field` is `process` or `registered`, the kind, and the number of the
    point, with colons between; beside the points the number is empty. `before` is the day that stood there."""
    fields = [f"{what}:{kind}:{number_of(place)}" for what in (DONE, REGISTERED) for kind in ProcessKind]
    mine = (CourseChange.pathway_id == course_of(place).id, CourseChange.field.in_(fields))
    return list(session.scalars(select(CourseChange).where(*mine).order_by(CourseChange.id.desc())))


def _checked(done_on: date | None, course: CarePathway, today: date) -> date:
    if done_on is None:
        raise Refused(_("Write the day on which it was done."), field="done_on")
    if done_on > today:
        raise Refused(_("The day lies ahead. Record it when it is done."), field="done_on")
    if done_on < course.started_on:
        raise Refused(_("The day lies before the course began. Check it."), field="done_on")
    if course.closed_on is not None and done_on > course.closed_on:
        raise Refused(_("The day lies after the course was closed. Check it."), field="done_on")
    return done_on


def _record(
    session: Session, actor: Actor, place: Place, kind: ProcessKind, done_on: date, now: datetime
) -> None:
    """Once: of two people who record the same at once, the first stands, by the database's own constraint."""
    if isinstance(place, CarePathway):
        place = _held_that_day(session, place, done_on) or place
    elif _belongs_here(session, place, kind, done_on):
        _note(session, actor, "recorded process fact", place, now)
        return
    row = {
        "pathway_id": course_of(place).id,
        "point_id": point_id_of(place),
        "kind": kind,
        "done_on": done_on,
        "recorded_by_id": _person(actor),
        "recorded_at": now,
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    made = dialect.insert(ProcessFact).values(row).on_conflict_do_nothing().returning(ProcessFact.id)
    if session.scalar(made) is not None:
        _note(session, actor, "recorded process fact", place, now)


def _held_that_day(session: Session, course: CarePathway, day: date) -> EvaluationPoint | None:
    audit.take_turn(session)
    held = (EvaluationPoint.pathway_id == course.id, EvaluationPoint.held_on == day)
    return session.scalars(select(EvaluationPoint).where(*held)).first()


def _belongs_here(session: Session, point: EvaluationPoint, kind: ProcessKind, day: date) -> bool:
    """Whether the same is noted of that day beside the points; then it was done at this point."""
    audit.take_turn(session)
    same = (beside(point.pathway), ProcessFact.kind == kind, ProcessFact.done_on == day)
    row = session.scalars(select(ProcessFact).where(*same)).first()
    if row is None or kind in {known.kind for known in facts_of(session, point)}:
        return False
    row.point_id = point.id
    session.flush()
    return True


def _ordered(rows: Iterable[ProcessFact]) -> list[ProcessFact]:
    kinds = list(ProcessKind)
    return sorted(rows, key=lambda row: kinds.index(ProcessKind(row.kind)))


def _day(row: ProcessFact) -> date:
    return row.done_on


def _get(session: Session, place: Place, fact: int) -> ProcessFact:
    row = session.get(ProcessFact, fact)
    there = (course_of(place).id, point_id_of(place))
    if row is None or (row.pathway_id, row.point_id) != there:
        raise NotFound
    return row


def _keep(session: Session, actor: Actor, place: Place, field: str, before: date, now: datetime) -> None:
    session.add(
        CourseChange(
            pathway_id=course_of(place).id,
            at=now,
            by_id=actor.person,
            field=f"{field}:{number_of(place)}",
            before=before.isoformat(),
            after="",
        )
    )


def _person(actor: Actor) -> int:
    if actor.person is None:
        raise NotFound
    return actor.person


def _note(session: Session, actor: Actor, action: str, place: Place, now: datetime) -> None:
    audit.record(session, actor, action, now, patient=course_of(place).patient_id, target=name_of(place))
