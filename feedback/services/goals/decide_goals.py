"""What is decided about goals, at an evaluation point or between two: kept, worded anew, reached, no longer a goal.

While a point is a draft, what is chosen is kept with what is written (`settled`, `goal_problems`). When it is held
`decide_goals` makes it so, before the day is stored: afterwards it refuses, as another decision comes with a
correction (`held_decisions`). A refusal names its field (`goal-7-words`). The sheet of the point tells what
became of each goal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.domain.goals.rules import GOAL_DECISIONS, GoalDecision, tidy
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, EvaluationPoint, Goal
from feedback.services.goals.goal_rows import Occurred
from feedback.services.goals.read_goals import goals_of
from feedback.services.goals.write_goal import end_goal, said_by, word_anew
from feedback.services.refusals import NotFound, Refused, _

ORDER = ("reached", "stopped", "changed")  # room is made before words are compared


def decide_goals(
    session: Session,
    actor: Actor,
    point: EvaluationPoint,
    decisions: Mapping[int, GoalDecision],
    now: datetime,
    on: date | None = None,
) -> None:
    """Decisions by goal at a point that is about to be held `on` a day (today); a goal without one is kept.

    Raises NotFound for a goal of another course, Refused.
    """
    if point.held_on is not None:
        raise Refused(_("The point has been held. What was decided about goals stays as it is."))
    when = replace(said_by(actor, now), point=point.id)
    _apply(session, actor, point.pathway_id, decisions, replace(when, on=on or when.on))


def settled(session: Session, pathway: int, sent: Mapping[int, GoalDecision]) -> dict[int, GoalDecision]:
    """What was chosen about active goals beside keeping them as they are. Raises NotFound for a goal of another
    course."""
    goals = {goal.row.id: goal.row for goal in goals_of(session, pathway)}
    if not sent.keys() <= goals.keys():
        raise NotFound
    return {
        key: decision
        for key, decision in sent.items()
        if goals[key].state == "active" and not _is_kept(goals[key], decision)
    }


def choices_of(decisions: Mapping[int, GoalDecision]) -> dict[int, GoalDecision]:
    """Those of these that are a choice at all: of others a draft could tell nobody anything."""
    return {key: decision for key, decision in decisions.items() if decision.do in GOAL_DECISIONS}


def goal_problems(session: Session, pathway: int, decisions: Mapping[int, GoalDecision]) -> Iterator[Refused]:
    """Why some of these cannot be made so, each with its field. A goal that was erased since is passed over."""
    goals = {goal.row.id: goal.row for goal in goals_of(session, pathway)}
    for key, decision in decisions.items():
        if key not in goals:
            continue
        try:
            _check(goals[key], decision)
        except Refused as refused:
            yield refused
        if decision.do == "changed" and not tidy(decision.words):
            yield Refused(_("Write how the goal is put from now on."), field=f"goal-{key}-words")


def decide_between_points(
    session: Session,
    actor: Actor,
    pathway: CarePathway,
    decisions: Mapping[int, GoalDecision],
    now: datetime,
) -> None:
    """The same between two points, as the patient says it. Raises NotFound, Refused."""
    _apply(session, actor, pathway.id, decisions, said_by(actor, now))


def _apply(
    session: Session, actor: Actor, pathway: int, decisions: Mapping[int, GoalDecision], when: Occurred
) -> None:
    goals = {goal.row.id: goal.row for goal in goals_of(session, pathway)}
    if not decisions.keys() <= goals.keys():
        raise NotFound
    for key, decision in decisions.items():
        _check(goals[key], decision)
    for do in ORDER:
        for key, decision in decisions.items():
            if decision.do == do:
                _decide(session, actor, goals[key], decision, when)


def _is_kept(goal: Goal, decision: GoalDecision) -> bool:
    return decision.do == "keep" and tidy(decision.words) in ("", goal.words)


def _check(goal: Goal, decision: GoalDecision) -> None:
    """New words are never lost because somebody forgot to say that there are any."""
    if decision.do not in GOAL_DECISIONS:
        raise Refused(_("Choose what has become of the goal."), field=f"goal-{goal.id}-do")
    if decision.do != "changed" and tidy(decision.words) not in ("", goal.words):
        message = _("You have written new words. Choose that it is put another way, or take them out again.")
        raise Refused(message, field=f"goal-{goal.id}-do")
    if decision.do == "changed" and tidy(decision.words) == goal.words:
        message = _("These are the words that it has. Write how it is put from now on, or keep it.")
        raise Refused(message, field=f"goal-{goal.id}-words")


def _decide(session: Session, actor: Actor, goal: Goal, decision: GoalDecision, when: Occurred) -> None:
    try:
        if decision.do == "changed":
            word_anew(session, actor, goal, decision.words, when)
        else:
            end_goal(session, actor, goal, decision.do, when)
    except Refused as refused:
        field = f"goal-{goal.id}-{refused.field or 'do'}"
        raise Refused(refused.message, field=field, **refused.details) from refused
