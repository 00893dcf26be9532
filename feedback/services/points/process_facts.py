"""What was done at an evaluation point: recorded once, and apart from it whether it is registered elsewhere (N26).

A note made by mistake is taken back: the row goes, and who did so, when, and what stood there stays with the course.
What was answered or decided is never touched by it (rule A4).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people import Actor
from feedback.domain.process import ProcessKind
from feedback.persistence.tables import CourseChange, EvaluationPoint, ProcessFact
from feedback.services import audit
from feedback.services.refusals import NotFound, Refused, _

DONE, REGISTERED = "process", "registered"


def facts_of(session: Session, point: EvaluationPoint) -> list[ProcessFact]:
    """What is recorded as done at a point, in the order of the kinds."""
    found = {
        row.kind: row for row in session.scalars(select(ProcessFact).where(ProcessFact.point_id == point.id))
    }
    return [found[kind] for kind in ProcessKind if kind in found]


def record_held(session: Session, actor: Actor, point: EvaluationPoint, now: datetime) -> None:
    """The point was held: that is done, on that day. Belongs into the transaction that holds it."""
    if point.held_on is not None:
        _record(session, actor, point, ProcessKind.EVALUATION_HELD, point.held_on, now)


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
    point: EvaluationPoint,
    kinds: Collection[str],
    done_on: date | None,
    now: datetime,
) -> None:
    """These things were done on that day. What is recorded already stays as it is. Raises Refused."""
    if point.held_on is None:
        raise Refused(_("The point has not been held yet. Hold it first."))
    if not kinds or not set(kinds) <= set(ProcessKind):
        raise Refused(_("Tick what was done."), field="kinds")
    if done_on is None:
        raise Refused(_("Write the day on which it was done."), field="done_on")
    if done_on > day_of(now):
        raise Refused(_("The day lies ahead. Record it when it is done."), field="done_on")
    if done_on < point.pathway.started_on:
        raise Refused(_("The day lies before the course began. Check it."), field="done_on")
    for kind in ProcessKind:
        if kind in kinds:
            _record(session, actor, point, kind, done_on, now)


def note_registered(
    session: Session, actor: Actor, point: EvaluationPoint, facts: Collection[int], now: datetime
) -> None:
    """These are entered where the clinic reports, too. One that was registered keeps its day. Raises NotFound."""
    for fact in [_get(session, point, number) for number in facts]:
        if fact.registered_on is None:
            fact.registered_on, fact.registered_by_id = day_of(now), _person(actor)
            session.flush()
            _note(session, actor, "noted process fact as registered", point, now)


def undo_registered(session: Session, actor: Actor, point: EvaluationPoint, fact: int, now: datetime) -> None:
    """It is not registered after all. Raises NotFound."""
    row = _get(session, point, fact)
    if row.registered_on is not None:
        _keep(session, actor, point, f"{REGISTERED}:{row.kind}", row.registered_on, now)
        row.registered_on = row.registered_by_id = None
        session.flush()
        _note(session, actor, "noted process fact as not registered", point, now)


def take_back(session: Session, actor: Actor, point: EvaluationPoint, fact: int, now: datetime) -> None:
    """It was recorded by mistake. Raises NotFound, and Refused while it is noted as registered."""
    row = _get(session, point, fact)
    if row.registered_on is not None:
        raise Refused(
            _("This is noted as registered. Note first that it is not, and correct it in the register.")
        )
    _keep(session, actor, point, f"{DONE}:{row.kind}", row.done_on, now)
    session.delete(row)
    session.flush()
    _note(session, actor, "took back process fact", point, now)


def corrections_of(session: Session, point: EvaluationPoint) -> list[CourseChange]:
    """What was taken back at this point, newest first. `field` is `process` or `registered`, the kind, and the
    number of the point, with colons between; `before` is the day that stood there."""
    fields = [f"{what}:{kind}:{point.number}" for what in (DONE, REGISTERED) for kind in ProcessKind]
    mine = (CourseChange.pathway_id == point.pathway_id, CourseChange.field.in_(fields))
    return list(session.scalars(select(CourseChange).where(*mine).order_by(CourseChange.id.desc())))


def _record(
    session: Session, actor: Actor, point: EvaluationPoint, kind: ProcessKind, done_on: date, now: datetime
) -> None:
    """Once: of two people who record the same at once, the first stands, by the database's own constraint."""
    row = {
        "pathway_id": point.pathway_id,
        "point_id": point.id,
        "kind": kind,
        "done_on": done_on,
        "recorded_by_id": _person(actor),
        "recorded_at": now,
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    made = dialect.insert(ProcessFact).values(row).on_conflict_do_nothing().returning(ProcessFact.id)
    if session.scalar(made) is not None:
        _note(session, actor, "recorded process fact", point, now)


def _get(session: Session, point: EvaluationPoint, fact: int) -> ProcessFact:
    row = session.get(ProcessFact, fact)
    if row is None or row.point_id != point.id:
        raise NotFound
    return row


def _keep(
    session: Session, actor: Actor, point: EvaluationPoint, field: str, before: date, now: datetime
) -> None:
    session.add(
        CourseChange(
            pathway_id=point.pathway_id,
            at=now,
            by_id=actor.person,
            field=f"{field}:{point.number}",
            before=before.isoformat(),
            after="",
        )
    )


def _person(actor: Actor) -> int:
    if actor.person is None:
        raise NotFound
    return actor.person


def _note(session: Session, actor: Actor, action: str, point: EvaluationPoint, now: datetime) -> None:
    patient = point.pathway.patient_id
    audit.record(session, actor, action, now, patient=patient, target=f"evaluation point {point.id}")
