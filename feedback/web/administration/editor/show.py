"""The whole of a draft: its items, what stands in the way, publishing it or throwing it away."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.catalogue.checks import whole_languages
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services.questionnaires.edit_question_set import discard_draft, publish_draft
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.administration.editor.blueprint import pages
from feedback.web.administration.editor.drafts import opened
from feedback.web.administration.editor.kinds import KINDS
from feedback.web.administration.editor.wording import gaps, lines, troubles
from feedback.web.coordination.fields import status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import chosen, language_word


@pages.get("")
@for_staff("administrator")
def show(row_id: int) -> tuple[str, int]:
    """Items and what is left to do."""
    return _page(row_id, FlaskForm())


@pages.post("/publish")
@for_staff("administrator")
def publish(row_id: int) -> tuple[str, int] | BaseResponse:
    """The languages that are whole can be asked from now on."""
    row, _questionnaire = opened(row_id)
    form = FlaskForm()
    if form.validate_on_submit():
        try:
            publish_draft(current.session(), current.actor(), row, current.now())
            return redirect(url_for("question_sets.one", row_id=row_id), 303)
        except Refused as error:
            show_refusal(form, error)
    return _page(row_id, form)


@pages.post("/discard")
@for_staff("administrator")
def discard(row_id: int) -> BaseResponse:
    """Throw the draft away."""
    row, _questionnaire = opened(row_id)
    discard_draft(current.session(), current.actor(), row, current.now())
    return redirect(url_for("question_sets.all_sets"), 303)


def _page(row_id: int, form: FlaskForm) -> tuple[str, int]:
    row, questionnaire = opened(row_id)
    found = troubles(row_id, questionnaire)
    whole = whole_languages(questionnaire)
    page = render_template(
        "administration/editor/show.html",
        row=row,
        form=form,
        questionnaire=questionnaire,
        title=text_in(questionnaire.title, chosen()),
        lines=lines(questionnaire),
        troubles=found,
        gaps=gaps(row_id, questionnaire),
        whole=[language_word(code) for code in whole],
        ready=not found and whole and questionnaire.rights.recorded,
        kinds=KINDS,
    )
    return page, status_of(form)
