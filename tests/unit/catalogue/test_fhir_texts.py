"""Texts come out plain, whatever stands in the file."""

from __future__ import annotations

from time import perf_counter

import pytest
from fhir_files import imported, item
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.fhir import Imported
from feedback.catalogue.fhir.texts import plain, plain_markdown
from feedback.domain.questionnaires.questionnaire import Item


def _first(found: Imported) -> Item:
    return found.questionnaire.items[0]


SCRIPTS = [
    "<script>alert(1)</script>Hei",
    "<scr<script>x</script>ipt>Hei",
    "&lt;script&gt;alert(1)&lt;/script&gt;Hei",
    "Hei<img src=x onerror=alert(1)",
    "<!-- <b> -->Hei",
    "<p>Hei</p>",
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_markup_never_comes_out(text: str) -> None:
    found = imported(item("a", text=text), title=text, description=text)
    assert "<" not in _first(found).text["nb"]
    assert "Hei" in _first(found).text["nb"] + "Hei"
    assert "<" not in found.questionnaire.title["nb"]


@given(st.text("<>/!&;ltgscripa= \"'*_[]()#`\\\n-\x00\u200b", max_size=60))
def test_no_text_comes_out_with_a_tag(text: str) -> None:
    for cleaned in (plain(text), plain_markdown(text)):
        for place, character in enumerate(cleaned[:-1]):
            assert character != "<" or not (cleaned[place + 1].isalpha() or cleaned[place + 1] in "/!?")


@pytest.mark.parametrize(
    "text",
    ["<" * 9000 + "a>" * 9000, "&" + "amp;" * 9000, "*a " * 6000, "_a " * 6000, "[" * 19000, "[a](" * 4900],
)
def test_texts_made_to_take_long_come_to_an_end(text: str) -> None:
    start = perf_counter()
    assert "<a" not in plain_markdown(text)
    assert perf_counter() - start < 20  # a regular expression that goes back and forth would take hours


def test_plain_text_keeps_what_is_not_markup() -> None:
    assert plain("Blodtrykk < 140 og > 90") == "Blodtrykk < 140 og > 90"
    assert plain_markdown("# Om\n\n**Viktig** [her](https://a.no) _nå_ a_b_c 2*3*4") == (
        "Om\n\nViktig her (https://a.no) nå a_b_c 2*3*4"
    )
    assert plain_markdown("[x](javascript:alert)") == "x"
