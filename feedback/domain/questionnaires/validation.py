"""What is wrong with the answers. No language here: the web layer words the codes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

from feedback.domain.calendar import moment_text
from feedback.domain.questionnaires.answers import Answer, Answers, AnswerState, FreeText, Quantity, Value
from feedback.domain.questionnaires.comparison import is_before
from feedback.domain.questionnaires.occurrences import Occurrence, key_of, origin_of
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire
from feedback.domain.questionnaires.unfolding import unfold


class ProblemCode(StrEnum):
    """What can be wrong with an answer. *required-reminder* is said once and then accepted (rule A16)."""

    NOT_A_NUMBER = "not-a-number"
    NOT_A_WHOLE_NUMBER = "not-a-whole-number"
    NOT_A_DATE = "not-a-date"
    NOT_A_TIME = "not-a-time"
    NOT_A_TEXT = "not-a-text"
    NOT_AN_ADDRESS = "not-an-address"
    NOT_A_YES_OR_NO = "not-a-yes-or-no"
    NOT_AN_OPTION = "not-an-option"
    BELOW_MINIMUM = "below-minimum"
    ABOVE_MAXIMUM = "above-maximum"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    TOO_FEW = "too-few"
    NOT_ALONE = "not-alone"
    WORDS_MISSING = "words-missing"
    REQUIRED_REMINDER = "required-reminder"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one answer; `detail` is the limit that was passed, where there is one."""

    link_id: str
    code: ProblemCode
    detail: str = ""


def problems(questionnaire: Questionnaire, answers: Answers, shown: Collection[str]) -> tuple[Problem, ...]:
    """Every problem of the shown questions, in reading order, but not of calculated or hidden ones; then those of
    groups that were answered more or less often than they may be."""
    whole = unfold(questionnaire, answers)
    of_items = (
        problem
        for item in whole.questions
        if item.link_id in shown and not item.calculation and not item.hidden
        for problem in item_problems(item, answers.get(item.link_id))
    )
    return (*of_items, *group_problems(whole, answers, shown))


def group_problems(whole: Questionnaire, answers: Answers, shown: Collection[str]) -> Iterator[Problem]:
    """What is wrong with how often a group was answered, at its first time; `whole` is unfolded.

    Too seldom is said once and then accepted, as an empty question is (rule A16).
    """
    times: dict[str, list[Occurrence]] = {}
    for item in whole.walk():
        if isinstance(item, Occurrence) and origin_of(item).is_repeating_group and item.link_id in shown:
            times.setdefault(key_of(origin_of(item).link_id, item.times[:-1]), []).append(item)
    for first, found in times.items():
        most, least = origin_of(found[0]).max_occurs, origin_of(found[0]).min_occurs
        if most is not None and len(found) > most:
            yield Problem(first, ProblemCode.TOO_MANY, str(most))
        answered = sum(any(one.link_id in answers for one in group.walk()) for group in found)
        if least is not None and answered < least and not found[0].hidden:
            yield Problem(first, ProblemCode.REQUIRED_REMINDER, str(least))


def item_problems(item: Item, answer: Answer | None) -> Iterator[Problem]:
    """The problems of one question's answer; `None` means that nothing was said."""
    if answer is None or (answer.state is AnswerState.ANSWERED and not answer.values):
        if item.required and not item.read_only:
            yield Problem(item.link_id, ProblemCode.REQUIRED_REMINDER)
        return
    if answer.state is not AnswerState.ANSWERED:
        return
    yield from _count_problems(item, len(answer.values))
    if len(answer.values) > 1 and any(one.exclusive and one.value in answer.values for one in item.options):
        yield Problem(item.link_id, ProblemCode.NOT_ALONE)
    for value in answer.values:
        yield from _value_problems(item, value)


def _count_problems(item: Item, count: int) -> Iterator[Problem]:
    most = item.max_occurs if item.repeats else 1
    if most is not None and count > most:
        yield Problem(item.link_id, ProblemCode.TOO_MANY, str(most))
    if item.repeats and item.min_occurs is not None and count < item.min_occurs:
        yield Problem(item.link_id, ProblemCode.TOO_FEW, str(item.min_occurs))


def _value_problems(item: Item, value: Value) -> Iterator[Problem]:
    wrong = _wrong_kind(item, value)
    if wrong:
        yield Problem(item.link_id, wrong)
        return
    yield from _range_problems(item, value)
    yield from _moment_problems(item, value)
    text = value.text if isinstance(value, FreeText) else value
    if item.max_length is not None and isinstance(text, str) and len(text) > item.max_length:
        yield Problem(item.link_id, ProblemCode.TOO_LONG, str(item.max_length))


def _range_problems(item: Item, value: Value) -> Iterator[Problem]:
    number = value.value if isinstance(value, Quantity) else value
    if isinstance(number, bool) or not isinstance(number, (int, Decimal)):
        return
    if item.minimum is not None and number < item.minimum:
        yield Problem(item.link_id, ProblemCode.BELOW_MINIMUM, str(item.minimum))
    if item.maximum is not None and number > item.maximum:
        yield Problem(item.link_id, ProblemCode.ABOVE_MAXIMUM, str(item.maximum))


def _moment_problems(item: Item, value: Value) -> Iterator[Problem]:
    if item.earliest is not None and is_before(value, item.earliest):
        yield Problem(item.link_id, ProblemCode.TOO_EARLY, moment_text(item.earliest))
    if item.latest is not None and is_before(item.latest, value):
        yield Problem(item.link_id, ProblemCode.TOO_LATE, moment_text(item.latest))


def _wrong_kind(item: Item, value: Value) -> ProblemCode | None:
    if item.type in (ItemType.CHOICE, ItemType.OPEN_CHOICE) or item.options:
        return None if _is_option(item, value) else ProblemCode.NOT_AN_OPTION
    fits, code = _KINDS[item.type]
    return None if fits(value) else code


def _is_option(item: Item, value: Value) -> bool:
    if isinstance(value, FreeText):
        return item.type is ItemType.OPEN_CHOICE and bool(value.text.strip())
    return any(type(option.value) is type(value) and option.value == value for option in item.options)


def _is_number(value: Value) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_address(value: Value) -> bool:
    """An absolute web address or URN without spaces; never a script."""
    if not isinstance(value, str) or not value or any(character.isspace() for character in value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return (parts.scheme in ("http", "https") and bool(parts.netloc)) or parts.scheme == "urn"


def _is_date(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _kind(*types: type) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, types)


_KINDS: dict[ItemType, tuple[Callable[[Value], bool], ProblemCode]] = {
    ItemType.BOOLEAN: (_kind(bool), ProblemCode.NOT_A_YES_OR_NO),
    ItemType.INTEGER: (_is_whole, ProblemCode.NOT_A_WHOLE_NUMBER),
    ItemType.DECIMAL: (_is_number, ProblemCode.NOT_A_NUMBER),
    ItemType.QUANTITY: (
        lambda value: isinstance(value, Quantity) and _is_number(value.value),
        ProblemCode.NOT_A_NUMBER,
    ),
    ItemType.DATE: (_is_date, ProblemCode.NOT_A_DATE),
    ItemType.DATE_TIME: (_kind(datetime), ProblemCode.NOT_A_DATE),
    ItemType.TIME: (_kind(time), ProblemCode.NOT_A_TIME),
    ItemType.STRING: (_kind(str), ProblemCode.NOT_A_TEXT),
    ItemType.TEXT: (_kind(str), ProblemCode.NOT_A_TEXT),
    ItemType.URL: (_is_address, ProblemCode.NOT_AN_ADDRESS),
}
