"""The question sets: what there is, what an import made of a file, and publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as BaseResponse

from feedback.catalogue.narrowing import whole_fingerprint
from feedback.domain.people.throttling import BRINGING_IN
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services.questionnaires.edit_question_set import is_open
from feedback.services.questionnaires.import_question_set import (
    definition_of,
    discard_import,
    get_question_set,
    import_question_set,
    publish_question_set,
)
from feedback.services.questionnaires.question_sets import is_imported_draft, list_current, versions_in_use
from feedback.services.questionnaires.record_rights import recorder_name
from feedback.services.refusals import NotFound, Refused
from feedback.web import current, words
from feedback.web.administration.counted import counted_rows, ticked, with_boxes
from feedback.web.administration.file_words import worded_refusal
from feedback.web.administration.item_rows import ITEM_TYPES, OUTCOMES, item_rows
from feedback.web.administration.report_words import worded
from feedback.web.administration.rights_form import PublishForm
from feedback.web.coordination.fields import status_of
from feedback.web.forms import show_refusal, uploaded
from feedback.web.guard import at_most, for_staff
from feedback.web.languages import chosen

if TYPE_CHECKING:
    from feedback.persistence.tables import QuestionSet

pages = Blueprint("question_sets", __name__, url_prefix="/staff/question-sets")

STATES = {"draft": _("draft"), "published": _("published")}
REPLACED = _("Another file took the place of this draft while you had it open. Read the new report first.")
ORIGINS = {
    "shipped": _("ships with the product"),
    "imported": _("imported"),
    "demo": _("made for the demo"),
    "made": _("made here"),
}


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A FHIR file."""

    file = FileField(
        _("FHIR R4 Questionnaire (JSON)"), validators=[FileRequired(message=_("Choose a file."))]
    )


@pages.route("", methods=["GET", "POST"])
@at_most(BRINGING_IN)
@for_staff("administrator")
def all_sets() -> tuple[str, int] | BaseResponse:
    """The newest version of each question set; a file brings in another."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            return redirect(url_for("question_sets.one", row_id=_store(form).id), 303)
        except Refused as error:
            show_refusal(form, Refused(worded_refusal(error.message), error.field, **error.details))
    rows = [(row, definition_of(row)) for row in list_current(current.session())]
    page = render_template(
        "administration/question_sets.html",
        form=form,
        rows=rows,
        in_use=versions_in_use(current.session()),
        is_open=is_open,
        states=STATES,
        origins=ORIGINS,
        shown=_shown,
    )
    return page, status_of(form)


@pages.get("/<int:row_id>")
@for_staff("administrator")
def one(row_id: int) -> tuple[str, int]:
    """One version: its rights, the report of its import, and its items."""
    row = get_question_set(current.session(), row_id)
    return _show(row, PublishForm(obj=definition_of(row).rights))


@pages.post("/<int:row_id>/publish")
@for_staff("administrator")
def publish(row_id: int) -> tuple[str, int] | BaseResponse:
    """The report is read and the rights are recorded: the set can be asked."""
    row, form = get_question_set(current.session(), row_id), PublishForm()
    if is_open(row):
        raise NotFound  # a draft made here is published in the editor, where it is checked
    if form.validate_on_submit():
        session, actor, yes = current.session(), current.actor(), bool(form.accepted.data)
        try:
            _refuse_replaced(row)
            said = ticked(definition_of(row))
            publish_question_set(session, actor, row, form.stated(), yes, current.now(), said)
            return redirect(url_for("question_sets.one", row_id=row_id), 303)
        except Refused as error:
            show_refusal(form, error)
    return _show(row, form)


@pages.post("/<int:row_id>/discard")
@for_staff("administrator")
def discard(row_id: int) -> BaseResponse:
    """Throw away what a file brought."""
    row = get_question_set(current.session(), row_id)
    discard_import(current.session(), current.actor(), row, current.now())
    return redirect(url_for("question_sets.all_sets"), 303)


def _store(form: UploadForm) -> QuestionSet:
    name = form.file.data.filename or "file"
    data = uploaded(form.file)
    session, actor, now = current.session(), current.actor(), current.now()
    row, _report = import_question_set(session, actor, data, name, False, now, rights_needed=True)
    return row


def _show(row: QuestionSet, form: PublishForm) -> tuple[str, int]:
    questionnaire = definition_of(row)
    page = render_template(
        "administration/question_set.html",
        row=row,
        questionnaire=questionnaire,
        items=item_rows(questionnaire, row.report, chosen()),
        form=form,
        counted=counted_rows(with_boxes(questionnaire)),
        states=STATES,
        origins=ORIGINS,
        item_types=ITEM_TYPES,
        outcomes=OUTCOMES,
        answered_by=", ".join(str(words.ROLES[role]) for role in questionnaire.respondents),
        is_open=is_open(row),
        can_go=is_imported_draft(row),
        seen=whole_fingerprint(questionnaire),
        recorder=recorder_name(current.session(), questionnaire.rights),
        shown=_shown,
        worded=worded,
    )
    return page, status_of(form)


def _refuse_replaced(row: QuestionSet) -> None:
    seen = whole_fingerprint(definition_of(row))
    if row.state == "draft" and request.form.get("seen") != seen:
        raise Refused(str(REPLACED))


def _shown(texts: dict[str, str]) -> str:
    return text_in(texts, chosen())
