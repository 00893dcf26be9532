"""What a question begins with: values of the file that can be used, and constants that only it gives."""

from __future__ import annotations

from dataclasses import replace

from feedback.catalogue.fhir.elements import Element, extension_value, flag, objects, string
from feedback.catalogue.fhir.item.options import RawOption, coding_option, of_system
from feedback.catalogue.fhir.source import Source
from feedback.catalogue.fhir.values import is_partial, to_value, typed
from feedback.domain.questionnaires.answers import FreeText, Value, answered
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option
from feedback.domain.questionnaires.validation import Problem, item_problems

CHOICES = (ItemType.CHOICE, ItemType.OPEN_CHOICE)


def read_initial(element: Element, source: Source) -> tuple[Value, ...]:
    """The values that a question begins with; of a choice those that are offered."""
    options = source.options_of(element["linkId"]).options
    is_open = string(element, "type") == ItemType.OPEN_CHOICE
    is_constant = flag(element, "readOnly") or extension_value(element, "questionnaire-hidden") is True
    found: list[Value | None] = []
    for entry in objects(element, "initial"):
        value = _as_option(entry, options, is_open=is_open) if options else None
        is_free = value is None and (is_constant or not options)
        found.append(initial_value(entry, string(element, "type")) if is_free else value)
    if None in found:
        why = "an initial value cannot be used"
        source.recorder.approximated(element["linkId"], why, meaning=True)
    if any(is_partial(entry, "value") for entry in objects(element, "initial")):
        why = "an initial value is a date without a day: its first day is meant"
        source.recorder.approximated(element["linkId"], why)
    chosen = (option.value for option in options if option.is_initial)
    return tuple(dict.fromkeys((*(value for value in found if value is not None), *chosen)))


def usable_initial(item: Item, source: Source) -> Item:
    """The item without initial values that nobody could answer; what is hidden or fixed keeps what the file says."""
    if not item.type.is_question and item.initial:
        why = "an initial value cannot be used"
        source.recorder.approximated(item.link_id, why)
        return replace(item, initial=())
    if item.hidden or item.read_only or not item.initial:
        return item
    if len(item.initial) > 1 and not item.repeats:
        why = "several initial values where one answer can be given: the first is used"
        source.recorder.approximated(item.link_id, why, meaning=True)
        item = replace(item, initial=item.initial[:1])
    if item.type in CHOICES or item.options:
        return item
    usable = tuple(
        value
        for value in item.initial
        if not any(map(_is_of_another_kind, item_problems(item, answered(value))))
    )
    if usable != item.initial:
        why = "an initial value cannot be used"
        source.recorder.approximated(item.link_id, why, meaning=True)
    return replace(item, initial=usable)


def _is_of_another_kind(problem: Problem) -> bool:
    return problem.code.startswith("not-a")


def _as_option(entry: Element, options: tuple[RawOption, ...], *, is_open: bool) -> Value | None:
    """The option that is meant, by code and system or by value; None for one that is not offered."""
    kind, raw = typed(entry, "value")
    if kind != "Coding" or not isinstance(raw, dict):
        value = to_value(kind, raw)
        if any(option.value == value for option in options):
            return value
        return FreeText(value) if is_open and isinstance(value, str) else None
    wanted = coding_option(raw)
    found = of_system(options, wanted) if wanted else None
    return found.value if found else None


def initial_value(entry: Element, asked: str) -> Value | None:
    """The value that an `initial` gives to an item of the type `asked`; None where it cannot be used."""
    kind, raw = typed(entry, "value")
    if kind == "Coding" and isinstance(raw, dict):
        option = coding_option(raw)
        return option.value if option else None
    if asked in CHOICES and kind not in ("String", "Integer", "Date", "Time"):
        return None
    return to_value(kind, raw)


def fixed_value(item: Item, element: Element, source: Source) -> Item:
    """A choice without options whose value is given is a constant of the file: kept, not shown."""
    if item.type not in CHOICES or item.options or not item.initial or item.calculation:
        return item
    source.recorder.approximated(item.link_id, "a fixed value without a choice: kept and not shown")
    given = [typed(entry, "value")[1] for entry in objects(element, "initial")]
    raw = [coding_option(coding) for coding in given if isinstance(coding, dict)]
    distinct = {one.value: one for one in raw if one}
    known = tuple(
        Option(one.value, {source.language: one.text}, system=one.system) for one in distinct.values()
    )
    return replace(item, options=known or _bare(item.initial, source), hidden=True)


def _bare(values: tuple[Value, ...], source: Source) -> tuple[Option, ...]:
    def words(value: Value) -> dict[str, str]:
        languages = (source.language,) if isinstance(value, str) else source.languages
        return dict.fromkeys(languages, str(value))

    return tuple(Option(value, words(value)) for value in values)
