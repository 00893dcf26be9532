"""JSON with exact decimals: 0.10000000000000001 goes out as it came in. The standard encoder knows only floats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

STEP = 1


def write_json(content: Any) -> str:
    """Dicts, lists, texts, numbers (Decimal too), booleans and None as indented JSON. Raises TypeError."""
    return "".join(_parts(content, 0)) + "\n"


def _parts(content: Any, depth: int) -> Iterator[str]:
    match content:
        case dict():
            pairs = [(f"{json.dumps(str(key), ensure_ascii=False)}: ", one) for key, one in content.items()]
            yield from _between("{", pairs, "}", depth)
        case list() | tuple():
            yield from _between("[", [("", one) for one in content], "]", depth)
        case Decimal():
            yield number_text(content)
        case _:
            yield json.dumps(content, ensure_ascii=False, allow_nan=False)


def _between(opening: str, entries: list[tuple[str, Any]], closing: str, depth: int) -> Iterator[str]:
    yield opening
    inside = "\n" + " " * (STEP * (depth + 1))
    for place, (name, content) in enumerate(entries):
        yield f"{',' if place else ''}{inside}{name}"
        yield from _parts(content, depth + 1)
    yield ("\n" + " " * (STEP * depth) if entries else "") + closing


def number_text(number: Decimal) -> str:
    """A finite decimal as JSON writes it, digit by digit. Raises ValueError for NaN and infinity."""
    if not number.is_finite():
        raise ValueError("JSON has no such number")
    return f"{number:f}"
