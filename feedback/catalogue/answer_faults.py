"""What is wrong with an answer that somebody typed, as a sentence for a command line."""

from __future__ import annotations

from datetime import date, time

from feedback.domain.questionnaires.questionnaire import Item, ItemType
from feedback.domain.questionnaires.validation import Problem, ProblemCode

MOST_NAMED = 12
_NEEDED = {
    ItemType.BOOLEAN: "true or false",
    ItemType.INTEGER: "a whole number",
    ItemType.DECIMAL: "a number",
    ItemType.QUANTITY: "a number, or a value with a unit",
    ItemType.DATE: "a date such as 2026-11-23",
    ItemType.DATE_TIME: "a date and time such as 2026-11-23T10:30:00",
    ItemType.TIME: "a time such as 10:30:00",
    ItemType.STRING: "a text",
    ItemType.TEXT: "a text",
    ItemType.URL: "an address that begins with https:// or http://",
}
_WRONG = {
    ProblemCode.BELOW_MINIMUM: "the answer must be at least {0}",
    ProblemCode.ABOVE_MAXIMUM: "the answer must be at most {0}",
    ProblemCode.TOO_EARLY: "the answer must not be before {0}",
    ProblemCode.TOO_LATE: "the answer must not be after {0}",
    ProblemCode.TOO_LONG: "the answer may have at most {0} characters",
    ProblemCode.TOO_MANY: "at most {0} answers can be given",
    ProblemCode.TOO_FEW: "at least {0} answers must be given",
    ProblemCode.NOT_ALONE: "one of the answers cannot be given together with others",
    ProblemCode.WORDS_MISSING: "the answer has no words",
}
_ONE = "one answer can be given, not several"


def needed_sentence(item: Item) -> str:
    """What the answer to this question must be; a choice names its codes."""
    return f"item {item.link_id!r}: the answer must be {_needed(item)}."


def problem_sentence(item: Item, problem: Problem) -> str:
    """What has to be put right with an answer that was understood."""
    if problem.code is ProblemCode.TOO_MANY and problem.detail == "1":
        return f"item {item.link_id!r}: {_ONE}."
    if problem.code not in _WRONG:
        return needed_sentence(item)
    return f"item {item.link_id!r}: {_WRONG[problem.code].format(_limit(item, problem))}."


def _limit(item: Item, problem: Problem) -> str:
    """The limit as it is typed: days as in a file, not as on paper."""
    moments = {ProblemCode.TOO_EARLY: item.earliest, ProblemCode.TOO_LATE: item.latest}
    moment = moments.get(problem.code)
    return moment.isoformat() if isinstance(moment, date | time) else problem.detail


def _needed(item: Item) -> str:
    if not item.options and item.type in _NEEDED:
        return _NEEDED[item.type]
    codes = [str(option.value) for option in item.options]
    named = ", ".join(codes[:MOST_NAMED]) + (" …" if len(codes) > MOST_NAMED else "")
    own = ", or a text" if item.type is ItemType.OPEN_CHOICE else ""
    return f"one of the codes of its answers ({named}){own}"
