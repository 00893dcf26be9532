"""Answering: welcome, pages of questions, what to share, receipt."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Form

from feedback.domain.occasions import sharing_choices
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.questionnaires.answers import Answer
from feedback.domain.questionnaires.repeating import without_empty
from feedback.domain.questionnaires.validation import Problem, ProblemCode
from feedback.services.access.admission import get_asked
from feedback.services.answers.answering import (
    Answering,
    OvertakenError,
    age_of,
    find_answering,
    lock_answering,
    note_own_reading,
    save_draft,
)
from feedback.services.answers.submit_response import InvalidAnswersError, submit_response
from feedback.services.refusals import NotFound
from feedback.services.units.administer_units import welcome_in
from feedback.web import current, languages
from feedback.web.guard import for_answering
from feedback.web.respondent.answering.known_goals import (
    goals_shown,
    have_moved,
    mark_ratings_without_words,
    with_fixed_goals,
)
from feedback.web.respondent.answering.page_view import PageView, ReceiptView, WelcomeView
from feedback.web.respondent.answering.pages_of import Pages
from feedback.web.respondent.answering.times import (
    MORE,
    REMOVE,
    as_sent,
    changed_times,
    forget_empty,
    groups_too_few,
    inside,
    keep_unsent,
)
from feedback.web.views.answer_form import build_form, fields_of

pages = Blueprint("answering", __name__, url_prefix="/answer/<int:invitation_id>")
REMINDED = "reminded"
OVERTAKEN_AT_MOST = 2  # then nobody else can write


@pages.get("/")
@for_answering
def welcome(invitation_id: int) -> str | BaseResponse:
    """Why, who reads it, when, and what it does not lead to (need N1)."""
    answering = _answering()
    if answering.is_sent:
        return redirect(url_for(".receipt", invitation_id=invitation_id), 303)
    first = Pages(answering.questionnaire, answering.answers).shown[0]
    view = WelcomeView.of(answering, languages.chosen(), current.session(), current.today())
    greeting = welcome_in(current.session(), g.asked.unit_id, languages.chosen())
    return render_template("respondent/welcome.html", view=view, first=first, greeting=greeting)


@pages.get("/<int:page>")
@for_answering
def questions(invitation_id: int, page: int) -> str | BaseResponse:
    """One page of questions with what has been answered so far."""
    answering = _answering()
    if answering.is_sent:
        return redirect(url_for(".receipt", invitation_id=invitation_id), 303)
    now = _pages(answering, page)
    asked = {item.link_id for item, _depth in now.items_on(page)}
    if (answering.is_begun or answering.known) and asked & answering.answers.keys():
        current.write()
        note_own_reading(current.session(), current.actor(), answering, current.now())
    form = build_form(now.numbers, now.questions_on(page), answering.answers)
    return _render(answering, now, page, form)


@pages.post("/<int:page>")
@for_answering
def save(invitation_id: int, page: int) -> str | BaseResponse | tuple[str, int]:
    """Keep the page's answers, and go on to the next page, back, to another language, or send."""
    for _attempt in range(OVERTAKEN_AT_MOST):
        try:
            return _saved(page)
        except OvertakenError:  # by another tab or device: reckon from what stands now
            g.asked = get_asked(current.session(), invitation_id)
    return _saved(page)


def _saved(page: int) -> str | BaseResponse | tuple[str, int]:
    """Everything is read and reckoned before the lock is asked for, in `_keep` and `_send`."""
    answering = with_fixed_goals(current.session(), find_answering(current.session(), g.asked))
    if answering.is_sent:
        return redirect(url_for(".receipt", invitation_id=g.asked.id), 303)
    if have_moved(answering, request.form.get("goals_shown")):
        return redirect(url_for(".questions", invitation_id=g.asked.id, page=page, moved="yes"), 303)
    before = _existing(as_sent(answering.questionnaire, answering.answers), page)
    form = build_form(before.numbers, before.questions_on(page), {})
    keep_unsent(form, before)
    merged = _merged(before, form)
    if request.form.get("language") in LANGUAGES:
        languages.choose(request.form["language"])
        _keep(answering, merged)
        return _render(answering, before, page, form)
    return _go_on(answering, before, page, form, merged)


def _go_on(
    answering: Answering, before: Pages, page: int, form: Form, merged: dict[str, Answer]
) -> str | BaseResponse | tuple[str, int]:
    action = request.form.get("action", "next")
    if action.startswith((f"{MORE}:", f"{REMOVE}:")):
        return _change_times(answering, before, page, form, merged)
    if action in ("back", "later"):
        _keep(answering, without_empty(answering.questionnaire, merged))
        back = before.before(page) if action == "back" else None
        target = url_for(".questions", invitation_id=g.asked.id, page=back) if back else _start()
        return redirect(target, 303)
    forget_empty(form, before, merged)
    mark_ratings_without_words(answering, form, merged)
    problems = [problem for field in fields_of(form) for problem in field.problems]
    problems += groups_too_few(before, page, merged)
    if problems and not _only_reminders_seen(problems):
        _keep(answering, merged)
        return _render(answering, before, page, form, remind=True), 422
    merged = without_empty(answering.questionnaire, merged)
    after = Pages(answering.questionnaire, merged)
    if new := _new_on(before, after, page):
        _keep(answering, merged)
        anchor = f"q{after.numbers[new]}"
        target = url_for(".questions", invitation_id=g.asked.id, page=page, _anchor=anchor)
        return redirect(target, 303)
    following = after.after(page)
    if following is not None:
        _keep(answering, merged)
        return redirect(url_for(".questions", invitation_id=g.asked.id, page=following), 303)
    if request.form.get("sharing", "") not in ("", *sharing_choices(answering.asked.role)):
        _keep(answering, merged)
        return _render(answering, before, page, form, remind=True), 422
    return _send(answering, before, page, form, merged)


def _change_times(
    answering: Answering, before: Pages, page: int, form: Form, merged: dict[str, Answer]
) -> str | BaseResponse | tuple[str, int]:
    """A group of the page once more or once less; what was typed is kept, and nothing that is wrong is lost."""
    going = inside(before, request.form["action"].removeprefix(f"{REMOVE}:"))
    wrong = [
        problem
        for field in fields_of(form)
        for problem in field.problems
        if problem.code is not ProblemCode.REQUIRED_REMINDER and field.item.link_id not in going
    ]
    if wrong:
        _keep(answering, merged)
        return _render(answering, before, page, form, remind=True), 422
    changed, number = changed_times(answering.questionnaire, before, merged)
    _keep(answering, changed)
    anchor = f"q{number}" if number else None
    return redirect(url_for(".questions", invitation_id=g.asked.id, page=page, _anchor=anchor), 303)


def _send(
    answering: Answering, before: Pages, page: int, form: Form, merged: dict[str, Answer]
) -> str | BaseResponse | tuple[str, int]:
    _lock(answering)
    try:
        submit_response(
            current.session(),
            current.actor(),
            answering,
            merged,
            sharing=request.form.get("sharing", ""),
            language=languages.chosen(),
            now=current.now(),
        )
    except InvalidAnswersError as error:
        place = _page_of(Pages(answering.questionnaire, merged), error.problems[0].link_id)
        _keep(answering, merged)
        target = url_for(".questions", invitation_id=g.asked.id, page=place, check=1)
        return redirect(target, 303)
    return redirect(url_for(".receipt", invitation_id=g.asked.id), 303)


@pages.get("/receipt")
@for_answering
def receipt(invitation_id: int) -> str | BaseResponse:
    """What was sent, who reads it, and whom to call."""
    answering = _answering()
    if not answering.is_sent:
        return redirect(url_for(".welcome", invitation_id=invitation_id), 303)
    signed_in = current.actor().invitation is None
    view = ReceiptView.of(answering, current.session(), current.today(), signed_in=signed_in)
    return render_template("respondent/receipt.html", view=view, signed_in=signed_in)


def _answering() -> Answering:
    answering = with_fixed_goals(current.session(), find_answering(current.session(), g.asked))
    g.young = _is_young(answering)
    return answering


def _is_young(answering: Answering) -> bool:
    asked = answering.asked
    return asked.role == "patient" and age_of(current.session(), asked.patient_id, current.today()) <= 17


def _pages(answering: Answering, page: int) -> Pages:
    return _existing(Pages(answering.questionnaire, answering.answers), page)


def _existing(now: Pages, page: int) -> Pages:
    if page not in now.shown:
        raise NotFound
    return now


def _merged(before: Pages, form: Form) -> dict[str, Answer]:
    """The answers so far with those of this page, where they can be understood."""
    merged = dict(before.answers)
    for field in fields_of(form):
        merged.pop(field.item.link_id, None)
        wrong = any(one.code is not ProblemCode.REQUIRED_REMINDER for one in field.problems)
        if field.answer is not None and not wrong:
            merged[field.item.link_id] = field.answer
    return merged


def _lock(answering: Answering) -> None:
    """Write from here on. Raises OvertakenError when another tab or device was faster."""
    current.write()
    lock_answering(current.session(), answering)


def _keep(answering: Answering, merged: dict[str, Answer]) -> None:
    _lock(answering)
    save_draft(current.session(), current.actor(), answering, merged, languages.chosen(), current.now())


def _only_reminders_seen(problems: Sequence[Problem]) -> bool:
    """Whether all that is wrong is that something is empty, and the page has said so once (rule A16)."""
    seen = request.form.get(REMINDED) == "1"
    return seen and all(one.code is ProblemCode.REQUIRED_REMINDER for one in problems)


def _new_on(before: Pages, after: Pages, page: int) -> str | None:
    """The first question on this page that only now is shown."""
    if page not in after.shown:
        return None
    known = {item.link_id for item, _depth in before.items_on(page)}
    new = [item.link_id for item in after.questions_on(page) if item.link_id not in known]
    return new[0] if new else None


def _page_of(now: Pages, link_id: str) -> int:
    for page in now.shown:
        if any(item.link_id == link_id for item, _depth in now.items_on(page)):
            return page
    return now.shown[0]


def _start() -> str:
    return url_for(".welcome", invitation_id=g.asked.id)


def _render(answering: Answering, now: Pages, page: int, form: Form, *, remind: bool = False) -> str:
    g.young = _is_young(answering)
    view = PageView.of(answering, now, page, form, languages.chosen(), remind=remind)
    return render_template("respondent/questions.html", view=view, goals_shown=goals_shown(answering))
