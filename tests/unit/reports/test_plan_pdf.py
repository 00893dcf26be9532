"""The treatment plan on paper: calm, accessible, fit for an archive, and true to its object."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import page
import pytest
from pypdf import PdfReader

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.plan_document import PlanDocument, PlanVersion
from feedback.domain.points.sheet import Goal, GoalRating
from feedback.reports.treatment_plan import render_plan

NASTY = "<b>&amp; </para> \u0000\u0007 \U0001f600 čđŋšŧž \u202eabc %s {x} "
FIRST = PlanVersion(1, date(2026, 9, 1), "Anna Berg", made_together=False)
SECOND = PlanVersion(2, date(2026, 11, 27), "Anna Berg", made_together=True, point=1)
NEAR = (
    GoalRating(date(2026, 9, 1), "patient", Decimal(2)),
    GoalRating(date(2026, 11, 1), "patient", Decimal(6)),
)
WHOLE = PlanDocument(
    service="Samsyn",
    patient="Kari Nordvik",
    drawn_on=date(2026, 11, 27),
    version=SECOND,
    parts=(("What we work with", "Søvnen,\nog veien til jobb."), ("What we do", "Samtaler.")),
    steps=(AgreedStep("Ringe fastlegen", "Kari", date(2026, 12, 15)), AgreedStep("Gå tur")),
    goals=(Goal("Sove om natta", NEAR), Goal("Gå tur", (), "Reached 1 Nov 2026")),
    history=(SECOND, FIRST),
)
NOTHING = PlanDocument("Samsyn", "Kari Nordvik", date(2026, 11, 27), FIRST)
LONG = replace(
    WHOLE,
    parts=((NASTY, NASTY * 90), (NASTY, "x" * 4000)),
    steps=(AgreedStep(NASTY * 4, "y" * 200, date(9999, 12, 31)),) * 8,
    goals=(Goal("z" * 500, NEAR, NASTY), Goal(NASTY)),
)


def text_of(data: bytes) -> str:
    return " ".join(" ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(data)).pages).split())


@pytest.mark.parametrize("content", [WHOLE, NOTHING, LONG], ids=["whole", "nothing", "long"])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_plan_is_accessible_and_fit_for_an_archive(
    fonts: Path, content: PlanDocument, language: str
) -> None:
    data = render_plan(content, str, language, fonts)
    for profile in (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1):
        assert page.validate_pdf_bytes(data, profile=profile).failures == []


def test_everything_of_the_version_stands_there_in_order(fonts: Path) -> None:
    text = text_of(render_plan(WHOLE, str, "en", fonts))
    told = (
        "Treatment plan for Kari Nordvik", "Version 2, 27 Nov 2026, written by Anna Berg", "Evaluation point 1",
        "Made together.", "What we work with", "Søvnen, og veien til jobb.", "Who does what, by when",
        "Ringe fastlegen", "15 Dec 2026", "Goals when this was written", "Sove om natta", "2 → 6",
        "Reached 1 Nov 2026", "Versions", "Version 1, 1 Sept 2026",
    )  # fmt: skip
    places = [text.find(words) for words in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)


def test_what_is_not_there_is_not_headed(fonts: Path) -> None:
    text = text_of(render_plan(NOTHING, str, "en", fonts))
    assert "Not yet gone through together." in text
    for heading in ("Who does what", "Goals when", "Versions"):
        assert heading not in text


def test_equal_content_gives_equal_bytes(fonts: Path) -> None:
    assert render_plan(WHOLE, str, "nb", fonts) == render_plan(WHOLE, str, "nb", fonts)


def test_only_the_first_of_the_history_is_the_newest() -> None:
    assert WHOLE.is_newest
    assert NOTHING.is_newest
    assert not replace(WHOLE, version=FIRST).is_newest
