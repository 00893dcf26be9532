"""Texts come out plain, whatever stands in the file."""

from __future__ import annotations

import re
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


TAGS = (
    "<a>",
    "</a>",
    "<script>",
    "<p>",
    "<img src=x>",
    "<a href='x'>",
    "<script",
    "&lt;p&gt;",
    "<!-- ",
    "\x00",
)


@given(
    st.lists(
        st.one_of(st.sampled_from(TAGS), st.text("<>/!&;ltgscripa= \"'*_[]()#`\\\n-\u200b", max_size=20))
    )
)
def test_no_text_comes_out_with_a_tag(pieces: list[str]) -> None:
    text = "".join(pieces)
    for cleaned in (plain(text), plain_markdown(text)):
        assert not re.search(r"</?(a|p|s|i|script|img)(\s[^<>]*=[^<>]*)?\s*/?>", cleaned)
        assert not re.search(r"<script\b", cleaned)


@pytest.mark.parametrize(
    "text",
    [
        "Hvordan har <barnets navn> det hos <navn på enhet>?",
        "Kontakt: <navn> <ola@nav.no> <https://x.no>",
        "a<b og c>d",
        "A <B og C> D",
        "under <tre eller fire",
        "pH <7,35 eller >7,45",
        "<- her",
    ],
)
def test_words_between_angle_brackets_stay(text: str) -> None:
    found = imported(item("a", text=text, answerOption=[{"valueString": text}]), title=text)
    assert _first(found).text["nb"] == plain_markdown(text) == found.questionnaire.title["nb"] == text
    assert _first(found).options[0].text["nb"] == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<o:p>Hei</o:p>", "Hei"),
        ('<?xml version="1.0"?><span lang=nb>Hei</span>', "Hei"),
        ("<!DOCTYPE html><b >Hei</b><br/><input disabled>du", "Hei\ndu"),
        ("<svg/onload=alert(1)>Hei", "Hei"),
    ],
)
def test_tags_with_and_without_attributes_go(text: str, words: str) -> None:
    assert plain(text) == words


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
