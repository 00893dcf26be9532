"""The numbers of answers as forms and spreadsheets write them."""

from __future__ import annotations

import pytest

from feedback.domain.questionnaires.questionnaire import Item
from feedback.services.questionnaires.read_table import read_table


def ordinals(item: Item) -> list[int]:
    return [int(option.ordinal) for option in item.options if option.ordinal is not None]


@pytest.mark.parametrize(
    "written",
    [
        "5 Hele tiden\n4 Av og til\n3 Aldri",
        "5\tHele tiden\n4\tAv og til\n3\tAldri",
        "5 - Hele tiden\n4 - Av og til\n3 - Aldri",
        "5 – Hele tiden|4 – Av og til|3 – Aldri",
        "(5) Hele tiden\n(4) Av og til\n(3) Aldri",
        "Hele tiden 5\nAv og til 4\nAldri 3",
        "Hele tiden\t5\nAv og til\t4\nAldri\t3",
        "Hele tiden (5)\nAv og til (4)\nAldri (3)",
        "Hele tiden = 5|Av og til = 4|Aldri = 3",
        "Hele tiden: 5\nAv og til: 4\nAldri: 3",
        "Hele tiden - 5\nAv og til - 4\nAldri - 3",
        "5=Hele tiden|4:Av og til|3 = Aldri",
    ],
)
def test_answers_have_their_numbers_however_a_form_writes_them(written: str) -> None:
    [item] = read_table("Hvordan?", "nb", written)
    assert ordinals(item) == [5, 4, 3]
    assert [option.text["nb"] for option in item.options] == ["Hele tiden", "Av og til", "Aldri"]
    assert [option.value for option in item.options] == ["5", "4", "3"]


@pytest.mark.parametrize(
    "written",
    [
        "1 eller 2|3 eller 4|5 eller 6|7 til 9|10 eller flere",
        "0-1 dager|2-3 dager|4-5 dager",
        "1 gang i uka|2 ganger i uka|3 ganger i uka",
        "1 dag|2 dager",
        "1 uke|2 uker|3 uker",
        "Mer enn 5|Mer enn 10",
        "Ingen|1 dag|2 dager",
        "10 %|20 %|30 %",
        "1 Aldri|1 Ofte",
        "2 Aldri|4 Ofte",
        "Bra|Dårlig 1",
        "1 2|2 3",
    ],
)
def test_a_number_that_belongs_to_the_words_is_left_there(written: str) -> None:
    [item] = read_table("Hvordan?", "nb", written)
    assert [option.text["nb"] for option in item.options] == written.split("|")
    assert ordinals(item) == []


def test_two_answers_can_be_numbered_with_a_space() -> None:
    [item] = read_table("Hvordan?", "nb", "0 Nei\n1 Ja")
    assert ordinals(item) == [0, 1]


@pytest.mark.parametrize("mark", [" ", "\t"])
def test_the_numbers_behind_the_questions_of_a_copied_form_are_those_of_the_answers(mark: str) -> None:
    ends = mark + mark.join("543210")
    pasted = f"1. Prøveledd en{ends}\n2. Prøveledd to{ends}\n"
    steps = "Hele tiden\nDet meste\nMer enn halve\nMindre\nAv og til\nAldri"
    for item in read_table(pasted, "nb", steps):
        assert ordinals(item) == [5, 4, 3, 2, 1, 0]
        assert [option.value for option in item.options] == list("543210")
    assert ordinals(read_table(pasted, "nb", "Ja|Nei")[0]) == []
    assert ordinals(read_table("A 1 1\nB 1 1", "nb", "Ja|Nei")[0]) == []
