"""Writing a goal down, wording it anew, and ending it: by the patient, or by a clinician as the patient says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from feedback.domain.goals.rules import ENDINGS, LONGEST_GOAL, MOST_GOALS, WORDING_ROLES, same_words, tidy
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, Goal
from feedback.services import audit
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.goals.goal_rows import Occurred, add_goal, finish_goal
from feedback.services.goals.read_goals import active_goals
from feedback.services.refusals import NotFound, Refused, _

ENDED = _("This goal has ended already. Open the page anew to see how it stands.")


def write_goal(session: Session, actor: Actor, patient: int, words: str, now: datetime) -> Goal:
    """A new goal, in the patient's own words. Raises Refused for a fourth one, and without a course."""
    pathway, when = require_open_course(session, patient), said_by(actor, now)
    audit.take_turn(session)
    active = [goal.row for goal in active_goals(session, pathway.id)]
    told = _checked(words, active)
    if len(active) >= MOST_GOALS:
        message = _("There are three goals already. Say first that one is reached or no longer a goal.")
        raise Refused(message, field="words")
    goal = add_goal(session, pathway.id, told, when)
    _note(session, actor, "wrote goal", goal, now)
    return goal


def word_anew(session: Session, actor: Actor, goal: Goal, words: str, when: Occurred) -> Goal:
    """Other words for a goal: it ends as *changed* and is followed by another. The same words change nothing.

    `when` comes from `said_by`. Raises Refused.
    """
    active = _active_beside(session, goal)
    told = _checked(words, active)
    if told == goal.words:
        return goal
    finish_goal(session, goal, "changed", when)
    following = add_goal(session, goal.pathway_id, told, when, changed_from=goal)
    _note(session, actor, "worded goal anew", following, when.at)
    return following


def end_goal(session: Session, actor: Actor, goal: Goal, state: str, when: Occurred) -> None:
    """It is `reached`, or `stopped` being a goal; `when` comes from `said_by`. Raises Refused."""
    if state not in ENDINGS:
        raise Refused(_("Choose what has become of the goal."), field="do")
    _active_beside(session, goal)
    finish_goal(session, goal, state, when)
    _note(session, actor, f"goal {state}", goal, when.at)


def said_by(actor: Actor, now: datetime) -> Occurred:
    """That somebody who has a say in the words of a goal does something now. Raises NotFound for anybody else."""
    if actor.person is None or actor.role not in WORDING_ROLES:
        raise NotFound
    return Occurred.now(now, actor.person)


def require_open_course(session: Session, patient: int) -> CarePathway:
    """The patient's open course. Raises Refused without one."""
    pathway = open_pathway(session, patient)
    if pathway is None:
        raise Refused(_("There is no open course of treatment now. Goals and plans belong to one."))
    return pathway


def _active_beside(session: Session, goal: Goal) -> list[Goal]:
    """The other active goals, now that it is our turn. Raises Refused when this one has ended."""
    audit.take_turn(session)
    active = [one.row for one in active_goals(session, goal.pathway_id)]
    if goal not in active:
        raise Refused(ENDED)
    return [one for one in active if one is not goal]


def _checked(words: str, others: Sequence[Goal]) -> str:
    told = tidy(words)
    if not told:
        raise Refused(_("Write what should be different, in a few words."), field="words")
    if len(told) > LONGEST_GOAL:
        raise Refused(_("Write at most %(number)s characters."), field="words", number=LONGEST_GOAL)
    if any(same_words(told, other.words) for other in others):
        raise Refused(_("This is a goal already."), field="words")
    return told


def _note(session: Session, actor: Actor, action: str, goal: Goal, now: datetime) -> None:
    spoken = ", as spoken" if actor.role == "clinician" else ""
    patient = session.get_one(CarePathway, goal.pathway_id).patient_id
    audit.record(session, actor, f"{action}{spoken}", now, patient=patient, target=f"goal {goal.id}")
