"""A table of questions: what is understood, and the sentence for what is not."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.questionnaires.questionnaire import Control, Item, ItemType
from feedback.services.questionnaires.read_table import MOST_QUESTIONS, read_table
from feedback.services.questionnaires.table_scales import as_number
from feedback.services.questionnaires.table_text import MOST_BYTES, text_of_file
from feedback.services.refusals import Refused

OFTEN = "0=Aldri|1=Av og til|2=Ofte"
HEAD = "number;text;scale\n"


def ordinals(item: Item) -> list[int]:
    return [int(option.ordinal) for option in item.options if option.ordinal is not None]


def test_plain_lines_with_one_common_scale() -> None:
    items = read_table("Ledd en\n\n Ledd to \n", "nb", "5=Alltid\n0=Aldri")
    assert [item.text["nb"] for item in items] == ["Ledd en", "Ledd to"]
    assert [item.link_id for item in items] == ["q1", "q2"]
    assert ordinals(items[0]) == [5, 0]
    assert [option.text for option in items[1].options] == [{"nb": "Alltid"}, {"nb": "Aldri"}]


def test_numbered_lines_from_a_document_go_on_over_the_line_end() -> None:
    items = read_table("1. Jeg har\nfølt meg vel\n2) Jeg har sovet", "nb")
    assert [(item.prefix, item.text["nb"]) for item in items] == [
        ("1.", "Jeg har følt meg vel"),
        ("2.", "Jeg har sovet"),
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_table_with_any_separator(separator: str, start: str) -> None:
    rows = [
        ["nr", "tekst", "skala"],
        ["1", f'"Hvor ofte{separator} x"', OFTEN],
        ["2", "Hvor mye?", "0-10: lite|mye"],
    ]
    text = start + "\r\n".join(map(separator.join, rows))
    first, scale = read_table(text, "nb")
    assert (first.text["nb"], first.type, ordinals(first)) == (
        " ".join(f"Hvor ofte{separator} x".split()),
        ItemType.CHOICE,
        [0, 1, 2],
    )
    assert (scale.type, scale.control, scale.maximum) == (ItemType.INTEGER, Control.SCALE, Decimal(10))
    assert (scale.low_label, scale.high_label) == ({"nb": "lite"}, {"nb": "mye"})


def test_languages_side_by_side_and_a_scale_defined_once() -> None:
    text = (
        "number;text_nb;text_en;scale_nb;scale_en;help nb\n"
        "scale;ofte;;0=Aldri|1=Alltid;0=Never|1=Always;\n"
        "1;Sover du?;Do you sleep?;ofte;;Tenk på uka\n"
        "2;Spiser du?;;ofte;;\n"
        "3;Noe mer?;More?;tekst;text;\n"
    )
    first, second, third = read_table(text, "nb")
    assert first.text == {"nb": "Sover du?", "en": "Do you sleep?"}
    assert first.options[0].text == {"nb": "Aldri", "en": "Never"}
    assert first.help == {"nb": "Tenk på uka"}
    assert (second.options, second.text) == (first.options, {"nb": "Spiser du?"})
    assert third.type is ItemType.TEXT


@pytest.mark.parametrize(
    ("written", "item_type"),
    [
        ("text", ItemType.TEXT),
        ("Ja/Nei", ItemType.BOOLEAN),
        ("tall", ItemType.DECIMAL),
        ("dato", ItemType.DATE),
        ("", ItemType.TEXT),
        ("ingen", ItemType.DISPLAY),
        ("Bra|Dårlig", ItemType.CHOICE),
        ("1 til 6", ItemType.INTEGER),
    ],
)
def test_other_kinds_of_answers(written: str, item_type: ItemType) -> None:
    [item] = read_table(f"{HEAD}1;Hva?;{written}", "nb")
    assert item.type is item_type


def test_answers_without_numbers_have_none() -> None:
    [item] = read_table(f"{HEAD}1;Hva?;Bra|Dårlig", "nb")
    assert [(option.value, option.ordinal) for option in item.options] == [("a1", None), ("a2", None)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no question"),
        (f"{HEAD}", "no question"),
        ("text;mood\nHva?;x", r"Line 1: the column 'mood' is not known"),
        ("text;tekst\nHva?;x", r"Line 1: the column 'tekst' stands twice"),
        (f"{HEAD}1;Hva?", "Line 2: it has 2 columns and the first line has 3"),
        (f"{HEAD}1;Hva?;text;more", "Line 2: it has 4 columns"),
        (f"{HEAD}1;;text", "Line 2, column 'text': the question has no text"),
        (f"{HEAD}1;Hva?;text\n\n2;Hva?;oops", "Line 4, column 'scale': 'oops' is no scale"),
        (f"{HEAD}1;Hva?;0=A|B", "Line 2, column 'scale': the answer 'B' has no number"),
        (f"{HEAD}1;Hva?;0=A|0=B", "two answers have the number 0"),
        ("nr;tekst;svar_nb\n1;Hva?;oops", "Line 2, column 'svar_nb': 'oops' is no scale"),
        ("nr;spørsmål;skala\n1;;text", "Line 2, column 'spørsmål': the question has no text"),
        (f"{HEAD}1;Hva?;0-90", "at most 20 steps"),
        (f"{HEAD}1;Hva?;9-3", "from a lower to a higher"),
        (f"{HEAD}1;Hva?;0-3: a|b|c", "two ends only"),
        (f"{HEAD}1;Hva?;" + "|".join("x" * 120), "at most 100 answers"),
        (f"{HEAD}scale;;0=A|1=B", "Line 2, column 'scale': a named scale needs"),
        (f'{HEAD}1;"Hva?;text', "Line 3: the table cannot be read"),
        ("text_nb;text_en;scale_nb;scale_en\na;b;0=A|1=B;0=A|2=B", "not the same in every language"),
        (f"{HEAD}1;{'x' * 2001};text", "longer than 2000"),
        ("x\n" * (MOST_QUESTIONS + 1), "at most 400 questions"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        read_table(text, "nb")
    assert refused.value.field == "table"


def test_a_common_scale_that_is_none_is_told_at_its_own_field() -> None:
    with pytest.raises(Refused, match="The answers: 'Aldri' is no scale") as refused:
        read_table("Hva?", "nb", "Aldri")
    assert refused.value.field == "common"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_from_different_programs_read_the_same(encoding: str) -> None:
    text = f"{HEAD}1;Får du søvn – nok?;text"
    assert text_of_file(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02", "Får".encode("mac-roman"), "шум".encode("koi8-r"), b"PK\x03\x04zip", b"\xff\xfea"],
)
def test_a_file_of_another_kind_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="CSV UTF-8") as refused:
        text_of_file(content)
    assert refused.value.field == "file"


def test_a_large_file_is_refused_with_its_limit() -> None:
    with pytest.raises(Refused, match="larger than 500 kB"):
        text_of_file(b"x" * (MOST_BYTES + 1))


def test_markup_is_left_out() -> None:
    [item] = read_table(f"{HEAD}1;<script>alert(1)</script>Hei <b>du</b>;0=<i>A</i>|1=B", "nb")
    assert item.text["nb"] == "Hei du"
    assert item.options[0].text["nb"] == "A"


@pytest.mark.parametrize("text", ["", "x", "1e99", "Infinity", "1.2.3"])
def test_what_is_no_number_of_an_answer_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is no number"):
        as_number(text)


@pytest.mark.parametrize(("text", "number"), [("2", "2"), (" -1,5 ", "-1.5"), ("0.10", "0.10")])
def test_a_number_has_a_comma_or_a_point(text: str, number: str) -> None:
    assert str(as_number(text)) == number


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_gives_items_or_a_sentence(text: str, common: str) -> None:
    with suppress(Refused):
        items = read_table(text, "nb", common)
        assert len({item.link_id for item in items}) == len(items) > 0


def test_a_copied_form_has_a_lead_before_number_1_and_boxes_behind_every_question() -> None:
    pasted = "De siste to ukene\n\n1. Prøveledd en 5 4 3 2 1 0\n2. Prøveledd to,\nsom er langt 5 4 3 2 1 0\n"
    lead, one, two = read_table(pasted, "nb", "1=Ja|0=Nei")
    assert (lead.type, lead.text, lead.prefix) == (ItemType.DISPLAY, {"nb": "De siste to ukene"}, "")
    assert [item.text["nb"] for item in (one, two)] == ["Prøveledd en", "Prøveledd to, som er langt"]
    assert (one.prefix, ordinals(one)) == ("1.", [1, 0])


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        (
            "Har du det bra?\n1 gang i uka trener jeg\nSover du?",
            ["Har du det bra?", "1 gang i uka trener jeg", "Sover du?"],
        ),
        ("Ledd 1 2\nLedd to", ["Ledd 1 2", "Ledd to"]),
        ("Bare ett ledd 0 1 2", ["Bare ett ledd 0 1 2"]),
        ("A 0 1 2\nB 0 1", ["A 0 1 2", "B 0 1"]),
        ("A ☐ ☐ ☐\nB ☐ ☐ ☐", ["A", "B"]),
        ("3. C\n4. D", ["C", "D"]),
        ("Uke 1 0 1 2\nUke 2 0 1 2", ["Uke 1", "Uke 2"]),
        ("A 1 2 0\nB 3 4 0", ["A 1 2 0", "B 3 4 0"]),
    ],
)
def test_only_what_is_the_same_behind_all_is_taken_off(pasted: str, words: list[str]) -> None:
    assert [item.text["nb"] for item in read_table(pasted, "nb")] == words


def test_a_lead_alone_is_no_question() -> None:
    assert len(read_table("Les dette\n1 A\n2 B", "nb")) == 3


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_table_without_column_names_is_number_text_and_scale(mark: str) -> None:
    rows = [["1", "Jeg sov, og drømte", "0=Aldri|1=Ofte"], ["2a", "Hvor bra?", "0-10"]]
    written = "\n".join(mark.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    first, second = read_table(written, "nb")
    assert (first.prefix, first.text["nb"], len(first.options)) == ("1.", "Jeg sov, og drømte", 2)
    assert (second.prefix, second.text["nb"], second.maximum) == ("2a.", "Hvor bra?", 10)


def test_without_column_names_the_scale_may_be_left_out() -> None:
    first, second = read_table("1;Hva?\n2;Hvem?", "nb", "0-3")
    assert (first.text["nb"], second.text["nb"], second.maximum) == ("Hva?", "Hvem?", 3)


def test_what_a_spreadsheet_writes_beside_the_table_is_no_question() -> None:
    [item] = read_table("sep=;\nnr;tekst;skala;;\n1;Hva?;0-3;;\n;;;;", "nb")
    assert (item.text["nb"], item.maximum) == ("Hva?", 3)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,Jeg sov, og drømte,0-3\n2,Hva?,0-3", "Line 1: it has 4 columns"),
        ("1;Hva?;0-3\n2;Hvem?", "Line 2: it has 2 columns"),
        ("number;scale\n1;0-3", "Line 1: the column 'text' is missing"),
        ("nr;utsagn;skala\n1;Hva?;0-3", "Line 1: the column 'utsagn' is not known"),
    ],
)
def test_a_table_that_is_not_whole_is_told(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_table(text, "nb")
