"""Fields for the facts of an instrument: numbers, lists of numbers, and lists of items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import Optional

from feedback.services.questionnaires.change_profile import MOST_ITEMS
from feedback.web.coordination.fields import LONGEST

MOST_NUMBERS = 101
_SPAN = re.compile(r"(-?\d{1,6})\s*[-–]\s*(\d{1,6})")
_PLAIN = re.compile(r"-?\d{1,6}(\.\d{1,6})?")
_NUMBER = re.compile(r"-?\d{1,6}([.,]\d{1,6})?")


class _Parsed(StringField):  # type: ignore[misc]
    """A line of text that stands for something else; what was typed is shown again when it is wrong."""

    def __init__(self, label: Any = "", **bound: Any) -> None:
        super().__init__(label, [Optional()], **bound)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError with what to write."""
        typed = valuelist[0].strip() if valuelist else ""
        if len(typed) > LONGEST:
            raise ValueError(_("Write at most %(most)s characters.", most=LONGEST))
        self.data = self.parse(typed) if typed else None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown(self.data)

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        return str(value)


class Number(_Parsed):
    """A decimal number, with a comma or a point."""

    def parse(self, text: str) -> Decimal:
        """Raises ValueError with what to write."""
        if not _NUMBER.fullmatch(text):
            raise ValueError(_("Write a number, for example 10 or 1.5."))
        return Decimal(text.replace(",", "."))


class Whole(_Parsed):
    """A whole number from 0 on."""

    def parse(self, text: str) -> int:
        """Raises ValueError with what to write."""
        if not re.fullmatch(r"\d{1,4}", text):
            raise ValueError(_("Write a whole number."))
        return int(text)


class Places(_Parsed):
    """Which items: "1-8, 10"."""

    def parse(self, text: str) -> tuple[int, ...]:
        """Raises ValueError with what to write."""
        found = [
            place
            for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text))
            if part
            for place in _span(part)
        ]
        if not all(1 <= place <= MOST_ITEMS for place in found):
            raise ValueError(_("Write the items by their numbers, for example 1-8, 10."))
        return tuple(dict.fromkeys(found))

    def shown(self, value: Sequence[int]) -> str:
        return shown_places(value)


class Numbers(_Parsed):
    """The numbers that an answer can have: "0-4" or "0, 2, 4"."""

    def parse(self, text: str) -> tuple[Decimal, ...]:
        """Raises ValueError with what to write."""
        wrong = ValueError(_("Write the numbers of the answers, lowest first, for example 0-4 or 0, 2, 4."))
        if span := _SPAN.fullmatch(text):
            low, high = int(span[1]), int(span[2])
            if not 0 < high - low < MOST_NUMBERS:
                raise wrong
            return tuple(map(Decimal, range(low, high + 1)))
        parts = [part for part in re.split(r"[,;\s]+", text) if part]
        if not all(_PLAIN.fullmatch(part) for part in parts):
            raise wrong
        found = tuple(map(Decimal, parts))
        if list(found) != sorted(set(found)):
            raise wrong
        return found

    def shown(self, value: Sequence[Decimal]) -> str:
        return shown_numbers(value)


def _span(part: str) -> Iterable[int]:
    if span := re.fullmatch(r"(\d{1,4})-(\d{1,4})", part):
        return range(int(span[1]), int(span[2]) + 1)
    if not re.fullmatch(r"\d{1,4}", part):
        raise ValueError(_("Write the items by their numbers, for example 1-8, 10."))
    return (int(part),)


def shown_places(places: Sequence[int]) -> str:
    """Item numbers in short: "1-8, 10"."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def shown_numbers(numbers: Sequence[Decimal]) -> str:
    """Numbers in short: "0-4", else "0, 2, 4"."""
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    if len(numbers) > 2 and steps == {Decimal(1)}:
        return f"{numbers[0]}-{numbers[-1]}"
    return ", ".join(map(str, numbers))
