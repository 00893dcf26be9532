"""The keys of answers inside groups that repeat, and an item as it is asked the nth time.

The answers of the first time bear the plain link id, as if the group did not repeat. Those of the second bear
`linkId#2`; where a group repeats inside another, `linkId#2.3` is the third time inside the second, and ones at the
end are left out. In a draft the link id of the group itself holds how many times it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any

from feedback.domain.questionnaires.answers import Answers
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire, Texts

MOST_TIMES = 30  # of one group
MOST_ITEMS = 2000  # of a questionnaire with all its times

Times = tuple[int, ...]
_KEY = re.compile(r"(.+)#([1-9][0-9]{0,3}(?:\.[1-9][0-9]{0,3})*)", re.DOTALL)
_FIELDS = tuple(found.name for found in fields(Item))
_VALUES = attrgetter(*_FIELDS)


@dataclass(frozen=True, slots=True)
class Occurrence(Item):
    """An item inside a group that repeats, or such a group, as it is asked one of its times.

    `origin` is the item of the questionnaire; `times` says which time of each repeating group around it, the
    outermost first. `label` says which time it is where there are several: `2`, or `2.3` where both groups are
    there more than once; empty for the first question of its kind.
    """

    origin: Item | None = None
    times: Times = ()
    label: str = ""

    @property
    def number(self) -> str:
        """Its times as a text that never changes; empty the first time."""
        return ".".join(map(str, self.times)) if any(one > 1 for one in self.times) else ""


def key_of(link_id: str, times: Times) -> str:
    """The key of an answer."""
    last = max((place for place, one in enumerate(times, start=1) if one > 1), default=0)
    return f"{link_id}#{'.'.join(map(str, times[:last]))}" if last else link_id


def read_key(questionnaire: Questionnaire, key: str) -> tuple[str, Times]:
    """Link id and times of a key; no times outside groups that repeat, and for keys that mean nothing."""
    depth = len(questionnaire.repeating.get(key, ()))
    if depth or "#" not in key:
        return key, (1,) * depth
    link_id, times = _parted(key)
    depth = len(questionnaire.repeating.get(link_id, ()))
    if len(times) > depth:
        return key, ()
    return link_id, times + (1,) * (depth - len(times))


@lru_cache(maxsize=4096)
def _parted(key: str) -> tuple[str, Times]:
    found = _KEY.fullmatch(key)
    return (found[1], tuple(map(int, found[2].split(".")))) if found else (key, ())


def keys_of(questionnaire: Questionnaire, link_id: str, answers: Answers) -> list[str]:
    """The keys under which this question was answered; several inside a group that repeats."""
    if link_id not in questionnaire.repeating:
        return [link_id] if link_id in answers else []
    return [key for key in answers if read_key(questionnaire, key)[0] == link_id]


def origin_of(item: Item) -> Item:
    """The item of the questionnaire that this one is, whichever time it is asked."""
    return item.origin if isinstance(item, Occurrence) and item.origin else item


def occurring(item: Item, times: Times, label: str, **changed: Any) -> Occurrence:
    """The item at these times, with some fields `changed`; its words bear the label."""
    values = dict(zip(_FIELDS, _VALUES(item), strict=True)) | changed
    values["link_id"] = key_of(item.link_id, times)
    values["repeats"] = item.repeats and not item.is_repeating_group
    if label:
        values["text"] = _labelled(item.text, label)
    return Occurrence(**values, origin=item, times=times, label=label)


def _labelled(texts: Texts, label: str) -> Texts:
    return {language: f"{text} ({label})" for language, text in texts.items() if text}


def colliding(questionnaire: Questionnaire) -> Iterator[str]:
    """Link ids that could be taken for the key of another item's answer."""
    for link_id in questionnaire.by_link_id:
        found = _KEY.fullmatch(link_id)
        if found and found[1] in questionnaire.repeating:
            yield link_id
