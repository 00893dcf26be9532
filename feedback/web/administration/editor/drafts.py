"""The draft that a page of the editor works on, and what is said when it changed under one's hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.catalogue.fhir.texts import plain
from feedback.catalogue.narrowing import fingerprint
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.questionnaires.questionnaire import Questionnaire, Texts
from feedback.services.questionnaires.edit_question_set import keep_draft, open_draft
from feedback.services.questionnaires.import_question_set import get_question_set
from feedback.services.refusals import NotFound, Refused
from feedback.web import current

if TYPE_CHECKING:
    from feedback.persistence.tables import QuestionSet

STALE = _(
    "Somebody else changed this after you opened it. What you wrote stands below and is not stored yet. "
    "What is stored now stands above it. Save again to put yours in its place."
)
GONE = _(
    "This draft was published or thrown away while you had it open. Go back in your browser: what you wrote "
    "still stands there, and you can copy it into the next version."
)


def opened(row_id: int) -> tuple[QuestionSet, Questionnaire]:
    """The draft, for this request alone. Leads to the published version where there is no draft any more;
    raises Refused for what was sent to it."""
    try:
        return open_draft(current.session(), row_id)
    except NotFound:
        get_question_set(current.session(), row_id)
        if request.method == "POST":
            raise Refused(str(GONE)) from None
        abort(redirect(url_for("question_sets.one", row_id=row_id)))


def keep(row: QuestionSet, changed: Questionnaire) -> None:
    """Store the changed draft."""
    keep_draft(current.session(), current.actor(), row, changed, current.now())


def is_stale(questionnaire: Questionnaire, link_id: str = "") -> bool:
    """Whether the sent page was made of something else than what is stored now."""
    return request.method == "POST" and request.form.get("seen") != fingerprint(questionnaire, link_id)


def to_show(row_id: int, anchor: str = "") -> BaseResponse:
    """Back to the whole of the draft."""
    return redirect(url_for("editor.show", row_id=row_id, _anchor=anchor or None), 303)


def texts_from(before: Texts, **written: str | None) -> Texts:
    """The texts of a form, plain and without empty ones; languages that the form does not have stay."""
    others = {code: text for code, text in before.items() if code not in LANGUAGES}
    cleaned = {code: plain(written.get(code) or "") for code in LANGUAGES}
    return {**{code: text for code, text in cleaned.items() if text}, **others}
