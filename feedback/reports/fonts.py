"""The one typeface of screen and paper, and text cut down to what it can show."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Inter", "Inter-Bold"
_BOXES = "\u25a1\u25af\ufffd?"
_SILENT = {"Cc", "Cf", "Cs"}
_MODIFIERS = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")


@lru_cache(maxsize=4)
def register(folder: Path) -> frozenset[int]:
    """Make Inter-Regular.ttf and Inter-Bold.ttf known to ReportLab; returns the characters both can show.

    Raises FileNotFoundError, naming the file, where the fonts have not been built.
    """
    shown: list[set[int]] = []
    for name, file in ((REGULAR, "Inter-Regular.ttf"), (BOLD, "Inter-Bold.ttf")):
        path = folder / file
        if not path.is_file():
            raise FileNotFoundError(f"{path}: the fonts have not been built")
        font = TTFont(name, str(path))
        font.face.name = name.encode()  # ReportLab files a font under this name: two must never share it
        pdfmetrics.registerFont(font)
        shown.append(set(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return frozenset(code for code in shown[0] & shown[1] if 32 <= code < 0x10000 and code != 0x7F)


def showable(text: str, known: frozenset[int]) -> str:
    """The text with a box for each character that the font cannot show; line breaks stay, controls go."""
    plain = _MODIFIERS.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text))).replace("\t", " ")
    box = next((mark for mark in _BOXES if ord(mark) in known), "?")
    return "".join(_shown(letter, known, box) for letter in plain)


def _shown(letter: str, known: frozenset[int], box: str) -> str:
    if letter == "\n" or ord(letter) in known:
        return letter
    return "" if unicodedata.category(letter) in _SILENT else box
