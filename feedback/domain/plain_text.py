"""Text that people write: what no page, paper or database can hold is left out."""

from __future__ import annotations

import re

# Control characters but tab and line ends, halves of surrogate pairs, and what Unicode calls noncharacters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without the characters that HTML and PDF forbid."""
    return UNPRINTABLE.sub("", text)
