"""Goals, ratings and the treatment plan in the file of everything that is held on a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.goals.rules import HIGHEST_RATING
from feedback.domain.people.person_file import FileEntry, FileSection
from feedback.services.goals.tell_plan import PLAN_TITLES
from feedback.services.goals.treatment_plan import content_of
from feedback.web.languages import day
from feedback.web.words import GOAL_STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedback.persistence.tables import Goal, GoalRating, TreatmentPlan


def goals_section(goals: Sequence[Goal], ratings: Sequence[GoalRating]) -> FileSection:
    """A patient's goals, ended and withdrawn ones too, each with what everybody has said."""
    entries = [_goal(row, [one for one in ratings if one.goal_id == row.id]) for row in goals]
    return FileSection(_("Your goals"), tuple(entries))


def own_ratings_section(ratings: Sequence[GoalRating]) -> FileSection:
    """What a relative has said of the patient's goals, whose words are the patient's."""
    return FileSection(_("How near you found the goals"), (FileEntry("", tuple(map(_rating, ratings))),))


def plans_section(plans: Sequence[TreatmentPlan]) -> FileSection:
    """Every version of the treatment plan."""
    entries = tuple(FileEntry(_version(row), tuple(_plan(row))) for row in plans)
    return FileSection(_("Treatment plan"), entries)


def _version(row: TreatmentPlan) -> str:
    told = {"number": row.version, "day": day(row.written_at), "name": row.author.name}
    return _("Version %(number)s, %(day)s, written by %(name)s", **told)


def _goal(row: Goal, ratings: Sequence[GoalRating]) -> FileEntry:
    facts = [(_("Written down"), f"{day(row.made_on)}, {row.made_by.name}")]
    if row.ended_on:
        facts.append((str(GOAL_STATES[row.state]), day(row.ended_on)))
    return FileEntry(row.words, (*facts, *map(_rating, ratings)))


def _rating(row: GoalRating) -> tuple[str, str]:
    said = _("no number") if row.response_id else _("would rather not say")
    if row.value is not None:
        said = _("%(value)s of %(maximum)s", value=row.value, maximum=HIGHEST_RATING)
    return f"{row.by.name}, {day(row.said_on)}", said


def _plan(row: TreatmentPlan) -> Iterator[tuple[str, str]]:
    content = content_of(row)
    yield _("Made together"), _("Yes") if row.made_together else _("No")
    for part, text in content.parts.items():
        yield _(PLAN_TITLES[part]), text
    for step in content.steps:
        due = day(step.due_on) if step.due_on else ""
        yield _("Agreed step"), ", ".join(filter(None, (step.what, step.who, due)))
