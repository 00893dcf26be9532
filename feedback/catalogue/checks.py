"""Is a questionnaire whole? Checked when one is loaded or edited, so that nothing half is ever asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from feedback.catalogue.errors import CatalogueError
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire, Texts


class FaultCode(StrEnum):
    """What can be wrong; the web layer words it too."""

    NO_TITLE = "no-title"
    NO_QUESTIONS = "no-questions"
    SAME_ID = "same-id"
    UNKNOWN = "unknown"
    CIRCLE = "circle"
    NO_ANSWERS = "no-answers"
    SAME_ANSWER = "same-answer"
    LIMITS = "limits"
    NO_TEXT = "no-text"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `part` is the element of the item (`text`, `help`, an option's place), empty
    `link_id` the questionnaire itself; `detail` a count or the link id that is meant."""

    code: FaultCode
    link_id: str = ""
    part: str = ""
    language: str = ""
    detail: str = ""


_SENTENCES = {
    FaultCode.NO_TITLE: "there is no title",
    FaultCode.NO_QUESTIONS: "nothing is asked",
    FaultCode.SAME_ID: "the link id {link_id!r} is used {detail} times",
    FaultCode.UNKNOWN: "item {link_id!r} refers to {detail!r}, which does not exist",
    FaultCode.CIRCLE: "item {link_id!r} decides about itself",
    FaultCode.NO_ANSWERS: "item {link_id!r} has no answers to choose from",
    FaultCode.SAME_ANSWER: "item {link_id!r} has the answer {detail!r} twice",
    FaultCode.LIMITS: "item {link_id!r} has a lowest value above the highest",
}


def check(questionnaire: Questionnaire, source: str) -> Questionnaire:
    """The same questionnaire. Raises CatalogueError naming `source` and everything that is wrong."""
    lacking = (
        fault for language in questionnaire.languages for fault in missing_texts(questionnaire, language)
    )
    faults = list(map(_sentence, [*structure_faults(questionnaire), *lacking]))
    if faults:
        raise CatalogueError(f"{source}: {'; '.join(faults)}.")
    return questionnaire


def structure_faults(questionnaire: Questionnaire) -> tuple[Fault, ...]:
    """What is wrong in every language."""
    if not any(text.strip() for text in questionnaire.title.values()):
        return (Fault(FaultCode.NO_TITLE), *_faults(questionnaire))
    return tuple(_faults(questionnaire))


def missing_texts(questionnaire: Questionnaire, language: str) -> tuple[Fault, ...]:
    """The texts that this language lacks and another language has; the title is always needed."""
    return tuple(
        Fault(FaultCode.NO_TEXT, link_id, part, language)
        for link_id, part, texts in _texts(questionnaire)
        if (texts or part == "title") and not texts.get(language, "").strip()
    )


def whole_languages(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The languages of the set that lack nothing."""
    return tuple(code for code in questionnaire.languages if not missing_texts(questionnaire, code))


def _sentence(fault: Fault) -> str:
    if fault.code is not FaultCode.NO_TEXT:
        return _SENTENCES[fault.code].format(link_id=fault.link_id, detail=fault.detail)
    item = f"item {fault.link_id!r}" if fault.link_id else "the questionnaire"
    place = item if fault.part == "text" else f"{fault.part} of {item}"
    return f"{place} has no text in {fault.language!r}"


def _faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    counts = Counter(item.link_id for item in questionnaire.walk())
    if not questionnaire.questions:
        yield Fault(FaultCode.NO_QUESTIONS)
    for link_id, count in counts.items():
        if count > 1:
            yield Fault(FaultCode.SAME_ID, link_id, detail=str(count))
    for item in questionnaire.walk():
        for other in _references(item):
            if other not in counts:
                yield Fault(FaultCode.UNKNOWN, item.link_id, detail=other)
        yield from _item_faults(item)
    yield from (Fault(FaultCode.CIRCLE, link_id) for link_id in _in_circles(questionnaire))


def _item_faults(item: Item) -> Iterator[Fault]:
    if item.type in (ItemType.CHOICE, ItemType.OPEN_CHOICE) and not item.options:
        yield Fault(FaultCode.NO_ANSWERS, item.link_id)
    values = Counter(str(option.value) for option in item.options)
    for value, count in values.items():
        if count > 1:
            yield Fault(FaultCode.SAME_ANSWER, item.link_id, detail=value)
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        yield Fault(FaultCode.LIMITS, item.link_id)


def _references(item: Item) -> Iterator[str]:
    yield from (condition.question for condition in item.enable_when)
    if item.calculation:
        yield from item.calculation.operands


def _in_circles(questionnaire: Questionnaire) -> list[str]:
    """The items that look at themselves by way of others; what is left when all that can be decided is."""
    waits = {
        item.link_id: {other for other in _references(item) if other in questionnaire.by_link_id}
        for item in questionnaire.walk()
    }
    while ready := [link_id for link_id, others in waits.items() if not others & waits.keys()]:
        for link_id in ready:
            del waits[link_id]
    return [link_id for link_id in waits if _reaches(waits, link_id)]


def _reaches(waits: dict[str, set[str]], start: str) -> bool:
    seen: set[str] = set()
    stack = [start]
    while stack:
        for other in waits.get(stack.pop(), set()) - seen:
            if other == start:
                return True
            seen.add(other)
            stack.append(other)
    return False


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[str, str, Texts]]:
    """Link id, part and texts; all or no languages of anything."""
    yield "", "title", questionnaire.title
    yield "", "intro", questionnaire.intro
    for item in questionnaire.walk():
        for part in ("text", "help", "low_label", "high_label", "alternative"):
            yield item.link_id, part, getattr(item, part)
        for place, option in enumerate(item.options, start=1):
            yield item.link_id, f"option {place}", option.text
