"""One response in short: ratings, choices and own words, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.points.sheet import Quote, Rating
from feedback.domain.questionnaires.answers import AnswerState
from feedback.domain.questionnaires.questionnaire import Control, text_in
from feedback.domain.questionnaires.visibility import WORDS
from feedback.services.answers.read_feedback import ReadResponse
from feedback.services.sheets.sheet_parts import quotes_in, ratings_in
from feedback.web.clinician.patient.answer_words import answer_texts

if TYPE_CHECKING:
    from feedback.persistence.tables import Reading, Remark, Reply


@dataclass(frozen=True, slots=True)
class ResponseCard:
    """A sent response. `kept` says that its person keeps it for themself; then there is nothing but the day.

    `in_person` holds the questions that the person would rather answer in person, other than scales, which
    carry that mark themselves. `is_afterwards` tells that it was sent for a point after that had been held.
    """

    id: int
    title: str
    on: date
    occasion: str
    session_on: date | None
    by: str
    is_new: bool
    sharing: str
    ratings: tuple[Rating, ...]
    choices: tuple[tuple[str, str], ...]
    quotes: tuple[Quote, ...]
    in_person: tuple[str, ...]
    replies: Sequence[Reply]
    readings: Sequence[Reading]
    remarks: Sequence[Remark]
    is_afterwards: bool = False

    @property
    def kept(self) -> bool:
        return self.sharing == "private"

    @property
    def is_empty(self) -> bool:
        return not (self.ratings or self.choices or self.quotes or self.in_person)


def response_card(
    read: ReadResponse, reader: int | None, language: str, afterwards: Collection[int] = ()
) -> ResponseCard:
    """The response as the reader may see it, in the reader's language."""
    kept = read.response.sharing == "private"
    appointment = read.occasion.kind == "session"
    return ResponseCard(
        id=read.response.id,
        title=text_in(read.questionnaire.title, language),
        on=read.on,
        occasion=read.occasion.kind,
        session_on=read.occasion.happened_on if appointment else None,
        by=read.source.name,
        is_new=not kept and is_unread(read, reader),
        sharing=read.response.sharing,
        ratings=ratings_in(read, _, language),
        choices=tuple(_choices(read, language)),
        quotes=quotes_in(read, language),
        in_person=tuple(_in_person(read, language)),
        replies=read.replies,
        readings=read.readings,
        remarks=() if kept else read.remarks,
        is_afterwards=read.response.id in afterwards,
    )


def is_unread(read: ReadResponse, reader: int | None) -> bool:
    """Whether this reader has not opened it before."""
    return all(row.reader_id != reader for row in read.readings)


def _choices(read: ReadResponse, language: str) -> Iterator[tuple[str, str]]:
    for item in read.questionnaire.questions:
        if item.control is Control.SCALE or item.type in WORDS or item.hidden:
            continue
        texts = answer_texts(item, read.answers.get(item.link_id), language)
        if texts:
            yield text_in(item.text, language), ", ".join(texts)


def _in_person(read: ReadResponse, language: str) -> Iterator[str]:
    for item in read.questionnaire.questions:
        answer = read.answers.get(item.link_id)
        if item.control is not Control.SCALE and answer and answer.state is AnswerState.IN_PERSON:
            yield text_in(item.text, language)
