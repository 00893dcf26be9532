"""The end of a course: the waiting point is cancelled and nothing more is asked. Closing by mistake is undone."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway import history as domain
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import (
    CarePathway,
    CourseChange,
    EvaluationPoint,
    Invitation,
    Occasion,
    Response,
)
from feedback.services.courses.course_changes import begin_change, end_change, note_in_log, refuse_impossible
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.later_appointments import book_again, cancel_later
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.refusals import Refused, _

FIELD = "closed_on"
CLOSING = "closing"


def close_course(session: Session, actor: Actor, pathway: CarePathway, day: date, now: datetime) -> None:
    """The treatment ended on this day. Raises Refused.

    Appointments that are booked after that day and lie ahead are cancelled (`later_appointments` tells which). What
    staff asked for the waiting point, for these appointments, or what opens later, is withdrawn unless somebody has
    begun to answer it; questions about the closing itself and about sessions that took place stay. What plans asked
    follows from the closing (`end_change`): they ask about the closing and nothing more.
    """
    facts = begin_change(session, actor, pathway, "closed course", now)
    if day < pathway.started_on:
        raise Refused(_("The course cannot end before it began. Check the day."), FIELD)
    closing = domain.Milestone(MilestoneKind.CLOSING, day)
    changed = facts.changed(milestones=(*facts.history.milestones, closing))
    refuse_impossible(facts.history, changed.history, day_of(now), FIELD)
    pathway.closed_on = day
    cancelled = cancel_later(session, actor, pathway, day, now)
    _stop_asking(session, pathway, day, cancelled, now)
    end_change(session, actor, changed, [(CLOSING, "", day.isoformat())], now)


def reopen_course(session: Session, actor: Actor, pathway: CarePathway, now: datetime) -> None:
    """It was closed by mistake: the waiting point, what was asked for it, and the appointments that the closing
    cancelled and that still lie ahead come back. Raises Refused."""
    note_in_log(session, actor, pathway, "opened course again", now)
    session.refresh(pathway)
    if pathway.closed_on is None:
        raise Refused(_("The course is open already."))
    if open_pathway(session, pathway.patient_id) is not None:
        raise Refused(_("Another course of this patient is open. Close that one first."))
    before, pathway.closed_on = pathway.closed_on, None
    session.flush()
    if (closed_at := _closed_at(session, pathway)) is not None:
        book_again(session, actor, pathway, closed_at, now)
        _ask_again(session, pathway, closed_at)
    what = (CLOSING, before.isoformat(), "")
    end_change(session, actor, course_facts(session, pathway), [what], now)


def _stop_asking(
    session: Session, pathway: CarePathway, day: date, cancelled: list[int], now: datetime
) -> None:
    begun = exists().where(Response.invitation_id == Invitation.id)
    waiting = (EvaluationPoint.pathway_id == pathway.id, EvaluationPoint.held_on.is_(None))
    points = Occasion.point_id.in_(select(EvaluationPoint.id).where(*waiting))
    over = select(Occasion.id).where(or_(points, Occasion.appointment_id.in_(cancelled)))
    closing = select(Occasion.id).where(Occasion.patient_id == pathway.patient_id, Occasion.kind == CLOSING)
    by_hand = Invitation.plan_id.is_(None)
    later = and_(by_hand, Invitation.opens_on > day, Invitation.occasion_id.not_in(closing))
    open_ones = (Invitation.patient_id == pathway.patient_id, Invitation.withdrawn_at.is_(None), ~begun)
    stops = or_(Invitation.occasion_id.in_(over), later)
    session.execute(update(Invitation).where(*open_ones, stops).values(withdrawn_at=now))


def _closed_at(session: Session, pathway: CarePathway) -> datetime | None:
    """When the newest closing was recorded: what it withdrew and cancelled bears this time."""
    mine = (CourseChange.pathway_id == pathway.id, CourseChange.field == CLOSING)
    return session.scalar(select(CourseChange.at).where(*mine).order_by(CourseChange.id.desc()).limit(1))


def _ask_again(session: Session, pathway: CarePathway, closed_at: datetime) -> None:
    """What plans do not ask any more, for example about the closing, goes in `end_change`."""
    same = (Invitation.patient_id == pathway.patient_id, Invitation.withdrawn_at == closed_at)
    session.execute(update(Invitation).where(*same).values(withdrawn_at=None))
