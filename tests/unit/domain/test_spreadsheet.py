"""Tables for spreadsheets: readable as CSV, and no cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.spreadsheet import csv_text, harmless

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def read(text: str, separator: str = ";") -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=separator))


def test_semicolons_line_ends_and_a_mark_as_norwegian_spreadsheets_want() -> None:
    text = csv_text([("Navn", "Dag"), ("Åse; Moe", None), ('"Ola"', 3)])
    assert text == '\ufeffNavn;Dag\r\n"Åse; Moe";\r\n"""Ola""";3\r\n'


@pytest.mark.parametrize(
    "evil",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "＝1",
        '=HYPERLINK("http://x")',
    ],
)
def test_a_formula_becomes_text(evil: str) -> None:
    assert harmless(evil) == f"'{evil}" or "'=" in harmless(evil)
    [[cell]] = read(csv_text([(evil,)]))
    assert not FORMULA.match(cell)


@pytest.mark.parametrize(
    "kept", ["Kari Nordvik", "10-årig", "a=b", "2026-11-26", "'", "Ole–Jo", "kari@example.org"]
)
def test_ordinary_words_stay_as_they_are(kept: str) -> None:
    assert harmless(kept) == kept


TEXTS = st.text() | st.text(alphabet="=+-@,;\t\n\r \"'aＡ＝")


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1))
def test_no_cell_is_a_formula_with_whichever_separator(rows: list[list[str]]) -> None:
    text = csv_text(rows)
    assert [len(row) for row in read(text)] == [2] * len(rows)
    for separator in ";,\t":
        for row in read(text, separator):
            assert not [cell for cell in row if FORMULA.match(cell)], row
