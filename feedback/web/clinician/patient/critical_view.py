"""A critical answer: what was asked and answered, and what was done (rule A7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.questionnaires.answers import answers_from_plain
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services.answers.read_feedback import ReadResponse
from feedback.web.clinician.patient.answer_words import answer_texts


@dataclass(frozen=True, slots=True)
class CriticalView:
    """One critical answer; it is open until `seen_at` and `done` say who saw it and what was done."""

    id: int
    response_id: int
    raised_at: datetime
    by: str
    question: str
    answers: tuple[str, ...]
    seen_at: datetime | None = None
    seen_by: str = ""
    done: str = ""


def critical_views(found: Sequence[ReadResponse], language: str) -> tuple[CriticalView, ...]:
    """Every critical answer of these responses, whatever else was chosen about sharing."""
    return tuple(view for read in found for view in _views(read, language))


def _views(read: ReadResponse, language: str) -> list[CriticalView]:
    answers = answers_from_plain(read.response.answers)
    views = []
    for row in read.critical:
        item = read.questionnaire.by_link_id[row.link_id]
        texts = answer_texts(item, answers.get(row.link_id), language)
        question = text_in(item.text, language)
        facts = (row.id, read.response.id, row.raised_at, read.source.name, question, texts)
        seen_by = row.acknowledged_by.name if row.acknowledged_by else ""
        views.append(CriticalView(*facts, row.acknowledged_at, seen_by, row.done or ""))
    return views
