"""The four choices about each goal, for the page of goals and for an evaluation point (services.goals.decide_goals)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.goals.rules import GoalDecision
from feedback.web.languages import chosen
from feedback.web.views.goal_view import GoalView, goal_views

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import CarePathway

_FIELD = re.compile(r"goal-([0-9]{1,9})-do")


@dataclass(frozen=True, slots=True)
class GoalChoice:
    """One active goal with what is chosen about it so far; the fields are `goal-7-do` and `goal-7-words`."""

    goal: GoalView
    name: str
    do: str
    words: str
    errors: Mapping[str, str]

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices, in the order in which they are drawn."""
        return list(_options().items())

    @property
    def shows_words(self) -> bool:
        """Whether the room for new words is there whatever is chosen: nobody looks for an error that is hidden."""
        return bool(self.errors)


def goal_choices(
    session: Session,
    pathway: CarePathway,
    decisions: Mapping[int, GoalDecision],
    errors: Mapping[str, str] | None = None,
    among: Collection[int] | None = None,
) -> list[GoalChoice]:
    """A choice for each active goal, or each of `among`, with ratings of all people; `errors` by field, as
    `Refused.field` names it."""
    return [
        _choice(view, decisions.get(view.id, GoalDecision("keep", view.words)), errors or {})
        for view in goal_views(session, pathway, chosen())
        if (view.is_active if among is None else view.id in among)
    ]


def chosen_words(views: Iterable[GoalView], decisions: Mapping[int, GoalDecision]) -> list[tuple[str, str]]:
    """The words of each goal about which something is chosen, and what."""
    labels = _options()
    found = ((view, decisions[view.id]) for view in views if view.id in decisions)
    return [(view.words, _said(one, labels[one.do])) for view, one in found if one.do in labels]


def sent_choices(form: Mapping[str, str]) -> dict[int, GoalDecision]:
    """What was sent; the service refuses what is no choice, and goals of others."""
    found = {}
    for name, do in form.items():
        if match := _FIELD.fullmatch(name):
            found[int(match[1])] = GoalDecision(do, form.get(f"goal-{match[1]}-words", ""))
    return found


def _options() -> dict[str, str]:
    return {
        "keep": _("Keep it"),
        "changed": _("Put it another way"),
        "reached": _("It is reached"),
        "stopped": _("It is no longer a goal"),
    }


def _said(decision: GoalDecision, label: str) -> str:
    return f"{label}: {decision.words.strip()}" if decision.do == "changed" else label


def _choice(view: GoalView, decision: GoalDecision, errors: Mapping[str, str]) -> GoalChoice:
    name = f"goal-{view.id}"
    mine = {part: errors[f"{name}-{part}"] for part in ("do", "words") if f"{name}-{part}" in errors}
    return GoalChoice(view, name, decision.do, decision.words, mine)
