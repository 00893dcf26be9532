"""The slip: one small page, accessible, and it tells nothing about whose it is."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import page
import pytest
from pypdf import PdfReader

from feedback.reports.slip import render_slip

LINK = "https://samsyn.example.no/s/kR7Qp2vXz9LmT4wYb8Nd3F"


def slip(fonts: Path, link: str = LINK) -> bytes:
    sentences = ("Lenken kan brukes til og med 4. desember 2026.",)
    return render_slip("Samsyn", link, sentences, date(2026, 11, 20), str, "nb", fonts)


def test_the_slip_is_accessible_and_fit_for_an_archive(fonts: Path) -> None:
    for profile in (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1):
        assert page.validate_pdf_bytes(slip(fonts), profile=profile).failures == []


def test_the_address_can_be_read_and_there_is_one_page(fonts: Path) -> None:
    pages = PdfReader(BytesIO(slip(fonts))).pages
    assert len(pages) == 1
    assert LINK in "".join(pages[0].extract_text().split())


def test_an_address_too_long_is_refused(fonts: Path) -> None:
    with pytest.raises(ValueError, match="too long"):
        slip(fonts, LINK * 100)
