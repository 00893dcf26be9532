"""One item of a shipped question set from its structure and its words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from feedback.domain.questionnaires.questionnaire import (
    Condition,
    Control,
    Item,
    ItemType,
    Operator,
    Option,
    Texts,
)

Words = Mapping[str, Mapping[str, Any]]
SCALE = "scale"


def build_item(entry: Mapping[str, Any], words: Words) -> Item:
    """The item of one `[[items]]` table; `words` maps a language to its file's content.

    Raises KeyError, TypeError or ValueError where the table lacks something or says something unknown.
    """
    is_scale = entry["type"] == SCALE
    return Item(
        link_id=entry["id"],
        type=ItemType.INTEGER if is_scale else ItemType(entry["type"]),
        control=Control.SCALE if is_scale else Control.DEFAULT,
        text=_words_of(entry["id"], "text", words),
        low_label=_words_of(entry["id"], "low", words),
        high_label=_words_of(entry["id"], "high", words),
        help=_words_of(entry["id"], "help", words),
        alternative=_words_of(entry["id"], "alternative", words) if entry.get("alternative") else {},
        prefix=entry.get("prefix", ""),
        options=_options(entry, words),
        enable_when=tuple(map(_condition, entry.get("enable_when", ()))),
        minimum=_decimal(entry.get("minimum")),
        maximum=_decimal(entry.get("maximum")),
        max_length=entry.get("max_length"),
        repeats=entry.get("repeats", False),
        max_occurs=entry.get("max_occurs"),
        items=tuple(build_item(child, words) for child in entry.get("items", ())),
    )


def _words_of(link_id: str, part: str, words: Words) -> Texts:
    entries = {language: texts.get("items", {}).get(link_id, {}) for language, texts in words.items()}
    found = {language: entry.get(part, "") for language, entry in entries.items()}
    return found if any(found.values()) else {}


def _options(entry: Mapping[str, Any], words: Words) -> tuple[Option, ...]:
    codes = entry.get("options", ())
    ordinals = entry.get("ordinals", [None] * len(codes))
    return tuple(
        Option(code, _option_words(code, words), _decimal(ordinal))
        for code, ordinal in zip(codes, ordinals, strict=True)
    )


def _option_words(code: str, words: Words) -> Texts:
    return {language: texts.get("options", {}).get(code, "") for language, texts in words.items()}


def _condition(entry: Mapping[str, Any]) -> Condition:
    return Condition(entry["question"], Operator(entry["operator"]), entry["expected"])


def _decimal(number: int | str | None) -> Decimal | None:
    return None if number is None else Decimal(number)
