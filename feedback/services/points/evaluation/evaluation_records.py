"""Reading what was written at evaluation points: drafts, finished versions, and what has been agreed so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_plain import from_plain
from feedback.domain.points.evaluation_record import Record, agreed_after
from feedback.persistence.tables import CarePathway, EvaluationPoint, EvaluationRecord
from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.points.evaluation.point_days import first_held
from feedback.services.refusals import NotFound


def get_point_of(session: Session, patient: int, point: int) -> EvaluationPoint:
    """One point of a patient by the number of its row: addresses name it so, as two courses have points with the same
    number. Raises NotFound."""
    found = session.get(EvaluationPoint, point)
    if found is None or found.pathway.patient_id != patient:
        raise NotFound
    return found


def has_more_courses(session: Session, patient: int) -> bool:
    """Whether the patient has had more than one course, so that the number of a point alone does not tell which."""
    mine = select(CarePathway.id).where(CarePathway.patient_id == patient).limit(2)
    return len(session.scalars(mine).all()) > 1


def get_point(session: Session, patient: int, number: int) -> EvaluationPoint:
    """A point of the patient's newest course that has one with this number. Raises NotFound."""
    mine = (CarePathway.patient_id == patient, EvaluationPoint.number == number)
    newest = (
        select(EvaluationPoint)
        .join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
        .where(*mine)
        .order_by(EvaluationPoint.pathway_id.desc())
        .limit(1)
    )
    point = session.scalar(newest)
    if point is None:
        raise NotFound
    return point


def points_by_course(session: Session, patient: int) -> list[tuple[int, EvaluationPoint]]:
    """Every point of a patient with the number of its course, of which the first is 1."""
    mine = CarePathway.patient_id == patient
    courses = session.scalars(
        select(CarePathway.id).where(mine).order_by(CarePathway.started_on, CarePathway.id)
    )
    numbers = {course: number for number, course in enumerate(courses, start=1)}
    rows = select(EvaluationPoint).join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id).where(mine)
    found = session.scalars(rows.order_by(EvaluationPoint.number))
    return sorted(((numbers[point.pathway_id], point) for point in found), key=lambda one: one[0])


def lock_point(session: Session, point: EvaluationPoint) -> None:
    """Keep all others from writing at the point until the transaction ends, and see it as it stands now.

    A writing SQLite session is alone anyway.
    """
    mine = EvaluationPoint.id == point.id
    session.execute(select(EvaluationPoint.id).where(mine).with_for_update())
    session.refresh(point)


def newest_record(
    session: Session, point: EvaluationPoint, finished_by: datetime | None = None
) -> EvaluationRecord | None:
    """The newest version of what was written at the point; with `finished_by` of those finished by then."""
    mine = [EvaluationRecord.point_id == point.id]
    if finished_by is not None:
        mine.append(EvaluationRecord.finished_at <= finished_by)
    newest = select(EvaluationRecord).where(*mine).order_by(EvaluationRecord.version.desc()).limit(1)
    return session.scalar(newest.execution_options(populate_existing=True))


def versions_of(session: Session, point: EvaluationPoint) -> list[EvaluationRecord]:
    """The finished versions, oldest first. They never change."""
    mine = (EvaluationRecord.point_id == point.id, EvaluationRecord.finished_at.is_not(None))
    return list(session.scalars(select(EvaluationRecord).where(*mine).order_by(EvaluationRecord.version)))


def finished_record(
    session: Session, point: EvaluationPoint, version: int | None = None
) -> EvaluationRecord | None:
    """The newest finished version, or the one with this number. Raises NotFound for a number without one."""
    found = versions_of(session, point)
    if version is None:
        return found[-1] if found else None
    for row in found:
        if row.version == version:
            return row
    raise NotFound


def finished_at(session: Session, point: EvaluationPoint) -> datetime | None:
    """The instant at which the point was recorded as held; a later correction does not move it."""
    found = first_held(session, point)
    return found.at if found else None


def corrected_at(session: Session, points: Iterable[EvaluationPoint]) -> dict[int, datetime]:
    """When each of these points was corrected last, by the number of the row; those that never were are left out."""
    later = (EvaluationRecord.point_id.in_([point.id for point in points]), EvaluationRecord.version > 1)
    rows = select(EvaluationRecord.point_id, EvaluationRecord.finished_at).where(*later)
    finished = rows.where(EvaluationRecord.finished_at.is_not(None)).order_by(EvaluationRecord.version)
    return {row.point_id: row.finished_at for row in session.execute(finished)}


def draft_of(session: Session, point: EvaluationPoint) -> EvaluationRecord | None:
    """What is being written and not finished, whoever writes it."""
    newest = newest_record(session, point)
    return newest if newest is not None and newest.finished_at is None else None


def waiting_draft(session: Session, pathway: int) -> EvaluationRecord | None:
    """What is being written at the point of a course that waits."""
    waits = (EvaluationPoint.held_on.is_(None), EvaluationPoint.cancelled_on.is_(None))
    rows = (
        select(EvaluationRecord)
        .join(EvaluationPoint, EvaluationPoint.id == EvaluationRecord.point_id)
        .where(EvaluationPoint.pathway_id == pathway, *waits, EvaluationRecord.finished_at.is_(None))
    )
    return session.scalar(rows.limit(1))


def own_draft(session: Session, actor: Actor, point: EvaluationPoint) -> EvaluationRecord | None:
    """The draft, where the actor is one of those who write it; nobody else sees it."""
    draft = draft_of(session, point)
    return draft if draft is not None and actor.person in writers_of(draft) else None


def writers_of(row: EvaluationRecord) -> list[int]:
    """Who writes this draft: whoever began it, and who has gone on with it since."""
    return list(row.content.get("writers", [row.author_id]))


def record_of(row: EvaluationRecord | None) -> Record:
    """What was written, typed; an empty record where nothing was."""
    return from_plain(row.content) if row is not None else Record()


def agreed_before(session: Session, point: EvaluationPoint) -> tuple[AgreedStep, ...]:
    """The steps that stood when this point was gone through: those agreed at the points before, and not done.

    A held point keeps to what was written at the earlier ones when it was held.
    """
    return _agreed(session, point.pathway_id, point.number, finished_at(session, point))


def agreed_now(session: Session, patient: int) -> tuple[AgreedStep, ...]:
    """The steps that stand in the course that runs, else in the last one: agreed at its points, and not done. They
    are not undone by closing it."""
    pathway = newest_pathway(session, patient)
    return _agreed(session, pathway.id) if pathway else ()


def _agreed(
    session: Session, pathway: int, before: int | None = None, by: datetime | None = None
) -> tuple[AgreedStep, ...]:
    """By the newest version of each held point that was finished by an instant. One statement."""
    held = [EvaluationPoint.pathway_id == pathway, EvaluationPoint.held_on.is_not(None)]
    held += [EvaluationPoint.number < before] if before is not None else []
    finished = EvaluationRecord.finished_at.is_not(None) if by is None else EvaluationRecord.finished_at <= by
    rows = (
        select(EvaluationRecord)
        .join(EvaluationPoint, EvaluationPoint.id == EvaluationRecord.point_id)
        .where(*held, finished)
        .order_by(EvaluationPoint.number, EvaluationRecord.version)
        .execution_options(populate_existing=True)
    )
    newest = {row.point_id: row for row in session.scalars(rows)}
    steps: tuple[AgreedStep, ...] = ()
    for row in newest.values():
        steps = agreed_after(steps, record_of(row))
    return steps
