"""How a table writes the answers to a question: "0=Never|1=Sometimes", "0-10: very bad|very good", "text"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from feedback.catalogue.fhir.texts import plain
from feedback.domain.questionnaires.questionnaire import Control, ItemType, Option, Texts
from feedback.services.questionnaires.numbered_answers import numbers_and_words
from feedback.services.refusals import Refused, _

WORDS = {
    ItemType.TEXT: ("text", "tekst", "free text", "fritekst"),
    ItemType.STRING: ("short text", "kort tekst"),
    ItemType.BOOLEAN: ("yes/no", "yes or no", "ja/nei", "ja eller nei"),
    ItemType.DECIMAL: ("number", "tall", "tal"),
    ItemType.DATE: ("date", "dato"),
    ItemType.DISPLAY: ("none", "ingen", "information", "informasjon"),
}
WIDEST, MOST_ANSWERS = 20, 100
_RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|\.\.|to|til)\s*(\d{1,3})\s*(?::\s*(.*))?", re.DOTALL)
_NUMBERED = re.compile(r"(-?\d{1,6}(?:[.,]\d{1,4})?)\s*[=:]\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Scale:
    """What may be answered: a type with or without options, or whole numbers between two ends."""

    type: ItemType
    options: tuple[Option, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    low: Texts | None = None
    high: Texts | None = None

    def fields(self) -> dict[str, Any]:
        """The fields of an item that has these answers."""
        return {
            "type": self.type,
            "options": self.options,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "low_label": self.low or {},
            "high_label": self.high or {},
            "control": Control.SCALE if self.type is ItemType.INTEGER else Control.DEFAULT,
        }


def read_scale(written: Mapping[str, str]) -> Scale:
    """The scale that is written in one or more languages; all of them must have the same answers.

    Raises Refused with the reason.
    """
    scales = {code: _one(text, code) for code, text in written.items() if text.strip()}
    first, *others = scales.values()
    for other in others:
        if _shape(other) != _shape(first):
            raise Refused(_("the answers are not the same in every language"))
        first = _together(first, other)
    return first


def _shape(scale: Scale) -> object:
    return scale.type, scale.minimum, scale.maximum, [option.value for option in scale.options]


def _together(one: Scale, other: Scale) -> Scale:
    pairs = zip(one.options, other.options, strict=True)
    options = tuple(Option(a.value, {**a.text, **b.text}, a.ordinal) for a, b in pairs)
    low, high = {**(one.low or {}), **(other.low or {})}, {**(one.high or {}), **(other.high or {})}
    return Scale(one.type, options, one.minimum, one.maximum, low, high)


def _one(text: str, language: str) -> Scale:
    words = text.strip().casefold()
    for item_type, names in WORDS.items():
        if words in names:
            return Scale(item_type)
    if found := _RANGE.fullmatch(text.strip()):
        return _numbers(found, language)
    parts = [part.strip() for part in re.split(r"[|\n]", text) if part.strip()]
    if len(parts) < 2:
        message = _("'%(text)s' is no scale. Write for example 0=Never|1=Sometimes|2=Often, or 0-10, or text")
        raise Refused(message, text=text.strip()[:40])
    if len(parts) > MOST_ANSWERS:
        raise Refused(_("there can be at most %(most)s answers"), most=MOST_ANSWERS)
    return Scale(ItemType.CHOICE, _options(parts, language))


def _numbers(found: re.Match[str], language: str) -> Scale:
    low, high = int(found[1]), int(found[2])
    if not low < high <= low + WIDEST:
        raise Refused(_("a scale goes from a lower to a higher number, at most %(most)s steps"), most=WIDEST)
    ends = [plain(end) for end in (found[3] or "").split("|")]
    if len(ends) > 2:
        raise Refused(_("a scale of numbers has words at its two ends only, like 0-10: very bad|very good"))
    labels = [{language: end} if end else {} for end in (*ends, "")]
    return Scale(ItemType.INTEGER, (), Decimal(low), Decimal(high), labels[0], labels[1])


def _options(parts: list[str], language: str) -> tuple[Option, ...]:
    if found := numbers_and_words(parts):
        return tuple(_numbered(as_number(number), {language: plain(words)}) for number, words in found)
    matches = [_NUMBERED.fullmatch(part) for part in parts]
    if not any(matches):
        return tuple(
            Option(f"a{place}", {language: plain(part)}) for place, part in enumerate(parts, start=1)
        )
    options: list[Option] = []
    for part, match in zip(parts, matches, strict=True):
        if match is None:
            raise Refused(_("the answer '%(text)s' has no number; write it like 0=Never"), text=part[:40])
        number = as_number(match[1])
        if any(option.ordinal == number for option in options):
            raise Refused(_("two answers have the number %(number)s"), number=match[1])
        options.append(_numbered(number, {language: plain(match[2])}))
    return tuple(options)


def _numbered(number: Decimal, text: Texts) -> Option:
    return Option(format(number, "f"), text, number)


def with_numbers(scale: Scale, numbers: Sequence[Decimal]) -> Scale:
    """The scale whose answers have these numbers, in order, where none has one and there are as many."""
    without = all(option.ordinal is None for option in scale.options)
    if not without or len(set(numbers)) != len(scale.options):
        return scale
    pairs = zip(scale.options, numbers, strict=True)
    return replace(scale, options=tuple(_numbered(number, option.text) for option, number in pairs))


def as_number(text: str) -> Decimal:
    """A number written with a comma or a point. Raises Refused."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise Refused(_("'%(text)s' is no number"), text=text.strip()[:40]) from error
    if not number.is_finite() or abs(number) >= 10**9:
        raise Refused(_("'%(text)s' is no number"), text=text.strip()[:40])
    return number
