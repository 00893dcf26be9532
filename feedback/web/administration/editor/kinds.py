"""The kinds of items as an administrator thinks of them, and what each asks for."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from feedback.domain.questionnaires.questionnaire import Control, Item, ItemType


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its type in the questionnaire and the parts of the form that it needs."""

    label: str
    type: ItemType
    repeats: bool = False
    control: Control = Control.DEFAULT
    parts: frozenset[str] = frozenset()


_NUMBER = frozenset({"limits", "unit"})
KINDS = {
    "choice": Kind(_("One of several answers"), ItemType.CHOICE, parts=frozenset({"answers"})),
    "choices": Kind(_("Several of several answers"), ItemType.CHOICE, True, parts=frozenset({"answers"})),
    "open": Kind(
        _("One of several answers, or own words"), ItemType.OPEN_CHOICE, parts=frozenset({"answers"})
    ),
    "scale": Kind(
        _("Number scale with words at both ends"),
        ItemType.INTEGER,
        control=Control.SCALE,
        parts=frozenset({"limits", "ends"}),
    ),
    "boolean": Kind(_("Yes or no"), ItemType.BOOLEAN),
    "text": Kind(_("Free text"), ItemType.TEXT, parts=frozenset({"length"})),
    "string": Kind(_("One line of text"), ItemType.STRING, parts=frozenset({"length"})),
    "integer": Kind(_("Whole number"), ItemType.INTEGER, parts=_NUMBER),
    "decimal": Kind(_("Number with decimals"), ItemType.DECIMAL, parts=_NUMBER),
    "quantity": Kind(_("Amount with a unit"), ItemType.QUANTITY, parts=_NUMBER),
    "date": Kind(_("Date"), ItemType.DATE),
    "dateTime": Kind(_("Date and time"), ItemType.DATE_TIME),
    "time": Kind(_("Time of the day"), ItemType.TIME),
    "url": Kind(_("Web address"), ItemType.URL),
    "display": Kind(_("Text to read, nothing to answer"), ItemType.DISPLAY),
    "group": Kind(_("Heading that begins a new page"), ItemType.GROUP, parts=frozenset({"again"})),
}


def kind_of_item(item: Item) -> str:
    """Which kind an item is."""
    if item.type in (ItemType.CHOICE, ItemType.OPEN_CHOICE) or item.options:
        return "open" if item.type is ItemType.OPEN_CHOICE else "choices" if item.repeats else "choice"
    has_ends = item.minimum is not None and item.maximum is not None
    if item.type is ItemType.INTEGER and item.control in (Control.SCALE, Control.SLIDER) and has_ends:
        return "scale"
    return item.type.value
