"""The sheet on paper: accessible, fit for an archive, and unbreakable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zlib import compress, decompress

import page
import pikepdf
import pytest
from pypdf import PdfReader

from feedback.domain.points.sheet import Experience, SheetContent
from feedback.reports.conformance import packed_safely
from feedback.reports.sheet import render_sheet

PROFILES = (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1)


HELP = (
    ("Har du fått vite det du trenger om behandlingen?", "I stor grad"),
    ("Har du fått være med og bestemme?", "I svært stor grad"),
    ("Passer behandlingen til deg og livet ditt?", "I noen grad"),
    ("Har pårørende vært med så mye som du ønsker?", "I stor grad"),
    ("Samarbeider de ulike tjenestene godt?", "gjelder ikke"),
    ("Er du alt i alt fornøyd?", "I stor grad"),
)


@pytest.fixture
def full(full: SheetContent) -> SheetContent:
    """What the patient says about the help, too."""
    return replace(full, experience=Experience("Erfaringer med hjelpen", date(2026, 11, 20), HELP))


@pytest.fixture
def nasty(nasty: SheetContent) -> SheetContent:
    long_text = nasty.topics[0].words
    told = ((long_text, nasty.service), (nasty.service, "a" * 3000))
    return replace(nasty, experience=Experience(nasty.service, date(2026, 1, 1), told))


def untranslated(text: str) -> str:
    return text


def drawn(content: SheetContent, fonts: Path, language: str = "nb") -> bytes:
    return render_sheet(content, untranslated, language, fonts)


def failures(pdf: bytes) -> list[tuple[str, str, str]]:
    return [
        (profile.value, failure.rule_id, failure.message)
        for profile in PROFILES
        for failure in page.validate_pdf_bytes(pdf, profile=profile).failures
    ]


def text_of(pdf: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("name", "language"),
    [("full", "nb"), ("full", "nn"), ("full", "en"), ("empty", "nb"), ("nasty", "nb"), ("nasty", "en")],
)
def test_every_sheet_is_accessible_and_fit_for_an_archive(
    name: str, language: str, request: pytest.FixtureRequest, fonts: Path
) -> None:
    assert failures(drawn(request.getfixturevalue(name), fonts, language)) == []


def test_equal_content_gives_equal_bytes(full: SheetContent, fonts: Path) -> None:
    assert drawn(full, fonts) == drawn(full, fonts)


def test_a_full_sheet_fits_on_one_leaf_and_an_empty_one_on_one_page(
    full: SheetContent, empty: SheetContent, fonts: Path
) -> None:
    assert len(PdfReader(BytesIO(drawn(full, fonts))).pages) == 2
    assert len(PdfReader(BytesIO(drawn(empty, fonts))).pages) == 1


def test_a_draft_gives_room_to_write_where_nothing_stands_as_long_as_that_takes_no_more_pages(
    empty: SheetContent, full: SheetContent, fonts: Path
) -> None:
    draft = replace(full, held_on=None, notes=(), sessions=(), relatives=())
    roomy = drawn(draft, fonts)
    assert len(PdfReader(BytesIO(roomy)).pages) == 2
    assert lines_in(roomy) > 3 * lines_in(drawn(empty, fonts)) // 2


def test_no_line_to_write_on_stands_where_nothing_was_written_at_a_held_point(
    empty: SheetContent, fonts: Path
) -> None:
    held = replace(empty, held_on=date(2026, 11, 20))
    nine, plan, people = 9, 4, 2  # headings; fields of the plan; who took part and who gets a copy
    assert text_of(drawn(held, fonts)).count("Nothing written") == nine + plan + people


def lines_in(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [one for sheet in document.pages for one in pikepdf.parse_content_stream(sheet)]
    return sum(str(one.operator) == "l" for one in found)


def test_no_text_is_smaller_than_8_points(full: SheetContent, fonts: Path) -> None:
    with pikepdf.open(BytesIO(drawn(full, fonts))) as pdf:
        sizes = {
            float(instruction.operands[1])
            for sheet in pdf.pages
            for instruction in pikepdf.parse_content_stream(sheet)
            if str(instruction.operator) == "Tf"
        }
    assert min(sizes) >= 8


def test_what_relatives_wish_and_why_a_point_is_late_stand_on_paper(full: SheetContent, fonts: Path) -> None:
    wishing = replace(full.relatives[0], wishes=("wants to be contacted",))
    content = replace(full, relatives=(wishing,), late_reason="Illness")
    text = " ".join(text_of(drawn(content, fonts)).split())
    assert "Wants to be contacted." in text
    assert "Reason: Illness" in text


def test_what_the_patient_says_about_the_help_stands_on_paper(full: SheetContent, fonts: Path) -> None:
    text = " ".join(text_of(drawn(full, fonts)).split())
    assert "Erfaringer med hjelpen · Patient, 20. nov. 2026" in text
    assert "Passer behandlingen til deg og livet ditt? I noen grad" in text
    untold = replace(full, experience=None)
    assert "Erfaringer med hjelpen" not in text_of(drawn(untold, fonts))


def test_a_measure_is_named_once(full: SheetContent, fonts: Path) -> None:
    first, *others = full.trend.series
    named = replace(first, facts=replace(first.facts, group=first.facts.label))
    content = replace(full, trend=replace(full.trend, series=(named, *others)), sources=())
    assert text_of(drawn(content, fonts)).count("PHQ-9") == 1


def test_own_words_stand_on_the_sheet_exactly(full: SheetContent, fonts: Path) -> None:
    text = " ".join(text_of(drawn(full, fonts)).split())
    for topic in full.topics:
        assert topic.words in text
    assert "«Mer om jobb, mindre om skjemaer.»" in text


def test_a_missing_total_says_so_and_is_no_zero(full: SheetContent, fonts: Path) -> None:
    assert "15. juli 2026: ikke beregnet (3 mangler)" in " ".join(text_of(drawn(full, fonts)).split())


def test_the_sheet_says_what_the_numbers_are_not(full: SheetContent, fonts: Path) -> None:
    text = " ".join(text_of(drawn(full, fonts)).split())
    assert "A score is not a diagnosis." in text
    assert "not validated" in text
    assert "not the same as an effect" in text


def test_a_point_that_is_not_held_says_so(empty: SheetContent, fonts: Path) -> None:
    text = text_of(drawn(empty, fonts))
    assert "Not held yet" in text
    assert "Not confirmed yet" in text


def test_a_point_that_was_called_off_is_no_draft(empty: SheetContent, fonts: Path) -> None:
    text = text_of(drawn(replace(empty, called_off_on=date(2026, 12, 1)), fonts))
    assert "Called off" in text
    for words in ("Draft", "Not held yet", "Not confirmed yet", "when this point has been held"):
        assert words not in text


def test_every_figure_has_a_sentence_and_every_table_has_headers(full: SheetContent, fonts: Path) -> None:
    with pikepdf.open(BytesIO(drawn(full, fonts))) as pdf:
        elements = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
        figures = [item for item in elements if pikepdf.Name.Figure == item.S]
        assert len(figures) == len(full.trend.series)
        assert all(str(figure.Alt) for figure in figures)
        assert {str(item.A.Scope) for item in elements if item.S == pikepdf.Name.TH} == {"/Column", "/Row"}
        assert str(pdf.Root.Lang) == "nb"


def test_missing_fonts_are_named(full: SheetContent, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"Inter-Regular\.ttf"):
        drawn(full, tmp_path / "nothing")


def test_no_stream_ends_in_a_line_break() -> None:
    unlucky = [data for data in (b"a" * count for count in range(1, 600)) if compress(data)[-1:] in b"\r\n"]
    assert unlucky
    for data in unlucky:
        packed = packed_safely(data, may_grow=True)
        assert packed is not None
        assert packed[-1:] not in b"\r\n"
        assert decompress(packed).rstrip(b" ") == data
        assert packed_safely(data, may_grow=False) is None
