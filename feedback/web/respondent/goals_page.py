"""What a patient's page of goals shows: active ones to rate, room for a new one, and those that have ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.goals import HIGHEST_RATING, MOST_GOALS
from feedback.services.goals.read_goals import course_of_goal, find_course
from feedback.web.goal_forms import NOT_SAY
from feedback.web.goal_view import GoalView, goal_views
from feedback.web.question_view import OptionView, QuestionView

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import Goal


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """`active` are pairs of a goal and the question how near it is; `is_open` tells whether the course is."""

    active: tuple[tuple[GoalView, QuestionView], ...]
    ended: tuple[GoalView, ...]
    is_open: bool

    @property
    def has_room(self) -> bool:
        return self.is_open and len(self.active) < MOST_GOALS


def goals_page(
    session: Session, patient: int, language: str, sent: Mapping[str, str], errors: Mapping[str, str]
) -> GoalsPage:
    """The page as it stands now, with what was sent just now where it has to be corrected."""
    course = find_course(session, patient)
    if course is None:
        return GoalsPage((), (), False)
    views = goal_views(session, course, language, for_patient=True)
    active = [view for view in views if view.is_active]
    return GoalsPage(
        tuple((view, _question(view, sent, errors)) for view in active),
        tuple(view for view in reversed(views) if not view.is_active),
        course.closed_on is None,
    )


def one_goal(session: Session, goal: Goal, language: str) -> tuple[GoalView, bool]:
    """One goal of the patient, and whether its course is open."""
    course = course_of_goal(session, goal)
    views = goal_views(session, course, language, for_patient=True)
    return next(view for view in views if view.id == goal.id), course.closed_on is None


def _question(view: GoalView, sent: Mapping[str, str], errors: Mapping[str, str]) -> QuestionView:
    name = f"goal-{view.id}"
    ticked = sent.get(name, "") if errors else ""
    steps = [str(step) for step in range(HIGHEST_RATING + 1)]
    help_text = _("How close to this goal are you now?")
    if view.latest:
        help_text += " " + _("Last time: %(rating)s.", rating=view.latest)
    return QuestionView(
        id=name,
        name=name,
        kind="scale",
        text=view.words,
        help=help_text,
        low=_("Not started"),
        high=_("Reached"),
        options=[OptionView(step, step, f"{name}-is-{step}", step == ticked) for step in steps],
        escapes=[OptionView(NOT_SAY, _("I would rather not say"), f"{name}-not", ticked == NOT_SAY)],
        errors=[errors[name]] if name in errors else [],
    )
