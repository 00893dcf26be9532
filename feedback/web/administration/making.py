"""Making a question set from a table or from nothing, and beginning the next version or a copy of one."""

from __future__ import annotations

import math
from importlib.resources import files
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response as BaseResponse
from wtforms import TextAreaField

from feedback.catalogue.fhir.texts import plain
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire
from feedback.services.questionnaires.edit_question_set import copy_set, edit_set, start_set
from feedback.services.questionnaires.import_question_set import definition_of, get_question_set
from feedback.services.questionnaires.read_table import read_table
from feedback.services.questionnaires.table_text import text_of_file
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.administration.editor.head import profile_choices
from feedback.web.coordination.fields import as_choices, choice, line, status_of
from feedback.web.forms import show_refusal, uploaded
from feedback.web.guard import for_staff
from feedback.web.languages import NAMES, chosen

if TYPE_CHECKING:
    from feedback.persistence.tables import QuestionSet

pages = Blueprint("making", __name__, url_prefix="/staff/question-sets")
QUESTIONS_A_MINUTE = 6


class MakeForm(FlaskForm):  # type: ignore[misc]
    """Title and language, and if there are any, the questions as a table."""

    title = line(_("Title"), needed=_("Write a title."))
    language = choice(_("Language of the words"), NAMES)
    table = TextAreaField(_("Questions"))
    common = TextAreaField(_("Answers to all of them"))
    profile = choice(_("Score as"))
    file = FileField(_("Table of questions (CSV)"))


@pages.route("/make", methods=["GET", "POST"])
@for_staff("administrator")
def make() -> tuple[str, int] | BaseResponse:
    """A new question set as a draft."""
    form = MakeForm(data={"language": chosen()})
    form.profile.choices = as_choices(profile_choices())
    if form.validate_on_submit():
        try:
            made = start_set(current.session(), current.actor(), _questionnaire(form), current.now())
            return _to_editor(made)
        except Refused as error:
            show_refusal(form, error)
    return render_template("administration/make.html", form=form), status_of(form)


@pages.get("/make/template.csv")
@for_staff("administrator")
def table_template() -> Response:
    """A table with examples of our own, to be filled in with a spreadsheet."""
    name = {"Content-Disposition": 'attachment; filename="questions.csv"'}
    examples = (files("feedback.catalogue") / "questions.csv").read_text(encoding="utf-8")
    return Response("\ufeff" + examples, mimetype="text/csv", headers=name)


@pages.post("/<int:row_id>/next")
@for_staff("administrator")
def begin_next(row_id: int) -> BaseResponse:
    """Edit: the draft of the next version."""
    row = get_question_set(current.session(), row_id)
    return _to_editor(edit_set(current.session(), current.actor(), row, current.now()))


@pages.post("/<int:row_id>/copy")
@for_staff("administrator")
def begin_copy(row_id: int) -> BaseResponse:
    """A set of its own that begins with the same content."""
    row = get_question_set(current.session(), row_id)
    mark = gettext("copy")
    title = {code: f"{text} ({mark})" for code, text in definition_of(row).title.items()}
    return _to_editor(copy_set(current.session(), current.actor(), row, title, current.now()))


def _questionnaire(form: MakeForm) -> Questionnaire:
    language = form.language.data
    title = plain(form.title.data)
    if not title:
        raise Refused(str(_("Write a title.")), "title")
    items = _items(form, language)
    return Questionnaire(
        key="",
        version="",
        title={language: title},
        languages=(language,),
        items=items,
        profile=form.profile.data,
        validated=bool(form.profile.data),
        minutes=max(1, math.ceil(len(items) / QUESTIONS_A_MINUTE)),
    )


def _items(form: MakeForm, language: str) -> tuple[Item, ...]:
    content = uploaded(form.file)
    typed = (form.table.data or "").strip()
    if content and typed:
        raise Refused(str(_("Choose a file or write the questions, not both.")), "file")
    if form.file.data and not content.strip():
        raise Refused(str(_("The file is empty. Choose another, or write the questions here.")), "file")
    if content:
        return _at_file(text_of_file(content), language, form.common.data or "")
    return read_table(typed, language, form.common.data or "") if typed else ()


def _at_file(text: str, language: str, common: str) -> tuple[Item, ...]:
    try:
        return read_table(text, language, common)
    except Refused as error:
        field = "file" if error.field == "table" else error.field
        raise Refused(error.message, field, **error.details) from error


def _to_editor(row: QuestionSet) -> BaseResponse:
    return redirect(url_for("editor.show", row_id=row.id), 303)
