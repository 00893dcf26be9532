"""One item of the file after the other, with everything below it, as items of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from feedback.catalogue.fhir.elements import Element, extension_value, flag, objects, string
from feedback.catalogue.fhir.expressions.calculated import calculation_of, has_expression
from feedback.catalogue.fhir.item.codes import read_codings
from feedback.catalogue.fhir.item.conditions import read_conditions
from feedback.catalogue.fhir.item.controls import (
    absorbed_as,
    control_codes,
    extension_texts,
    is_hidden,
    read_control,
    slider_labels,
)
from feedback.catalogue.fhir.item.initial import fixed_value, read_initial, usable_initial
from feedback.catalogue.fhir.item.leftovers import report_leftovers
from feedback.catalogue.fhir.item.limits import read_limits
from feedback.catalogue.fhir.item.options import RawOption, ordinal_of
from feedback.catalogue.fhir.item.unused import report_elements, report_extensions, report_words
from feedback.catalogue.fhir.source import Source, short_language
from feedback.catalogue.fhir.texts import is_computed, is_formatted, is_marked_up
from feedback.domain.questionnaires.looks import is_scale
from feedback.domain.questionnaires.occurrences import MOST_TIMES
from feedback.domain.questionnaires.questionnaire import Control, Item, ItemType, Option, text_in


def build_items(element: Element, source: Source) -> tuple[Item, ...]:
    """The items directly below `element`; what a dropped one holds moves up to its place."""
    return tuple(item for child in objects(element, "item") for item in build_item(child, source))


def build_item(element: Element, source: Source) -> tuple[Item, ...]:
    """The item, or what lies below it when the item itself is not asked."""
    link_id = element["linkId"]
    below = build_items(element, source)
    if source.recorder.is_dropped(link_id) or absorbed_as(element):
        return below
    source.recorder.kept(link_id)
    kind = _kind(element, below, source)
    if kind is ItemType.GROUP and not below and objects(element, "item"):
        source.recorder.dropped(link_id, "nothing is left of the group", meaning=False)
        return ()
    item = usable_initial(_item(element, kind, below, source), source)
    item = _hidden_with_content(fixed_value(item, element, source))
    if not item.text and not item.items and not item.hidden and kind in (ItemType.DISPLAY, ItemType.GROUP):
        source.recorder.dropped(link_id, "there is nothing to show", meaning=False)
        return ()
    return (item,)


def _kind(element: Element, below: tuple[Item, ...], source: Source) -> ItemType:
    kind = ItemType(string(element, "type"))
    if kind is not ItemType.TEXT or not _only_shown(element):
        return kind
    source.recorder.approximated(element["linkId"], "a text that is only read is shown as one")
    return ItemType.GROUP if below else ItemType.DISPLAY


def _only_shown(element: Element) -> bool:
    """Norwegian forms mark boxes of information as text questions."""
    concept = extension_value(element, "questionnaire-itemcontrol")
    listed = concept.get("coding", []) if isinstance(concept, dict) else []
    return any(coding.get("code") in ("inline", "highlight", "sidebar") for coding in listed if coding)


def _item(element: Element, kind: ItemType, below: tuple[Item, ...], source: Source) -> Item:
    link_id = element["linkId"]
    if is_formatted(element) or any(map(is_marked_up, _words(element))):
        source.recorder.kept(link_id, "formatting is shown as plain text")
    if is_computed(element):
        why = "its text is made by an expression, which is not evaluated"
        source.recorder.approximated(link_id, why, meaning=True)
    report_elements(element, source)
    report_extensions(element, source)
    report_words(element, source)
    report_leftovers(element, source)
    conditions, enable_all = read_conditions(element, source)
    low, high = slider_labels(link_id, source)
    item = Item(
        link_id=link_id,
        type=kind,
        text=source.texts(link_id),
        **_labels(link_id, source),
        items=below,
        options=_options(element, source),
        enable_when=conditions,
        enable_all=enable_all,
        control=read_control(element, source),
        low_label=low,
        high_label=high,
        help=extension_texts(element, source, "sdf-sublabel", "sublabel"),
        alternative=extension_texts(element, source, "samsyn-alternative"),
        required=flag(element, "required") and kind.is_question,
        repeats=_repeats(element, kind, source),
        read_only=flag(element, "readOnly"),
        hidden=is_hidden(element, source),
        initial=read_initial(element, source),
        codes=read_codings(source.each(link_id), source.language),
        weight=ordinal_of(element),
        calculation=calculation_of(element, source) if kind.is_question else None,
        turned=_turned(element),
        **read_limits(element, kind, source),
    )
    return _with_absorbed(_reported(_without_empty(item, element, source), element, source), element, source)


def _turned(element: Element) -> bool | None:
    """What was said here of a reversed item before it went out."""
    found = extension_value(element, "samsyn-already-turned")
    return found if isinstance(found, bool) else None


def _words(element: Element) -> Iterator[str]:
    """What the item shows: its own words and those of its answers."""
    yield from (string(element, key) for key in ("text", "prefix"))
    for option in objects(element, "answerOption"):
        coding = option.get("valueCoding")
        yield string(coding, "display") if isinstance(coding, dict) else ""
        yield string(option, "valueString")


def _labels(link_id: str, source: Source) -> dict[str, Any]:
    """The number or letter before the words: that of the first language that has one, and where others differ."""
    written = source.texts(link_id, "prefix")
    found = {language: written[language] for language in source.languages if language in written}
    first = text_in(found, "")
    others = {language: label for language, label in found.items() if label != first}
    return {"prefix": first, "other_prefixes": others}


def _repeats(element: Element, kind: ItemType, source: Source) -> bool:
    """Whether several answers can be given, or a group can be answered several times. Boxes to tick mean several, as
    in the Norwegian renderer."""
    if flag(element, "repeats") or not kind.is_question:
        if kind is ItemType.BOOLEAN:
            source.recorder.approximated(
                element["linkId"], "yes or no is asked once, though the file repeats it"
            )
        return flag(element, "repeats") and kind not in (ItemType.DISPLAY, ItemType.BOOLEAN)
    is_ticked = kind in (ItemType.CHOICE, ItemType.OPEN_CHOICE) and "check-box" in control_codes(element)
    if is_ticked:
        why = "boxes to tick: several answers can be given, though the file does not say so"
        source.recorder.approximated(element["linkId"], why)
    return is_ticked


def _without_empty(item: Item, element: Element, source: Source) -> Item:
    """What nobody can answer and nothing fills in is not shown."""
    is_empty = item.read_only and item.type.is_question and not item.calculation and not item.initial
    if not is_empty or item.hidden:
        return item
    if not has_expression(element):
        source.recorder.approximated(item.link_id, "read only and without a value: not shown")
    return replace(item, hidden=True)


def _reported(item: Item, element: Element, source: Source) -> Item:
    if item.required:
        source.recorder.kept(item.link_id, "required: reminded once, then skipping is accepted")
    elif flag(element, "required"):
        source.recorder.kept(item.link_id, "required for a group: nobody is reminded of a group")
    _report_repeating(item, element, source)
    _report_look(item, source)
    return item


def _report_look(item: Item, source: Source) -> None:
    if item.control is Control.SLIDER and not is_scale(item):
        source.recorder.approximated(item.link_id, "the slider is a field for a number")


def _report_repeating(item: Item, element: Element, source: Source) -> None:
    if item.is_repeating_group:
        source.recorder.kept(item.link_id, "repeats: asked again as often as there is something to say")
        for limit in (item.min_occurs, item.max_occurs):
            if limit is not None and limit > MOST_TIMES:
                why = f"at most {MOST_TIMES} times here, where the file says {limit}"
                source.recorder.approximated(item.link_id, why)
    elif (
        item.repeats
        and flag(element, "repeats")
        and any(one.type is not ItemType.DISPLAY for one in item.items)
    ):
        why = "what lies below a question with several answers is asked once for all of them"
        source.recorder.approximated(item.link_id, why, meaning=not item.options)
    elif not item.repeats and (item.min_occurs is not None or item.max_occurs is not None):
        source.recorder.kept(item.link_id, "'minOccurs' and 'maxOccurs' mean nothing where nothing repeats")


def _options(element: Element, source: Source) -> tuple[Option, ...]:
    link_id = element["linkId"]
    found = source.options_of(link_id)
    if found.outside:
        why = f"the value set {found.outside[:120]} is outside the file: only own words"
        source.recorder.approximated(link_id, why, meaning=True)
    for lost in found.lost:
        source.recorder.approximated(link_id, lost, meaning=True)
    for unused in found.unused:
        source.recorder.kept(link_id, unused)
    return tuple(
        Option(
            raw.value,
            _option_texts(link_id, place, raw, source),
            raw.ordinal,
            raw.system,
            raw.exclusive,
            raw.version,
            raw.is_text,
        )
        for place, raw in enumerate(found.options)
    )


def _option_texts(link_id: str, place: int, raw: RawOption, source: Source) -> dict[str, str]:
    """The option's words: each language's own file first, then translations inside one file."""
    if raw.is_plain:
        return dict.fromkeys(source.languages, raw.text)
    found = {short_language(written): text for written, text in raw.translated}
    for language in source.resources:
        if (option := _same_option(link_id, place, raw, language, source)) and option.text:
            found[language] = option.text
    return {language: found[language] for language in source.languages if language in found}


def _same_option(link_id: str, place: int, raw: RawOption, language: str, source: Source) -> RawOption | None:
    """The option in another language's file: by its value, or where the value is its words, by its place."""
    options = source.options_of(link_id, language).options
    if found := next((one for one in options if one.value == raw.value), None):
        return found
    is_parallel = raw.code == raw.text and len(options) == len(source.options_of(link_id).options)
    return options[place] if is_parallel else None


def _hidden_with_content(item: Item) -> Item:
    """A group without words of its own is not shown when nothing in it is."""
    is_bare = item.type is ItemType.GROUP and not item.text and bool(item.items)
    return replace(item, hidden=True) if is_bare and all(child.hidden for child in item.items) else item


def _with_absorbed(item: Item, element: Element, source: Source) -> Item:
    """The item with the help, unit and labels that lie below it in the file."""
    found: dict[str, Any] = {}
    for child in objects(element, "item"):
        part = absorbed_as(child)
        if not part or source.recorder.is_dropped(child["linkId"]):
            continue
        texts = source.texts(child["linkId"])
        source.recorder.kept(child["linkId"], f"kept as the {part.replace('_', ' ')} of {item.link_id!r}")
        if part == "unit" and len(set(texts.values())) > 1:
            why = "a unit is one for all languages: that of the first is used"
            source.recorder.approximated(child["linkId"], why)
        if part == "unit":
            found["unit"] = item.unit or " ".join(texts.get(source.language, "").split())
        else:
            found[part] = _joined(found.get(part, getattr(item, part)), texts)
    return replace(item, **found)


def _joined(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    both = {language: f"{first.get(language, '')}\n\n{text}".strip() for language, text in second.items()}
    return {**first, **both}
