"""How near a goal somebody finds it, said by themselves or written down in a meeting as they say it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.rules import HIGHEST_RATING, RATER_ROLES, is_rating
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, EvaluationPoint, Goal, GoalRating, Person, Relationship
from feedback.services import audit
from feedback.services.patients.consents import takes_part
from feedback.services.patients.goal_consents import sees_goals
from feedback.services.refusals import NotFound, Refused, _


def rate_goal(
    session: Session,
    actor: Actor,
    goal: Goal,
    value: int | None,
    now: datetime,
    at: EvaluationPoint | None = None,
) -> None:
    """The actor's own rating, 0-10 or None for somebody who would rather not say, perhaps at the table of a point. A
    relative rates what the patient lets them see today. Raises NotFound, Refused."""
    if actor.person is None or actor.role not in RATER_ROLES:
        raise NotFound
    patient = session.get_one(CarePathway, goal.pathway_id).patient_id
    if actor.role == "relative" and not sees_goals(session, patient, actor.person, day_of(now)):
        raise NotFound
    _store(session, actor, goal, (actor.role, actor.person), value, now, at)


def note_rating(
    session: Session,
    actor: Actor,
    goal: Goal,
    said_by: int,
    value: int | None,
    now: datetime,
    at: EvaluationPoint | None = None,
) -> None:
    """A clinician writes down what somebody says in a meeting, perhaps at a point; see `people_to_hear`. Raises
    NotFound, Refused."""
    patient = session.get_one(CarePathway, goal.pathway_id).patient_id
    heard = next((one for one in people_to_hear(session, patient, day_of(now)) if one.id == said_by), None)
    if actor.role != "clinician" or heard is None:
        raise NotFound
    _store(session, actor, goal, (heard.role, heard.id), value, now, at)


def people_to_hear(session: Session, patient: int, today: date) -> list[Person]:
    """Whose ratings a clinician may write down as they are said: the patient's, and those of relatives who take
    part with consent today (rule A9)."""
    related = (
        select(Person)
        .join(Relationship, Relationship.relative_id == Person.id)
        .where(Relationship.patient_id == patient)
        .order_by(Person.id)
    )
    relatives = [one for one in session.scalars(related) if takes_part(session, patient, one.id, today)]
    return [session.get_one(Person, patient), *relatives]


def _store(
    session: Session,
    actor: Actor,
    goal: Goal,
    rater: tuple[str, int],
    value: int | None,
    now: datetime,
    at: EvaluationPoint | None,
) -> None:
    """The same number by the same person on one day is stored once: a button may be pressed twice."""
    if not is_rating(value):
        message = _("Choose a number from 0 to %(highest)s.")
        raise Refused(message, field=f"goal-{goal.id}", highest=HIGHEST_RATING)
    audit.take_turn(session)
    session.refresh(goal)
    if goal.state != "active":
        raise Refused(_("This goal has ended already. Open the page anew to see how it stands."))
    role, by = rater
    latest = _latest(session, goal, by)
    point = at.id if at is not None else None
    if latest is not None and (latest.value, latest.rated_on, latest.point_id) == (value, day_of(now), point):
        return
    row = GoalRating(
        goal_id=goal.id,
        by_id=by,
        author_id=actor.person,
        role=role,
        value=value,
        rated_on=day_of(now),
        rated_at=now,
        point_id=point,
    )
    session.add(row)
    session.flush()
    spoken = "" if by == actor.person else f", as spoken by person {by}"
    patient = session.get_one(CarePathway, goal.pathway_id).patient_id
    audit.record(session, actor, "rated goal", now, patient=patient, target=f"goal {goal.id}{spoken}")


def _latest(session: Session, goal: Goal, by: int) -> GoalRating | None:
    mine = (GoalRating.goal_id == goal.id, GoalRating.by_id == by)
    newest = select(GoalRating).where(*mine).order_by(GoalRating.rated_at.desc(), GoalRating.id.desc())
    return session.scalar(newest.limit(1))
