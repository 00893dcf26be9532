"""Answers that somebody typed for a question set, as JSON: `{"linkId": answer}`.

An answer is a code, number, boolean, text or date, a list of these, a FHIR value (a coding or quantity), or
`{"skipped": true}`. For a scored choice the ordinal number is accepted too; `null` is no answer. A group that repeats
is a list of objects, one for each time: `{"group": [{"linkId": answer}, {"linkId": answer}]}`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from feedback.catalogue.answer_faults import needed_sentence, problem_sentence
from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir.values import to_value
from feedback.catalogue.json_text import read_json_object
from feedback.domain.questionnaires.answers import SKIPPED, Answer, FreeText, Quantity, Value, answered
from feedback.domain.questionnaires.occurrences import MOST_ITEMS, MOST_TIMES, Times, key_of
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option, Questionnaire
from feedback.domain.questionnaires.unfolding import is_within_limit, unfold
from feedback.domain.questionnaires.validation import ProblemCode, group_problems, item_problems

_FHIR_TYPES = {
    ItemType.DATE: "Date",
    ItemType.DATE_TIME: "DateTime",
    ItemType.TIME: "Time",
}


def read_answers(
    data: bytes, name: str, questionnaire: Questionnaire, not_asked: Collection[str] = ()
) -> dict[str, Answer]:
    """The answers of a file that messages call `name`. Raises CatalogueError with one sentence.

    Answers to the items `not_asked`, which the import left out, are left out too.
    """
    try:
        typed = read_json_object(data)
        given = ((key, item, content) for key, item, content in _entries(questionnaire, typed, not_asked))
        answers = {
            key: answer for key, item, content in given if (answer := _answer(item, content, questionnaire))
        }
        _refuse_too_many(questionnaire, answers)
        return answers
    except CatalogueError as error:
        raise CatalogueError(f"{name}: {error}") from error


def _entries(
    questionnaire: Questionnaire, typed: Mapping[str, Any], not_asked: Collection[str], times: Times = ()
) -> Iterator[tuple[str, Item, Any]]:
    """Every answer with its key and its question; those of a group that repeats, time by time."""
    for link_id, content in typed.items():
        if link_id in not_asked:
            continue
        item = questionnaire.by_link_id.get(link_id)
        if item is None or not item.is_repeating_group:
            yield key_of(link_id, times), _question(questionnaire, link_id), content
            continue
        outer = (*times, *(1,) * (len(questionnaire.repeating[link_id]) - 1 - len(times)))
        for number, one in enumerate(_objects(item, content), start=1):
            _refuse_others(item, one, questionnaire, not_asked)
            yield from _entries(questionnaire, one, not_asked, (*outer, number))


def _objects(group: Item, content: Any) -> list[dict[str, Any]]:
    listed = content if isinstance(content, list) else [content]
    if not all(isinstance(one, dict) for one in listed):
        raise CatalogueError(f"item {group.link_id!r} repeats: give a list of objects, one for each time.")
    if len(listed) > MOST_TIMES:
        raise CatalogueError(
            f"item {group.link_id!r} is answered {len(listed)} times; at most {MOST_TIMES} can be read."
        )
    return listed


def _refuse_others(
    group: Item, one: Mapping[str, Any], questionnaire: Questionnaire, not_asked: Collection[str]
) -> None:
    inside = {item.link_id for item in group.walk()} - {group.link_id}
    for link_id in one:
        if link_id in questionnaire.by_link_id and link_id not in inside and link_id not in not_asked:
            raise CatalogueError(f"item {link_id[:60]!r} does not lie in the group {group.link_id!r}.")


def _refuse_too_many(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> None:
    if not questionnaire.repeating:
        return
    if not is_within_limit(questionnaire, answers):
        raise CatalogueError(f"with all its times it has more than {MOST_ITEMS} items.")
    whole = unfold(questionnaire, answers)
    everything = {item.link_id for item in whole.walk()}
    for problem in group_problems(whole, answers, everything):
        if problem.code is ProblemCode.TOO_MANY:
            raise CatalogueError(
                f"item {problem.link_id!r} is answered more often than it may be ({problem.detail})."
            )


def _question(questionnaire: Questionnaire, link_id: str) -> Item:
    item = questionnaire.by_link_id.get(link_id)
    if item is None:
        raise CatalogueError(f"there is no item {link_id[:60]!r} in {questionnaire.key!r}.")
    if not item.type.is_question:
        raise CatalogueError(f"item {link_id!r} is a {item.type.value}, which takes no answer.")
    return item


def _answer(item: Item, content: Any, questionnaire: Questionnaire) -> Answer | None:
    if isinstance(content, dict) and content.keys() == {"skipped"} and isinstance(content["skipped"], bool):
        return SKIPPED if content["skipped"] else None
    entries = content if isinstance(content, list) else [content]
    values = [_value(item, entry, questionnaire) for entry in entries if entry is not None]
    if not values:
        return None
    answer = answered(*values)
    for problem in item_problems(item, answer):
        raise CatalogueError(problem_sentence(item, problem))
    return answer


def _value(item: Item, entry: Any, questionnaire: Questionnaire) -> Value:
    found = (
        _chosen(item, entry, questionnaire) if item.options or item.type in _CHOICES else _plain(item, entry)
    )
    if found is None:
        raise CatalogueError(needed_sentence(item))
    return found


_CHOICES = (ItemType.CHOICE, ItemType.OPEN_CHOICE)


def _plain(item: Item, entry: Any) -> Value | None:
    match item.type, entry:
        case ItemType.BOOLEAN, bool():
            return entry
        case _, bool():
            return None
        case ItemType.INTEGER, int() | Decimal():
            return int(entry) if entry == int(entry) else None
        case ItemType.DECIMAL, int() | Decimal():
            return Decimal(entry)
        case ItemType.QUANTITY, int() | Decimal():
            return Quantity(Decimal(entry), item.unit)
        case ItemType.QUANTITY, dict():
            return _in_unit_of(item, to_value("Quantity", entry))
        case ((ItemType.STRING | ItemType.TEXT | ItemType.URL), str()):
            return entry
        case ((ItemType.DATE | ItemType.DATE_TIME | ItemType.TIME), str()):
            return to_value(_FHIR_TYPES[item.type], entry)
    return None


def _in_unit_of(item: Item, value: Value | None) -> Value | None:
    """The same amount, its unit called as the question calls it."""
    if isinstance(value, Quantity) and value.unit and value.unit == item.unit_code:
        return replace(value, unit=item.unit)
    return value


def _chosen(item: Item, entry: Any, questionnaire: Questionnaire) -> Value | None:
    """The value of the option that is meant: by code, by ordinal, else by its words."""
    if isinstance(entry, bool):
        return None
    if isinstance(entry, (int, Decimal)):
        return _numbered(item, entry, questionnaire)
    coding: Mapping[str, Any] = entry if isinstance(entry, dict) else {"code": entry}
    wanted, system = coding.get("code", coding.get("display")), coding.get("system")
    if not isinstance(wanted, str):
        return None
    found = next((option for option in item.options if _is_code(option, wanted, system)), None)
    found = found or next((option for option in item.options if wanted in option.text.values()), None)
    if found is not None:
        return found.value
    return FreeText(wanted) if item.type is ItemType.OPEN_CHOICE and isinstance(entry, str) else None


def _is_code(option: Option, wanted: str, system: Any) -> bool:
    if not isinstance(option.value, str):
        return str(option.value) == wanted
    codes = (option.value, option.value.removeprefix(f"{option.system}|"))
    return wanted in codes and (not system or not option.system or system == option.system)


def _numbered(item: Item, number: int | Decimal, questionnaire: Questionnaire) -> Value | None:
    """The option that has this number or score. Of several with one score the first stands for all, as they count the
    same. Raises CatalogueError where a condition tells them apart."""
    exact = [option.value for option in item.options if type(option.value) is int and option.value == number]
    same = [option.value for option in item.options if option.ordinal == number]
    if len(same) > 1 and not exact and _tells_apart(questionnaire, item, same):
        raise CatalogueError(f"item {item.link_id!r}: several answers count {number}; give the code.")
    codes = [option.value for option in item.options if option.value == str(number)]
    return next(iter((*exact, *same, *codes)), None)


def _tells_apart(questionnaire: Questionnaire, item: Item, values: Collection[Value]) -> bool:
    conditions = (one for other in questionnaire.walk() for one in other.enable_when)
    return any(one.question == item.link_id and one.expected in values for one in conditions)
