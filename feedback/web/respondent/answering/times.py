"""Groups that repeat on a page: how often each was there when the page was made, one time more, one less.

The page tells in a hidden field how often it showed each group. So a page that has been lying in another tab is read
as what it was, and what it did not show is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request
from wtforms import Form

from feedback.domain.questionnaires.answers import Answer, answered
from feedback.domain.questionnaires.occurrences import Occurrence, key_of, origin_of
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire
from feedback.domain.questionnaires.repeating import left_empty, most_times, with_one_more, without_one
from feedback.domain.questionnaires.unfolding import is_within_limit
from feedback.domain.questionnaires.validation import Problem, ProblemCode, group_problems
from feedback.web.respondent.answering.pages_of import Pages, TimeEnds
from feedback.web.views.answer_form import fields_of

TIMES = "times"
MORE, REMOVE = "more", "remove"
Answers = Mapping[str, Answer]


def times_on(now: Pages, page: int) -> str:
    """The hidden field: `12:2 14_2:1`, the number of a group's first time and how often it is there."""
    counts = {
        now.numbers[_first(part.group)]: part.group.times[-1]
        for part, _depth in now.parts_on(page)
        if isinstance(part, TimeEnds) and part.is_last
    }
    return " ".join(f"{number}:{count}" for number, count in counts.items())


def as_sent(questionnaire: Questionnaire, answers: Answers) -> Pages:
    """The pages as the one who sent them saw them: each group at least as often as it was there."""
    now = Pages(questionnaire, answers)
    for number, count in _sent().items():
        key = _key(now, number)
        if not key or count < 2:
            continue
        group = origin_of(now.settled.questionnaire.by_link_id[key])
        answers = {**now.answers, key: answered(min(count, most_times(group)))}
        if is_within_limit(questionnaire, answers):
            now = Pages(questionnaire, answers)
    return now


def keep_unsent(form: Form, now: Pages) -> None:
    """What the sent page did not have keeps its answer."""
    sent = _sent()
    for field in fields_of(form) if TIMES in request.form else ():
        if not _was_there(field.item, now, sent):
            field.put_back(now.answers.get(field.item.link_id))


def forget_empty(form: Form, now: Pages, answers: Answers) -> None:
    """Nobody is reminded of questions in a time that was left empty: it goes."""
    empty = left_empty(now.questionnaire, answers) if now.questionnaire.repeating else set()
    for field in fields_of(form):
        if field.item.link_id in empty:
            reminder = ProblemCode.REQUIRED_REMINDER
            field.problems = tuple(one for one in field.problems if one.code is not reminder)


def groups_too_few(now: Pages, page: int, answers: Answers) -> list[Problem]:
    """The groups of a page that are answered less often than they should be."""
    here = {item.link_id for item, _depth in now.items_on(page)}
    found = group_problems(now.settled.questionnaire, answers, now.settled.shown & here)
    return [one for one in found if one.code is ProblemCode.REQUIRED_REMINDER]


def changed_times(
    questionnaire: Questionnaire, now: Pages, answers: Answers
) -> tuple[dict[str, Answer], str]:
    """The answers after the button for one more or one less was pressed, and the number to go to; empty where the
    button means nothing."""
    action, _colon, number = request.form.get("action", "").partition(":")
    key = _key(now, number)
    if not key:
        return dict(answers), ""
    after = (with_one_more if action == MORE else without_one)(questionnaire, answers, key)
    group = now.settled.questionnaire.by_link_id[key]
    times = group.times if isinstance(group, Occurrence) else ()
    numbers = Pages(questionnaire, after).numbers
    wanted = times[-1] + 1 if action == MORE else times[-1]
    places = (key_of(origin_of(group).link_id, (*times[:-1], one)) for one in range(wanted, 0, -1))
    return after, next((numbers[place] for place in places if place in numbers), "")


def inside(now: Pages, number: str) -> set[str]:
    """The link ids of everything in the time of a group that has this number."""
    key = _key(now, number)
    return {item.link_id for item in now.settled.questionnaire.by_link_id[key].walk()} if key else set()


def _sent() -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in request.form.get(TIMES, "").split()[:1000]:
        number, _colon, count = entry.partition(":")
        if count.isascii() and count.isdigit() and len(count) < 4:
            found[number] = int(count)
    return found


def _key(now: Pages, number: str) -> str:
    """The link id of a time of a group by its number; empty where there is none."""
    for item in now.settled.questionnaire.walk():
        if now.numbers[item.link_id] == number and origin_of(item).is_repeating_group:
            return item.link_id
    return ""


def _was_there(item: Item, now: Pages, sent: Mapping[str, int]) -> bool:
    if not isinstance(item, Occurrence):
        return True
    around: Sequence[str] = now.questionnaire.repeating[origin_of(item).link_id]
    firsts = (now.numbers[key_of(group, item.times[:depth])] for depth, group in enumerate(around))
    return all(sent.get(first, 1) >= number for first, number in zip(firsts, item.times, strict=True))


def _first(group: Occurrence) -> str:
    return key_of(origin_of(group).link_id, group.times[:-1])
