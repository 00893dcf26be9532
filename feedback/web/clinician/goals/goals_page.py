"""What the clinician's page of goals shows, and the ratings that it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.goals.rules import HIGHEST_RATING, MOST_GOALS
from feedback.domain.measures.thresholds import values_in_force
from feedback.domain.people.actors import Actor
from feedback.services.goals.rate_goal import note_rating, people_to_hear, rate_goal
from feedback.services.goals.read_goals import courses_of, get_goal
from feedback.services.patients.read_registration import goals_seen_by
from feedback.services.refusals import NotFound
from feedback.services.units.administer_units import own_thresholds
from feedback.web.clinician.goals.goal_choices import GoalChoice, goal_choices, sent_choices
from feedback.web.languages import chosen
from feedback.web.views.goal_forms import NOT_SAY, sent_ratings
from feedback.web.views.goal_view import GoalView, all_goal_views

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EvaluationPoint, Patient

RATING = "rating"


@dataclass(frozen=True, slots=True)
class ClinicianGoals:
    """The goals of the newest course; `ended` has those of earlier courses, too. `raters` are pairs of person and
    label: oneself, the patient and relatives as they say it. `apart` are goals that people see differently, where the
    unit has signals on (rule A8); `seen_by` are the relatives to whom the patient shows them."""

    patient_id: int
    name: str
    choices: tuple[GoalChoice, ...]
    ended: tuple[GoalView, ...]
    raters: tuple[tuple[int, str], ...]
    apart: frozenset[int]
    is_open: bool
    seen_by: tuple[str, ...]

    @property
    def has_room(self) -> bool:
        return self.is_open and len(self.choices) < MOST_GOALS

    @property
    def target(self) -> str:
        """What the page shows, as the audit log names it."""
        shown = (*(choice.goal for choice in self.choices), *self.ended)
        return ", ".join(f"goal {goal.id}" for goal in shown)

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """What can be chosen as a rating; the first is no new rating."""
        return rating_numbers()


def goals_page(
    session: Session,
    actor: Actor,
    patient: Patient,
    sent: Mapping[str, str],
    errors: Mapping[str, str],
    today: date,
) -> ClinicianGoals:
    """The page as it stands now, with what was sent just now where it has to be corrected."""
    courses = courses_of(session, patient.person_id)
    course = courses[0] if courses else None
    views, ended = all_goal_views(session, courses, chosen())
    decisions = sent_choices(sent) if errors else {}
    choices = goal_choices(session, course, decisions, errors) if course else []
    limit = values_in_force(own_thresholds(session, patient.person.unit_id))["goal-difference"]
    apart = {view.id for view in views if view.difference is not None and view.difference >= limit}
    return ClinicianGoals(
        patient_id=patient.person_id,
        name=patient.person.name,
        choices=tuple(choices),
        ended=tuple(ended),
        raters=tuple(raters_of(session, actor, patient, today)),
        apart=frozenset(apart if patient.person.unit.interprets else ()),
        is_open=course is not None and course.closed_on is None,
        seen_by=goals_seen_by(session, patient.person_id, today),
    )


def note_ratings(
    session: Session,
    actor: Actor,
    patient: int,
    form: Mapping[str, str],
    now: datetime,
    at: EvaluationPoint | None = None,
) -> None:
    """Store every rating of a sent form: one's own, and those of others as they were said, perhaps at the table of a
    point. Raises NotFound, Refused."""
    for numbers, value in sent_ratings(form, RATING):
        if len(numbers) != 2:
            raise NotFound
        goal = get_goal(session, patient, numbers[0])
        if numbers[1] == actor.person:
            rate_goal(session, actor, goal, value, now, at)
        else:
            note_rating(session, actor, goal, numbers[1], value, now, at)


def rating_numbers() -> list[tuple[str, str]]:
    """What can be chosen as a rating; the first is no new rating."""
    steps = [(str(step), str(step)) for step in range(HIGHEST_RATING + 1)]
    return [("", "–"), *steps, (NOT_SAY, _("would rather not say"))]


def raters_of(session: Session, actor: Actor, patient: Patient, today: date) -> list[tuple[int, str]]:
    """Whose ratings can be noted, with the label of each: oneself, the patient and relatives as they say it."""
    others = [
        (one.id, _("%(name)s says", name=one.name))
        for one in people_to_hear(session, patient.person_id, today)
    ]
    return [(actor.person or 0, _("As you find it")), *others]
