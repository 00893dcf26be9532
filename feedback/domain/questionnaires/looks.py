"""How wide a scale of numbers can be before it is a field to write in."""

from __future__ import annotations

from feedback.domain.questionnaires.questionnaire import Control, Item, ItemType

WIDEST_SCALE = 21


def steps_of(item: Item) -> range:
    """The whole numbers of an item with both limits; nothing where they are too many for a scale."""
    if item.type is not ItemType.INTEGER or item.minimum is None or item.maximum is None:
        return range(0)
    steps = range(int(item.minimum), int(item.maximum) + 1)
    return steps if len(steps) <= WIDEST_SCALE else range(0)


def is_scale(item: Item) -> bool:
    """Whether the item is drawn as a scale with a target for each step."""
    if item.control not in (Control.SCALE, Control.SLIDER):
        return False
    return len(item.options or steps_of(item)) > 1
