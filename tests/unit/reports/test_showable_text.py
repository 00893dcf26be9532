"""Text is cut down to what the font can show, and never lost without a trace."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from feedback.reports.fonts import register, showable

LATIN = frozenset(range(32, 0x180)) | {0x25A1}


def test_sami_polish_and_ukrainian_letters_survive(fonts: Path) -> None:
    text = "Čáŋŧžđš ÁČĐŊŠŦŽ łąęśźż їєґЖ «æøå» – 5 °C"
    assert showable(text, register(fonts)) == text


def test_what_cannot_be_shown_is_a_box_and_controls_go() -> None:
    assert showable("a\u0000b \U0001f600 \U0001f44d\U0001f3fd", LATIN) == "ab □ □"


def test_line_breaks_stay_and_marks_are_composed() -> None:
    assert showable("a\r\nb\u2028c\ta\u030a", LATIN) == "a\nb\nc å"


@given(st.text())
def test_every_text_becomes_showable(text: str) -> None:
    assert all(letter == "\n" or ord(letter) in LATIN for letter in showable(text, LATIN))
