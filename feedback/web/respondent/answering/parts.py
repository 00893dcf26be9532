"""The parts of a page as views: items, and the buttons where one time of a group that repeats ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedback.domain.questionnaires.occurrences import origin_of
from feedback.domain.questionnaires.questionnaire import Item, text_in
from feedback.domain.questionnaires.repeating import can_have_more, least_times
from feedback.web.respondent.answering.pages_of import Pages, TimeEnds
from feedback.web.respondent.answering.times import MORE, REMOVE
from feedback.web.views.answer_form import AnswerField
from feedback.web.views.question_view import PageText, QuestionView, RepeatView, views_of


def part_views(
    part: Item | TimeEnds, depth: int, now: Pages, fields: Mapping[str, AnswerField], text: PageText
) -> Iterator[QuestionView | RepeatView]:
    """What is drawn for one part of a page."""
    if isinstance(part, TimeEnds):
        yield _end(part, depth, now, text.language)
        return
    answer = now.settled.answers.get(part.link_id)
    yield from views_of(part, fields.get(part.link_id), answer, depth, text)


def _end(part: TimeEnds, depth: int, now: Pages, language: str) -> RepeatView:
    group, asked = part.group, origin_of(part.group)
    number = now.numbers[group.link_id]
    more = part.is_last and can_have_more(now.questionnaire, now.answers, group.link_id)
    return RepeatView(
        text=text_in(asked.text, language),
        which=group.label or "1",
        remove=f"{REMOVE}:{number}" if part.count > least_times(asked) else "",
        more=f"{MORE}:{number}" if more else "",
        depth=depth,
    )
