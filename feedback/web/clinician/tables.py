"""Goals and ratings as tables: a row for each goal or question, a column for each person or time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feedback.charts.formats import shown_span
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.sheet import Goal, GoalRating, Rating, Task, raters
from feedback.reports.voice import Voice


@dataclass(frozen=True, slots=True)
class Table:
    """What `data_table` draws; the first cell of a row names it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def goal_table(goals: Sequence[Goal], voice: Voice) -> Table:
    """How near each person found each goal, first and latest, kept apart by person."""
    people = raters(goals)
    rows = tuple((_goal(goal), *(_nearness(goal, person, voice) for person in people)) for goal in goals)
    return Table((_("Goal (0 not started, 10 reached)"), *people), rows)


def _goal(goal: Goal) -> str:
    return f"{goal.words} ({goal.note})" if goal.note else goal.words


def _nearness(goal: Goal, person: str, voice: Voice) -> str:
    rated = sorted((rating for rating in goal.ratings if rating.by == person), key=lambda rating: rating.on)
    if not rated:
        return "–"
    first, latest = rated[0], rated[-1]
    if first is latest:
        return f"{_near(latest, voice)} ({voice.day(latest.on)})"
    days = shown_span(first.on, latest.on, voice.language)
    return f"{_near(first, voice)} → {_near(latest, voice)} ({days})"


def goal_lines(goals: Sequence[Goal], voice: Voice) -> tuple[tuple[str, str], ...]:
    """Each goal with the latest number of each person, in one line."""
    return tuple((goal.words, _latest(goal, voice)) for goal in goals)


def _latest(goal: Goal, voice: Voice) -> str:
    latest = {rating.by: rating for rating in sorted(goal.ratings, key=lambda rating: rating.on)}
    people = dict.fromkeys(rating.by for rating in goal.ratings)
    return " · ".join(f"{person}: {_near(latest[person], voice)}" for person in people)


def _near(rating: GoalRating, voice: Voice) -> str:
    return "–" if rating.value is None else voice.number(rating.value)


def rating_table(columns: Sequence[tuple[str, Sequence[Rating]]], voice: Voice) -> Table:
    """A row for each question and a column for each time it was answered."""
    labels = dict.fromkeys(rating.label for _name, ratings in columns for rating in ratings)
    found = [{rating.label: rating for rating in ratings} for _name, ratings in columns]
    rows = tuple((label, *(rated(answers.get(label), voice) for answers in found)) for label in labels)
    return Table((_("Question"), *(name for name, _ratings in columns)), rows)


def rated(rating: Rating | None, voice: Voice) -> str:
    """A rating as *7 of 10*, or what stands instead of it."""
    if rating is None:
        return "–"
    if rating.value is None:
        return rating.instead or "–"
    value, maximum = voice.number(rating.value), voice.number(rating.maximum)
    return _("%(value)s of %(maximum)s", value=value, maximum=maximum)


def task_table(tasks: Sequence[Task | AgreedStep], voice: Voice) -> Table:
    """Who does what by when."""
    rows = ((task.what, task.who or "–", voice.day(task.due_on) if task.due_on else "–") for task in tasks)
    return Table((_("What"), _("Who"), _("By when")), tuple(rows))


def looked_at_table(tasks: Sequence[Task], voice: Voice) -> Table:
    """The steps of last time and what came of them, as far as it has been said."""
    rows = (
        (task.what, task.who or "–", voice.day(task.due_on) if task.due_on else "–", _came_of(task, voice))
        for task in tasks
    )
    return Table((_("What"), _("Who"), _("By when"), _("How it went")), tuple(rows))


def _came_of(task: Task, voice: Voice) -> str:
    said = [task.outcome, voice.quoted(task.words) if task.words else ""]
    return ". ".join(filter(None, said)) or _("not talked about")
