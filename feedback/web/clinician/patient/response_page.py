"""One whole response: every item with its answer, or with what stands instead of one (rule A5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.charts.formats import shown_number
from feedback.domain.questionnaires.answers import AnswerState, answers_from_plain
from feedback.domain.questionnaires.questionnaire import Control, Item, ItemType, text_in
from feedback.services.answers.read_feedback import ReadResponse, scores_of
from feedback.services.points.evaluation.sent_afterwards import sent_afterwards
from feedback.services.questionnaires.score_words import missing_words, scale_label, source_of
from feedback.services.questionnaires.scoring_profiles import profile_version
from feedback.web.clinician.patient.answer_words import answer_texts, instead_of, is_own_words
from feedback.web.clinician.patient.critical_view import CriticalView, critical_views
from feedback.web.clinician.patient.response_card import ResponseCard, response_card

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import StoredScore


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A heading, or a question with what was answered; `scale` tells both ends of a scale."""

    text: str
    is_heading: bool = False
    answers: tuple[str, ...] = ()
    instead: str = ""
    quoted: bool = False
    scale: str = ""
    in_person: bool = False


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One total; `band` is empty where the unit does not interpret."""

    name: str
    value: str
    note: str
    band: str
    source: str


@dataclass(frozen=True, slots=True)
class ResponsePage:
    """A response read as a whole. `not_asked` are the questions that did not come up, `attribution` what the
    owner of the words wants to see where they stand."""

    card: ResponseCard
    is_patients: bool
    lines: tuple[AnswerLine, ...]
    not_asked: tuple[str, ...]
    scores: tuple[ScoreLine, ...]
    critical: tuple[CriticalView, ...]
    validated: bool
    attribution: str


def response_page(
    session: Session, reader: int | None, read: ReadResponse, interprets: bool, language: str
) -> ResponsePage:
    """The response in the reader's language; own words stay as they were written."""
    stored = scores_of(session, read)
    return ResponsePage(
        card=response_card(read, reader, language, sent_afterwards(session, [read])),
        is_patients=read.source.role == "patient",
        lines=tuple(_lines(read, language)) if read.response.sharing != "private" else (),
        not_asked=tuple(_not_asked(read, language)),
        scores=tuple(_score(session, row, interprets, language) for row in stored),
        critical=critical_views([read], language),
        validated=bool(read.questionnaire.profile),
        attribution=read.questionnaire.rights.attribution,
    )


def _lines(read: ReadResponse, language: str) -> Iterator[AnswerLine]:
    kept = answers_from_plain(read.response.answers).keys() - read.answers.keys()
    for item in read.questionnaire.items:
        yield from _below(item, read, kept, language)


def _below(item: Item, read: ReadResponse, kept: set[str], language: str) -> Iterator[AnswerLine]:
    below = [line for child in item.items for line in _below(child, read, kept, language)]
    if item.type is ItemType.GROUP and below and text_in(item.text, language):
        yield AnswerLine(text_in(item.text, language), is_heading=True)
    if item.type.is_question and not item.hidden and not _was_not_asked(item, read):
        yield _line(item, read, item.link_id in kept, language)
    yield from below


def _line(item: Item, read: ReadResponse, kept: bool, language: str) -> AnswerLine:
    answer = read.answers.get(item.link_id)
    return AnswerLine(
        text_in(item.text, language),
        answers=answer_texts(item, answer, language),
        instead=_("would rather tell this themself") if kept else instead_of(answer),
        quoted=is_own_words(item, answer),
        scale=_ends(item, language),
        in_person=kept or (answer is not None and answer.state is AnswerState.IN_PERSON),
    )


def _ends(item: Item, language: str) -> str:
    low, high = text_in(item.low_label, language), text_in(item.high_label, language)
    if item.control is Control.SCALE and low and high:
        return f"{item.minimum} {low} – {item.maximum} {high}"
    return ""


def _was_not_asked(item: Item, read: ReadResponse) -> bool:
    answer = read.answers.get(item.link_id)
    return answer is not None and answer.state is AnswerState.NOT_SHOWN


def _not_asked(read: ReadResponse, language: str) -> Iterator[str]:
    for item in read.questionnaire.questions:
        if _was_not_asked(item, read) and not item.hidden and item.calculation is None:
            yield text_in(item.text, language)


def _score(session: Session, row: StoredScore, interprets: bool, language: str) -> ScoreLine:
    """A stored score, told with the version of the facts that made it."""
    profile = profile_version(session, row.measure, row.profile_version)
    scale = profile.scale(row.name) if profile else None
    band = next((one for one in scale.bands if one.name == row.band), None) if scale else None
    told = text_in(band.text, language) or band.name if band else ""
    limits = profile.limits_of(scale) if profile and scale else None
    return ScoreLine(
        scale_label(profile, row.measure, row.name, language),
        _value(row, limits, language),
        missing_words(row.why, row.missing, scale.most_missing if scale else 0, _),
        told if interprets else "",
        source_of(profile, scale, _, language) if profile and scale and interprets else "",
    )


def _value(row: StoredScore, limits: tuple[Decimal, Decimal] | None, language: str) -> str:
    if row.value is None:
        return _("not calculated")
    value = shown_number(row.value, language)
    return (
        _("%(value)s of %(highest)s", value=value, highest=shown_number(limits[1], language))
        if limits
        else value
    )
