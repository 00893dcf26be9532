"""One item of the file after the other, with everything below it, as items of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from feedback.catalogue.fhir.calculated import calculation_of, has_expression
from feedback.catalogue.fhir.conditions import read_conditions
from feedback.catalogue.fhir.controls import (
    absorbed_as,
    control_codes,
    extension_texts,
    is_hidden,
    read_control,
    slider_labels,
)
from feedback.catalogue.fhir.elements import Element, extension_value, flag, objects, string
from feedback.catalogue.fhir.limits import read_limits, report_elements
from feedback.catalogue.fhir.options import RawOption, coding_option, ordinal_of
from feedback.catalogue.fhir.source import Source, short_language
from feedback.catalogue.fhir.texts import is_computed, is_formatted
from feedback.catalogue.fhir.values import to_value, typed
from feedback.domain.answers import Value
from feedback.domain.occurrences import MOST_TIMES
from feedback.domain.questionnaire import Coding, Item, ItemType, Option


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
    item = _hidden_with_content(_fixed_value(_item(element, kind, below, source), element, source))
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
    if is_formatted(element):
        source.recorder.kept(link_id, "formatting is shown as plain text")
    if is_computed(element):
        why = "its text is made by an expression, which is not evaluated"
        source.recorder.approximated(link_id, why, meaning=True)
    report_elements(element, source)
    conditions, enable_all = read_conditions(element, source)
    low, high = slider_labels(link_id, source)
    item = Item(
        link_id=link_id,
        type=kind,
        text=source.texts(link_id),
        prefix=source.texts(link_id, "prefix").get(source.language, ""),
        items=below,
        options=_options(element, source),
        enable_when=conditions,
        enable_all=enable_all,
        control=read_control(element, source),
        low_label=low,
        high_label=high,
        help=extension_texts(element, "sdf-sublabel", source),
        alternative=extension_texts(element, "samsyn-alternative", source),
        required=flag(element, "required") and kind.is_question,
        repeats=_repeats(element, kind, source),
        read_only=flag(element, "readOnly"),
        hidden=is_hidden(element, source),
        initial=_initial(element, source),
        codes=_codes(element),
        weight=ordinal_of(element),
        calculation=calculation_of(element, source) if kind.is_question else None,
        **read_limits(element, kind, source),
    )
    return _with_absorbed(_reported(_without_empty(item, element), element, source), element, source)


def _repeats(element: Element, kind: ItemType, source: Source) -> bool:
    """Whether several answers can be given, or a group can be answered several times. Boxes to tick mean several, as
    in the Norwegian renderer."""
    if flag(element, "repeats") or not kind.is_question:
        return flag(element, "repeats") and kind is not ItemType.DISPLAY
    is_ticked = kind in (ItemType.CHOICE, ItemType.OPEN_CHOICE) and "check-box" in control_codes(element)
    if is_ticked:
        why = "boxes to tick: several answers can be given, though the file does not say so"
        source.recorder.approximated(element["linkId"], why)
    return is_ticked


def _without_empty(item: Item, element: Element) -> Item:
    """What only an expression could fill in, and none did, is not shown."""
    is_empty = item.read_only and item.type.is_question and not item.calculation and not item.initial
    return replace(item, hidden=True) if is_empty and has_expression(element) else item


def _reported(item: Item, element: Element, source: Source) -> Item:
    if item.required:
        source.recorder.kept(item.link_id, "required: reminded once, then skipping is accepted")
    elif flag(element, "required"):
        source.recorder.kept(item.link_id, "required for a group: nobody is reminded of a group")
    _report_repeating(item, source)
    return item


def _report_repeating(item: Item, source: Source) -> None:
    if item.is_repeating_group:
        source.recorder.kept(item.link_id, "repeats: asked again as often as there is something to say")
        for limit in (item.min_occurs, item.max_occurs):
            if limit is not None and limit > MOST_TIMES:
                why = f"at most {MOST_TIMES} times here, where the file says {limit}"
                source.recorder.approximated(item.link_id, why)
    elif item.repeats and item.items:
        why = "what lies below a question with several answers is asked once for all of them"
        source.recorder.approximated(item.link_id, why, meaning=True)
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
    return tuple(
        Option(raw.value, _option_texts(link_id, raw, source), raw.ordinal, raw.system)
        for raw in found.options
    )


def _option_texts(link_id: str, raw: RawOption, source: Source) -> dict[str, str]:
    """The option's words: each language's own file first, then translations inside one file."""
    found = {short_language(written): text for written, text in raw.translated}
    for language in source.resources:
        same = (one for one in source.options_of(link_id, language).options if one.value == raw.value)
        if (option := next(same, None)) and option.text:
            found[language] = option.text
    return {language: found[language] for language in source.languages if language in found}


def _initial(element: Element, source: Source) -> tuple[Value, ...]:
    chosen = [option.value for option in source.options_of(element["linkId"]).options if option.is_initial]
    given = [initial_value(entry) for entry in objects(element, "initial")]
    return (*(value for value in given if value is not None), *chosen)


def initial_value(entry: Element) -> Value | None:
    """The value that an `initial` gives; None where it cannot be used."""
    kind, raw = typed(entry, "value")
    if kind == "Coding" and isinstance(raw, dict):
        option = coding_option(raw)
        return option.value if option else None
    return to_value(kind, raw)


def _fixed_value(item: Item, element: Element, source: Source) -> Item:
    """A choice without options whose value is given is a constant of the file: kept, not shown."""
    is_choice = item.type in (ItemType.CHOICE, ItemType.OPEN_CHOICE)
    if not is_choice or item.options or not item.initial or item.calculation:
        return item
    source.recorder.approximated(item.link_id, "a fixed value without a choice: kept and not shown")
    given = [typed(entry, "value")[1] for entry in objects(element, "initial")]
    raw = [coding_option(coding) for coding in given if isinstance(coding, dict)]
    known = tuple(Option(one.value, {source.language: one.text}, system=one.system) for one in raw if one)
    return replace(item, options=known or _bare(item.initial, source), hidden=True)


def _bare(values: tuple[Value, ...], source: Source) -> tuple[Option, ...]:
    return tuple(Option(value, {source.language: str(value)}) for value in values)


def _hidden_with_content(item: Item) -> Item:
    """A group without words of its own is not shown when nothing in it is."""
    is_bare = item.type is ItemType.GROUP and not item.text and bool(item.items)
    return replace(item, hidden=True) if is_bare and all(child.hidden for child in item.items) else item


def _codes(element: Element) -> tuple[Coding, ...]:
    listed = [(string(coding, "code"), string(coding, "system")) for coding in objects(element, "code")]
    return tuple(Coding(code, system) for code, system in listed if code and "SliderLabels" not in system)


def _with_absorbed(item: Item, element: Element, source: Source) -> Item:
    """The item with the help, unit and labels that lie below it in the file."""
    found: dict[str, Any] = {}
    for child in objects(element, "item"):
        part = absorbed_as(child)
        if not part or source.recorder.is_dropped(child["linkId"]):
            continue
        texts = source.texts(child["linkId"])
        source.recorder.kept(child["linkId"], f"kept as the {part.replace('_', ' ')} of {item.link_id!r}")
        if part == "unit":
            found["unit"] = item.unit or texts.get(source.language, "")
        else:
            found[part] = _joined(found.get(part, getattr(item, part)), texts)
    return replace(item, **found)


def _joined(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    both = {language: f"{first.get(language, '')}\n\n{text}".strip() for language, text in second.items()}
    return {**first, **both}
