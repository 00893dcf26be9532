"""The goals that a patient shows to a relative, and how near the relative finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.all_or_nothing import all_or_nothing
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.shown_goals import ShownGoal, read_shown, shown_by_number, was_shown
from feedback.services.refusals import NotFound, Refused
from feedback.services.refusals import _ as msgid
from feedback.web import current, languages
from feedback.web.guard import for_respondents
from feedback.web.views.goal_forms import sent_ratings
from feedback.web.views.goal_question import goal_question, said_rating
from feedback.web.views.question_view import QuestionView
from feedback.web.words import refusal_sentence

if TYPE_CHECKING:
    from feedback.persistence.tables import Goal

pages = Blueprint("their_goals", __name__, url_prefix="/me/their-goals")
Page = tuple[str, int]
Errors = dict[str, str]
ENDED = msgid(
    "One of the goals is not worked on any more. Nothing is saved yet: look at the others, and save."
)


@dataclass(frozen=True, slots=True)
class TheirGoal:
    """The words of a goal, one's own last rating in words, and the question how near it is."""

    words: str
    latest: str
    question: QuestionView


@dataclass(frozen=True, slots=True)
class TheirGoals:
    """The goals of one patient."""

    name: str
    goals: Sequence[TheirGoal]


def their_goals(errors: Errors | None = None) -> list[TheirGoals]:
    """What the relative who is signed in may see now; the reading is logged."""
    found = read_shown(current.session(), current.actor(), current.now())
    return [
        TheirGoals(one.patient.name, [_goal(shown, errors or {}) for shown in one.goals]) for one in found
    ]


@pages.get("")
@for_respondents("relative")
def mine() -> Page:
    """The goals, each to be rated with one tap and saved with another."""
    return _page()


@pages.post("/rate")
@for_respondents("relative")
def rate() -> Page | BaseResponse:
    """How near I find them; goals that were left alone get no rating."""
    try:
        with all_or_nothing(current.session()):
            _store()
    except Refused as refused:
        current.undo()
        return _page({refused.field or "main": refusal_sentence(refused)})
    except NotFound:
        current.undo()
        return _nothing_here(_("This was not saved"))
    return redirect(url_for(".mine", saved=1), 303)


def _store() -> None:
    """Raises Refused, and NotFound for what is not shown now, whoever asks for it (rule A9)."""
    session, actor, now = current.session(), current.actor(), current.now()
    goals = shown_by_number(session, g.person.id, current.today())
    for (number, *_rest), value in sent_ratings(request.form, "goal"):
        rate_goal(session, actor, goals.get(number) or _ended(number), value, now)


def _ended(number: int) -> Goal:
    """Raises Refused for a goal that was shown until it ended, NotFound for any other."""
    if not was_shown(current.session(), g.person.id, number, current.today()):
        raise NotFound
    raise Refused(ENDED)


def _nothing_here(heading: str) -> Page:
    """It says the same to whoever has never seen a goal, and nothing of a choice that was taken back (rule A9)."""
    sent = request.method == "POST"
    return render_template("respondent/nothing_here.html", heading=heading, sent=sent), 404


def _page(errors: Errors | None = None) -> Page:
    found = their_goals(errors)
    if not found:
        return _nothing_here(_("There are no goals here for you now"))
    html = render_template(
        "respondent/their_goals.html", found=found, errors=errors or {}, saved="saved" in request.args
    )
    return html, 422 if errors else 200


def _goal(shown: ShownGoal, errors: Errors) -> TheirGoal:
    latest = said_rating(shown.latest, languages.chosen()) if shown.latest else ""
    ask = _("How close to this goal do you find it now?")
    row = shown.goal
    return TheirGoal(row.words, latest, goal_question(row.id, row.words, ask, latest, request.form, errors))
