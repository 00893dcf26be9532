"""My goals: how near I am, a new goal, another way to put one, reached, or no longer a goal."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.goals.rules import ENDINGS
from feedback.services.all_or_nothing import all_or_nothing
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.read_goals import get_goal
from feedback.services.goals.take_up_again import can_take_up_again, take_up_again
from feedback.services.goals.write_goal import end_goal, said_by, word_anew, write_goal
from feedback.services.refusals import Refused
from feedback.web import current, languages
from feedback.web.guard import for_respondents
from feedback.web.respondent.goals.goals_page import goals_page, one_goal
from feedback.web.views.goal_forms import sent_ratings
from feedback.web.words import refusal_sentence

pages = Blueprint("my_goals", __name__, url_prefix="/me/goals")
Page = tuple[str, int]
Errors = dict[str, str]


@pages.get("")
@for_respondents("patient")
def mine() -> Page:
    """My goals, each to be rated with one tap and saved with another."""
    return _page({})


@pages.post("/rate")
@for_respondents("patient")
def rate() -> Page | BaseResponse:
    """How near I find myself; goals that were left alone get no rating."""
    session, now = current.session(), current.now()
    try:
        with all_or_nothing(session):
            for numbers, value in sent_ratings(request.form, "goal"):
                goal = get_goal(session, g.person.id, numbers[0])
                rate_goal(session, current.actor(), goal, value, now)
    except Refused as refused:
        return _wrong(refused)
    return redirect(url_for(".mine", saved=1), 303)


@pages.post("/write")
@for_respondents("patient")
def write() -> Page | BaseResponse:
    """A new goal, in my own words."""
    try:
        words = request.form.get("words", "")
        write_goal(current.session(), current.actor(), g.person.id, words, current.now())
    except Refused as refused:
        return _wrong(refused)
    return redirect(url_for(".mine", saved=1), 303)


@pages.route("/<int:goal_id>", methods=["GET", "POST"])
@for_respondents("patient")
def one(goal_id: int) -> Page | BaseResponse:
    """What has become of a goal: reached, put another way, or no longer one."""
    session, actor = current.session(), current.actor()
    goal = get_goal(session, g.person.id, goal_id)
    words, errors, asks = goal.words, {}, ""
    if request.method == "POST" and request.form.get("do") in ENDINGS and "sure" not in request.form:
        asks = request.form["do"]
    elif request.method == "POST":
        words = request.form.get("words", "")
        try:
            when = said_by(actor, current.now())
            if request.form.get("do") == "changed":
                word_anew(session, actor, goal, words, when)
            elif request.form.get("do") == "again":
                take_up_again(session, actor, goal, when)
            else:
                end_goal(session, actor, goal, request.form.get("do", ""), when)
            return redirect(url_for(".mine", saved=1), 303)
        except Refused as refused:
            current.undo()
            errors = {"words" if refused.field == "words" else "main": refusal_sentence(refused)}
    view, is_open = one_goal(session, goal, languages.chosen())
    shown = {"goal": view, "is_open": is_open, "new_words": words, "errors": errors, "asks": asks}
    html = render_template("respondent/goal.html", again=can_take_up_again(session, goal), **shown)
    return html, 422 if errors else 200


def _wrong(refused: Refused) -> Page:
    current.undo()
    return _page({refused.field or "main": refusal_sentence(refused)})


def _page(errors: Errors) -> Page:
    who = (current.session(), g.person.id, languages.chosen(), current.today())
    page = goals_page(*who, request.form, errors)
    html = render_template(
        "respondent/goals.html",
        page=page,
        errors=errors,
        new_words=request.form.get("words", ""),
        saved="saved" in request.args,
    )
    return html, 422 if errors else 200
