"""The paper to write on: every heading with its number, accessible, two pages, and unbreakable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import page
import pytest
from pypdf import PdfReader

from feedback.domain.points.sheet import SheetContent, Task
from feedback.reports.sheet import render_sheet
from feedback.reports.sheet_headings import numbered_titles
from feedback.reports.writing_sheet import render_writing_sheet

PROFILES = (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1)


def untranslated(text: str) -> str:
    return text


def words(pdf: bytes) -> list[str]:
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("name", ["full", "empty", "nasty"])
def test_the_paper_is_accessible_and_fit_for_an_archive(
    name: str, request: pytest.FixtureRequest, fonts: Path
) -> None:
    pdf = render_writing_sheet(request.getfixturevalue(name), untranslated, "nb", fonts)
    assert [
        failure for one in PROFILES for failure in page.validate_pdf_bytes(pdf, profile=one).failures
    ] == []


def test_every_heading_has_room_under_the_number_of_the_screen(full: SheetContent, fonts: Path) -> None:
    pages = words(render_writing_sheet(full, untranslated, "nb", fonts))
    assert len(pages) == 2
    whole = " ".join(pages)
    places = [whole.index(title) for title in numbered_titles(untranslated).values()]
    assert places == sorted(places)
    for text in (
        "Ringe fastlegen om blodprøver",
        "Not done",
        "Goes on",
        "Living habits",
        "By telephone",
        "We meet next",
    ):
        assert text in whole


def test_what_becomes_of_each_goal_is_ticked(full: SheetContent, fonts: Path) -> None:
    pages = words(render_writing_sheet(full, untranslated, "nb", fonts))
    for goal in full.goals:
        assert goal.words in pages[-1]
    assert pages[-1].count("Put it another way") == len(full.goals)


def test_many_steps_of_last_time_take_no_third_page(full: SheetContent, fonts: Path) -> None:
    """Lines move closer: a page for the day and the names alone would be lost."""
    many = replace(full, earlier_tasks=full.earlier_tasks * 3)
    assert len(words(render_writing_sheet(many, untranslated, "nb", fonts))) == 2


def test_the_sheet_numbers_its_headings_in_the_order_in_which_they_are_read(
    full: SheetContent, fonts: Path
) -> None:
    whole = " ".join(words(render_sheet(full, untranslated, "nb", fonts)))
    places = [whole.index(title) for title in numbered_titles(untranslated).values()]
    assert places == sorted(places)


@pytest.mark.parametrize("is_draft", [True, False])
def test_a_step_that_nobody_spoke_of_has_boxes_on_a_draft_alone(
    full: SheetContent, fonts: Path, is_draft: bool
) -> None:
    silent = replace(
        full, held_on=None if is_draft else date(2026, 11, 20), earlier_tasks=(Task("Ringe fastlegen"),)
    )
    whole = " ".join(words(render_sheet(silent, untranslated, "nb", fonts)))
    assert ("Done · Partly · Not done" in whole, "not talked about" in whole) == (is_draft, not is_draft)
