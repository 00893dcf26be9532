"""The items of a questionnaire put in another order, and single ones put in, changed, copied or taken out.

Everything here takes items and gives new ones; what is not spoken of stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from feedback.domain.questionnaires.questionnaire import Item, ItemType

Items = tuple[Item, ...]
_NUMBERED = re.compile(r"q(\d+)")


def with_item(items: Items, changed: Item) -> Items:
    """The item of this link id changed for another."""
    return tuple(
        changed if item.link_id == changed.link_id else replace(item, items=with_item(item.items, changed))
        for item in items
    )


def without(items: Items, link_id: str) -> Items:
    """The item and all below it taken out."""
    return tuple(
        replace(item, items=without(item.items, link_id)) for item in items if item.link_id != link_id
    )


def with_new(items: Items, new: Item, after: str = "") -> Items:
    """A new item: inside the group `after`, behind any other item of that link id, else at the end of the last
    page."""
    known = {one.link_id for item in items for one in item.walk()}
    behind = after if after in known else items[-1].link_id if items else ""
    return tuple(_put_in(items, new, behind)) if items else (new,)


def _put_in(items: Items, new: Item, after: str) -> Iterator[Item]:
    for item in items:
        here = item.link_id == after
        if here and item.type is ItemType.GROUP and new.type is not ItemType.GROUP:
            yield replace(item, items=(*item.items, new))
            continue
        yield item if here else replace(item, items=tuple(_put_in(item.items, new, after)))
        if here:
            yield new


def moved_down(items: Items, link_id: str) -> Items:
    """The item one place further on: past the next item, into a group that follows, out of the group it ends."""
    found = list(items)
    for place, item in enumerate(found):
        if item.link_id == link_id:
            return _past_next(found, place)
        inner = item.items
        if inner and inner[-1].link_id == link_id:
            return (*found[:place], replace(item, items=inner[:-1]), inner[-1], *found[place + 1 :])
        if any(one.link_id == link_id for one in item.walk()):
            return (*found[:place], replace(item, items=moved_down(inner, link_id)), *found[place + 1 :])
    return items


def _past_next(found: list[Item], place: int) -> Items:
    if place + 1 == len(found):
        return tuple(found)
    item, following = found[place], found[place + 1]
    if following.type is ItemType.GROUP and item.type is not ItemType.GROUP:
        moved = [replace(following, items=(item, *following.items))]
    else:
        moved = [following, item]
    return (*found[:place], *moved, *found[place + 2 :])


def moved_up(items: Items, link_id: str) -> Items:
    """The inverse of `moved_down`: the same in a mirror."""
    return _mirrored(moved_down(_mirrored(items), link_id))


def _mirrored(items: Items) -> Items:
    return tuple(replace(item, items=_mirrored(item.items)) for item in reversed(items))


def copied(item: Item, taken: Collection[str]) -> Item:
    """The item and all below it with link ids of their own; conditions inside the copy follow along."""
    names: dict[str, str] = {}
    for one in item.walk():
        names[one.link_id] = fresh_id({*taken, *names.values()})
    return _renamed(item, names)


def _renamed(item: Item, names: dict[str, str]) -> Item:
    conditions = tuple(
        replace(condition, question=names.get(condition.question, condition.question))
        for condition in item.enable_when
    )
    inner = tuple(_renamed(child, names) for child in item.items)
    return replace(item, link_id=names[item.link_id], enable_when=conditions, items=inner)


def fresh_id(taken: Collection[str]) -> str:
    """`q7`: a link id after all that were ever used, so that no answer is taken for another's."""
    numbers = [int(found[1]) for link_id in taken if (found := _NUMBERED.fullmatch(link_id))]
    return f"q{max(numbers, default=0) + 1}"
