"""A question set as a table: each item with its words, its answers and what the import made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire, text_in
from feedback.web.administration.report_words import worded

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
    """One line of the table; a dropped item has only its link id and the reason."""

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
    """Every item in reading order, then what the import dropped."""
    reported = {entry["linkId"]: entry for entry in (report or {}).get("items", ())}
    rows = [_row(item, depth, reported, language) for item, depth in _walk(questionnaire.items, 0)]
    known = questionnaire.by_link_id
    lost = (entry for link_id, entry in reported.items() if link_id not in known)
    return [
        *rows,
        *(ItemRow(entry["linkId"], outcome=entry["outcome"], why=worded(entry["why"])) for entry in lost),
    ]


def _walk(items: Sequence[Item], depth: int) -> Iterator[tuple[Item, int]]:
    for item in items:
        yield item, depth
        yield from _walk(item.items, depth + 1)


def _row(item: Item, depth: int, reported: Mapping[str, Any], language: str) -> ItemRow:
    entry = reported.get(item.link_id, {})
    return ItemRow(
        item.link_id,
        depth,
        text_in(item.text, language),
        item.type,
        tuple(_answers(item, language)),
        entry.get("outcome", ""),
        worded(entry.get("why", "")),
        item.calculation is not None,
        bool(item.enable_when),
    )


def _answers(item: Item, language: str) -> Iterator[str]:
    """The permitted answers, or the ends of a scale."""
    yield from (text_in(option.text, language) or str(option.value) for option in item.options)
    if item.minimum is not None and item.maximum is not None and not item.options:
        low, high = text_in(item.low_label, language), text_in(item.high_label, language)
        yield f"{item.minimum} {low}".strip()
        yield f"{item.maximum} {high}".strip()
    if alternative := text_in(item.alternative, language):
        yield alternative
