"""The question how near a goal is, as patients and relatives answer it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.goals.rules import HIGHEST_RATING
from feedback.reports.voice import Voice
from feedback.web.views.goal_forms import NOT_SAY
from feedback.web.views.question_view import OptionView, QuestionView

if TYPE_CHECKING:
    from feedback.persistence.tables import GoalRating


def goal_question(
    goal: int, words: str, ask: str, latest: str, sent: Mapping[str, str], errors: Mapping[str, str]
) -> QuestionView:
    """0-10, or rather not say; `latest` is the last rating of the one who is asked, in words."""
    name = f"goal-{goal}"
    ticked = sent.get(name, "") if errors else ""
    steps = [str(step) for step in range(HIGHEST_RATING + 1)]
    return QuestionView(
        id=name,
        name=name,
        kind="scale",
        text=words,
        help=" ".join([ask, *([_("Last time: %(rating)s.", rating=latest)] if latest else [])]),
        low=_("Not started"),
        high=_("Reached"),
        options=[OptionView(step, step, f"{name}-is-{step}", step == ticked) for step in steps],
        escapes=[OptionView(NOT_SAY, _("I would rather not say"), f"{name}-not", ticked == NOT_SAY)],
        errors=[errors[name]] if name in errors else [],
    )


def said_rating(rating: GoalRating, language: str) -> str:
    """A rating with its day, in words."""
    value = _("would rather not say") if rating.value is None else str(rating.value)
    return f"{value} ({Voice(_, language).day(rating.said_on)})"
