"""What a patient's page of goals shows: active ones to rate, room for a new one, and those that have ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.goals.rules import MOST_GOALS
from feedback.services.goals.read_goals import course_of_goal, courses_of, find_course
from feedback.services.patients.read_registration import goals_seen_by
from feedback.web.views.goal_question import goal_question
from feedback.web.views.goal_view import GoalView, all_goal_views, goal_views
from feedback.web.views.question_view import QuestionView

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import Goal


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """`active` are pairs of a goal and the question how near it is; `ended` has those of earlier courses, too;
    `is_open` tells whether the course is; `seen_by` are the relatives who see the goals."""

    active: tuple[tuple[GoalView, QuestionView], ...]
    ended: tuple[GoalView, ...]
    is_open: bool
    seen_by: tuple[str, ...] = ()

    @property
    def has_room(self) -> bool:
        return self.is_open and len(self.active) < MOST_GOALS


def goals_page(
    session: Session,
    patient: int,
    language: str,
    today: date,
    sent: Mapping[str, str],
    errors: Mapping[str, str],
) -> GoalsPage:
    """The page as it stands now, with what was sent just now where it has to be corrected."""
    courses = courses_of(session, patient)
    if not courses:
        return GoalsPage((), (), False)
    views, ended = all_goal_views(session, courses, language, for_patient=True)
    active = [view for view in views if view.is_active]
    return GoalsPage(
        tuple((view, _question(view, sent, errors)) for view in active),
        tuple(ended),
        courses[0].closed_on is None,
        goals_seen_by(session, patient, today),
    )


def one_goal(session: Session, goal: Goal, language: str) -> tuple[GoalView, bool]:
    """One goal of the patient, and whether its course is open."""
    course = course_of_goal(session, goal)
    views = goal_views(session, course, language, for_patient=True)
    view = next(view for view in views if view.id == goal.id)
    if find_course(session, course.patient_id) is not course:
        view = replace(view, course_from=course.started_on)
    return view, course.closed_on is None


def _question(view: GoalView, sent: Mapping[str, str], errors: Mapping[str, str]) -> QuestionView:
    return goal_question(
        view.id, view.words, _("How close to this goal are you now?"), view.latest, sent, errors
    )
