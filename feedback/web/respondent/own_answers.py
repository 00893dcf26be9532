"""What a patient has sent: every answer in their own words, what was added, and the way to change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services import audit
from feedback.services.answers.read_feedback import ReadResponse, responses_about
from feedback.services.answers.remarks import add_remark
from feedback.services.answers.write_anew import can_write_anew, write_anew
from feedback.services.refusals import NotFound, Refused
from feedback.web import current, languages
from feedback.web.clinician.patient.answer_words import answer_texts, instead_of, is_own_words
from feedback.web.guard import for_respondents
from feedback.web.words import SHARING, refusal_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback.persistence.tables import Remark

pages = Blueprint("own_answers", __name__, url_prefix="/me/answers/<int:response_id>")
Page = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Said:
    """One question with what was answered; `own_words` are quoted exactly."""

    question: str
    texts: tuple[str, ...]
    instead: str
    own_words: bool


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A sent answer as its person reads it. `point` is the number of the row of the point that it was sent for,
    `newer` the version that was sent after it, `attribution` what the owner of the words wants printed."""

    id: int
    title: str
    on: date
    sharing: str
    said: Sequence[Said]
    remarks: Sequence[Remark]
    point: int | None
    newer: int | None
    can_change: bool
    attribution: str


@pages.get("")
@for_respondents("patient")
def show(response_id: int) -> Page:
    """What I wrote, as I sent it."""
    return _shown(response_id)


@pages.post("")
@for_respondents("patient")
def add(response_id: int) -> Page | BaseResponse:
    """Add something beside it."""
    text = request.form.get("text", "")
    try:
        add_remark(current.session(), current.actor(), response_id, text, current.now())
    except Refused as refused:
        current.undo()
        return _shown(response_id, text, refusal_sentence(refused))
    return redirect(url_for(".show", response_id=response_id, _anchor="added"), 303)


@pages.post("/change")
@for_respondents("patient")
def change(response_id: int) -> BaseResponse:
    """Change it: what was sent stays, and the next version begins with its words."""
    draft = write_anew(current.session(), current.actor(), response_id, current.now())
    return redirect(url_for("answering.questions", invitation_id=draft.invitation_id, page=1), 303)


def _shown(response: int, text: str = "", error: str = "") -> Page:
    found = responses_about(current.session(), g.person.id, for_patient=True)
    read = next((one for one in found if one.response.id == response), None)
    if read is None:
        raise NotFound
    target = f"response {response}"
    audit.record(
        current.session(),
        current.actor(),
        "read own answers",
        current.now(),
        patient=g.person.id,
        target=target,
    )
    html = render_template(
        "respondent/own_answer.html", answer=_own(read, found, languages.chosen()), text=text, error=error
    )
    return html, 422 if error else 200


def _own(read: ReadResponse, found: Sequence[ReadResponse], language: str) -> OwnAnswer:
    row = read.response
    later = [one.response for one in found if one.response.invitation_id == row.invitation_id]
    newer = next((one.id for one in later if one.version > row.version), None)
    return OwnAnswer(
        row.id,
        text_in(read.questionnaire.title, language),
        read.on,
        str(SHARING[row.sharing]),
        _said(read, language),
        read.remarks,
        read.occasion.point_id,
        newer,
        newer is None and can_write_anew(row, current.now()),
        read.questionnaire.rights.attribution,
    )


def _said(read: ReadResponse, language: str) -> list[Said]:
    return [
        Said(
            text_in(item.text, language),
            answer_texts(item, given, language),
            instead_of(given),
            is_own_words(item, given),
        )
        for item in read.questionnaire.questions
        if not item.hidden and (given := read.answers.get(item.link_id)) is not None
    ]
