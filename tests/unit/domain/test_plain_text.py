"""What no page can hold is left out of what people write."""

from __future__ import annotations

import html5lib
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.plain_text import printable


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
