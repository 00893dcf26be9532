"""Goals as pages draw them: words, who finds them how near, and the patient's own ratings over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.goals.rules import HIGHEST_RATING
from feedback.domain.measures.trend import Measurement, SeriesFacts, build_trend
from feedback.services.goals.read_goals import Rater, ReadGoal, goals_of
from feedback.services.goals.tell_goals import rater_names
from feedback.web.clinician.patient.development import ChartView, chart_groups
from feedback.web.clinician.tables import Table
from feedback.web.views.goal_question import said_rating

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import CarePathway, GoalRating

HIGHEST = Decimal(HIGHEST_RATING)
LEAST_TO_DRAW = 2


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal. `people` has a row for each person; `spoken_by` is who wrote it down as the patient said it;
    `earlier` are the words that it was put in before. `latest` is the patient's last rating in words. `course_from` is
    the first day of its course, for one of an earlier course. `ended_before` tells how and when it had ended before it
    was taken up again; one that goes on as another `is_taken_up`."""

    id: int
    words: str
    state: str
    made_on: date
    spoken_by: str
    ended_on: date | None
    earlier: tuple[str, ...]
    people: Table
    chart: ChartView | None
    latest: str
    difference: int | None
    course_from: date | None = None
    ended_before: tuple[tuple[str, date], ...] = ()
    is_taken_up: bool = False

    @property
    def is_active(self) -> bool:
        return self.state == "active"


def goal_views(
    session: Session, pathway: CarePathway, language: str, *, for_patient: bool = False
) -> list[GoalView]:
    """All goals of a course, in their places."""
    return _views(session, [pathway], language, for_patient=for_patient)


def all_goal_views(
    session: Session, courses: Sequence[CarePathway], language: str, *, for_patient: bool = False
) -> tuple[list[GoalView], list[GoalView]]:
    """The goals of the first of these courses, the newest, in their places; then those that are not worked on any
    more, of all courses, the latest first."""
    views = _views(session, courses, language, for_patient=for_patient)
    newest = [view for view in views if view.course_from is None]
    earlier = sorted(
        (view for view in views if view.course_from and not view.is_taken_up),
        key=lambda view: view.course_from or date.min,
    )
    ended = [view for view in newest if not view.is_active and not view.is_taken_up]
    return newest, [*reversed(ended), *reversed(earlier)]


def _views(
    session: Session, courses: Sequence[CarePathway], language: str, *, for_patient: bool
) -> list[GoalView]:
    if not courses:
        return []
    newest = courses[0]
    found = goals_of(session, *(course.id for course in courses))
    names = rater_names(session, newest.patient_id, found, _)
    own = _("You") if for_patient else newest.patient.person.name
    names = {rater: own if rater[0] == "patient" else name for rater, name in names.items()}
    by_id = {goal.row.id: goal for goal in found}
    began = {course.id: course.started_on for course in courses[1:]}
    return [
        replace(_view(goal, by_id, names, language), course_from=began.get(goal.row.pathway_id))
        for goal in found
    ]


def _view(
    goal: ReadGoal, found: Mapping[int, ReadGoal], names: Mapping[Rater, str], language: str
) -> GoalView:
    row = goal.row
    own = [one for one in goal.ratings if one.role == "patient"]
    return GoalView(
        id=row.id,
        words=row.words,
        state=row.state,
        made_on=(goal.before[0] if goal.before else row).made_on,
        spoken_by=row.made_by.name if goal.is_spoken else "",
        ended_on=row.ended_on,
        earlier=tuple(_earlier(goal, found)),
        people=_people(goal, names, language),
        chart=_chart(row.id, row.words, own, language),
        latest=said_rating(own[-1], language) if own else "",
        difference=goal.difference,
        ended_before=tuple((one.state, one.ended_on) for one in goal.before if one.ended_on),
        is_taken_up=goal.is_taken_up,
    )


def _earlier(goal: ReadGoal, found: Mapping[int, ReadGoal]) -> Sequence[str]:
    """The words before, the latest first."""
    words: list[str] = []
    before = found.get(goal.row.changed_from_id or 0)
    while before is not None:
        if before.row.words not in (goal.row.words, *words):
            words.append(before.row.words)
        before = found.get(before.row.changed_from_id or 0)
    return words


def _people(goal: ReadGoal, names: Mapping[Rater, str], language: str) -> Table:
    """A row for each person: first and latest, kept apart."""
    rows = []
    for rater, ratings in goal.by_rater.items():
        first = said_rating(ratings[0], language) if len(ratings) > 1 else "–"
        noted = [one for one in ratings[-1:] if one.author_id != one.by_id]
        latest = said_rating(ratings[-1], language)
        told = (
            _("%(rating)s, said to %(name)s", rating=latest, name=noted[0].author.name) if noted else latest
        )
        rows.append((names[rater], first, told))
    return Table((_("Who"), _("First"), _("Latest")), tuple(rows))


def _chart(goal: int, words: str, own: Sequence[GoalRating], language: str) -> ChartView | None:
    """The patient's own line; none before there are two values."""
    if len([one for one in own if one.value is not None]) < LEAST_TO_DRAW:
        return None
    facts = SeriesFacts(
        str(goal), words, Decimal(0), HIGHEST, low_label=_("Not started"), high_label=_("Reached")
    )
    measured = [
        Measurement(
            facts.key,
            one.said_on,
            None if one.value is None else Decimal(one.value),
            "" if one.value is not None else _("would rather not say"),
        )
        for one in own
    ]
    [group] = chart_groups(build_trend([facts], measured), language, f"goal-chart-{goal}")
    return group.charts[0]
