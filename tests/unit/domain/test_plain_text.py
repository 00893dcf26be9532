"""What no page can hold is left out of what people write."""

from __future__ import annotations

import html5lib
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.plain_text import plain_number, printable


def test_line_ends_signs_and_scripts_stay() -> None:
    text = "Åse\tčáđŋ\r\nПривіт 🙂 \u202b<b>"
    assert printable(text) == text


def test_control_characters_go() -> None:
    assert printable("a\x00b\x1b[1m\x85\ufffe\ud800c") == "ab[1mc"


@given(st.text())
def test_an_html_parser_never_minds_what_is_left(text: str) -> None:
    parser = html5lib.HTMLParser()
    kept = printable(text).replace("&", "&amp;").replace("<", "&lt;")
    parser.parse(f"<!DOCTYPE html><title>x</title><p>{kept}")
    assert [code for _place, code, _details in parser.errors if "codepoint" in code] == []


@given(st.integers(0, 999_999_999))
def test_a_plain_number_is_read(number: int) -> None:
    assert plain_number(str(number)) == plain_number(f"{number:09}") == number


@given(st.text() | st.text(st.characters(categories=["Nd", "No", "Nl"])))
def test_nothing_else_is_a_number(text: str) -> None:
    plain = 0 < len(text) < 10 and set(text) <= set("0123456789")
    assert (plain_number(text) is not None) == plain
