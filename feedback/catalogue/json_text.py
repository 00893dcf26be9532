"""From bytes to the JSON object in them, with exact numbers. Every refusal is one sentence with the place."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from feedback.catalogue.errors import CatalogueError

MOST_BYTES = 20_000_000
LONGEST_NUMBER = 400
LARGEST_EXPONENT = 18

_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_IMPOSSIBLE = re.compile("[\ud800-\udfff]")


def read_json_object(data: bytes) -> dict[str, Any]:
    """The object; decimals are Decimal. Raises CatalogueError.

    U+0000 is taken out and half a surrogate pair becomes U+FFFD: neither can be stored or shown.
    """
    text = _decode(data)
    try:
        content = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
        if _SUSPECT.search(text):
            content = _cleaned(content)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CatalogueError(f"{where}: not valid JSON ({error.msg}).") from error
    except RecursionError as error:
        raise CatalogueError("the content is nested too deeply.") from error
    if not isinstance(content, dict):
        raise CatalogueError("line 1, column 1: a JSON object is needed; this is something else.")
    return content


def _decode(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise CatalogueError(f"the file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"byte {error.start + 1}: the file is not text in UTF-8.") from error
    if not text.strip():
        raise CatalogueError("the file is empty.")
    if text.lstrip().startswith("<"):
        raise CatalogueError("line 1, column 1: this is XML; a JSON file is needed.")
    return text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _content in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        owner = found.get("linkId", found.get("id"))
        where = f" in {str(owner)[:60]!r}" if owner is not None else ""
        raise CatalogueError(f"the name {twice[:60]!r} stands twice{where}: only one of them can be meant.")
    return found


def _decimal(digits: str) -> Decimal:
    number = Decimal(digits)
    if len(digits) > LONGEST_NUMBER or (
        number and not -LONGEST_NUMBER < number.adjusted() <= LARGEST_EXPONENT
    ):
        raise CatalogueError(f"the number {digits[:20]}… is too long for an answer.")
    return number


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > LARGEST_EXPONENT + 1:
        raise CatalogueError(f"the number {digits[:20]}… is too long for an answer.")
    return int(digits)


def _refuse_constant(constant: str) -> Any:
    raise CatalogueError(f"{constant} is not a number in JSON.")


def _cleaned(content: Any) -> Any:
    match content:
        case str():
            return _IMPOSSIBLE.sub("\ufffd", content.replace("\0", ""))
        case list():
            return [_cleaned(one) for one in content]
        case dict():
            return {_cleaned(name): _cleaned(one) for name, one in content.items()}
    return content
