"""A question set as a table: each item with its words, its answers and what the import made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from feedback.charts.formats import shown_exactly
from feedback.charts.shown_values import shown_value
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire, text_in
from feedback.web.administration.answer_numbers import numbered
from feedback.web.administration.report_words import with_names

ITEM_TYPES = {
    ItemType.GROUP: _("heading"),
    ItemType.DISPLAY: _("text"),
    ItemType.BOOLEAN: _("yes or no"),
    ItemType.DECIMAL: _("number"),
    ItemType.INTEGER: _("whole number"),
    ItemType.DATE: _("date"),
    ItemType.DATE_TIME: _("date and time"),
    ItemType.TIME: _("time"),
    ItemType.STRING: _("short text"),
    ItemType.TEXT: _("free text"),
    ItemType.URL: _("web address"),
    ItemType.CHOICE: _("choice"),
    ItemType.OPEN_CHOICE: _("choice or own words"),
    ItemType.QUANTITY: _("amount"),
}
OUTCOMES = {"kept": _("kept"), "approximated": _("approximated"), "dropped": _("dropped")}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of the table; a dropped item has its words, its link id and the reason."""

    link_id: str
    depth: int = 0
    text: str = ""
    type: ItemType | None = None
    answers: tuple[str, ...] = ()
    outcome: str = ""
    why: str = ""
    calculated: bool = False
    conditional: bool = False


def item_rows(questionnaire: Questionnaire, report: Mapping[str, Any] | None, language: str) -> list[ItemRow]:
    """Every item of the file in its order, what the import dropped among the others.

    A report that was stored before the words of dropped items were has only their link ids.
    """
    reported = {entry["linkId"]: entry for entry in (report or {}).get("items", ())}
    left_out = (report or {}).get("left_out", {})
    texts = {link_id: item.text for link_id, item in questionnaire.by_link_id.items()}
    texts |= {link_id: one["text"] for link_id, one in left_out.items()}
    names = {link_id: text_in(text, language) for link_id, text in texts.items()}
    rows = {
        item.link_id: _row(item, depth, reported, names, language)
        for item, depth in _walk(questionnaire.items, 0)
    }
    lost = {
        link_id: _lost_row(entry, left_out.get(link_id, {}).get("depth", 0), names)
        for link_id, entry in reported.items()
        if link_id not in rows
    }
    return [(rows | lost)[link_id] for link_id in _in_file_order(list(rows), list(reported))]


def _in_file_order(asked: Sequence[str], reported: Sequence[str]) -> Iterator[str]:
    """The items as they are asked; one that is only reported stands behind the one that it follows in the file."""
    behind: dict[str, list[str]] = {}
    before, known = "", set(asked)
    for link_id in reported:
        if link_id in known:
            before = link_id
        else:
            behind.setdefault(before, []).append(link_id)
    yield from behind.get("", ())
    for link_id in asked:
        yield link_id
        yield from behind.get(link_id, ())


def _walk(items: Sequence[Item], depth: int) -> Iterator[tuple[Item, int]]:
    for item in items:
        yield item, depth
        yield from _walk(item.items, depth + 1)


def _lost_row(entry: Mapping[str, Any], depth: int, names: Mapping[str, str]) -> ItemRow:
    why = with_names(entry["why"], names)
    return ItemRow(entry["linkId"], depth, names.get(entry["linkId"], ""), outcome=entry["outcome"], why=why)


def _row(
    item: Item, depth: int, reported: Mapping[str, Any], names: Mapping[str, str], language: str
) -> ItemRow:
    entry = reported.get(item.link_id, {})
    return ItemRow(
        item.link_id,
        depth,
        text_in(item.text, language),
        item.type,
        tuple(_answers(item, language)),
        entry.get("outcome", ""),
        with_names(entry.get("why", ""), names),
        item.calculation is not None,
        bool(item.enable_when),
    )


def _answers(item: Item, language: str) -> Iterator[str]:
    """The permitted answers with their numbers, or the ends of a scale."""
    for option in item.options:
        words = text_in(option.text, language) or shown_value(item, option.value, language)
        yield numbered(option, words, language)
    if item.minimum is not None and item.maximum is not None and not item.options:
        low, high = text_in(item.low_label, language), text_in(item.high_label, language)
        yield f"{shown_exactly(item.minimum, language)} {low}".strip()
        yield f"{shown_exactly(item.maximum, language)} {high}".strip()
    if alternative := text_in(item.alternative, language):
        yield alternative
