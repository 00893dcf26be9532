"""Text that people write: what no page, paper or database can hold is left out, and plain numbers are read."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[0-9]{1,9}")
# Control characters but tab and line ends, halves of surrogate pairs, and what Unicode calls noncharacters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without the characters that HTML and PDF forbid."""
    return UNPRINTABLE.sub("", text)


def plain_number(text: str) -> int | None:
    """A whole number from 0 on, written with at most nine of the digits 0 to 9; None for anything else. Python's
    own `isdigit` also takes digits that `int` does not read, and a database has an end."""
    return int(text) if _NUMBER.fullmatch(text) else None
