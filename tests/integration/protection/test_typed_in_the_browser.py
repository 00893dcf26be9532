"""What people type: dates, numbers and several answers, understood as they are written in Norway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from clinic import OPERATOR, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.questionnaires.answers import Answer, Quantity, answered, answers_from_plain
from feedback.persistence.tables import Response
from feedback.services.questionnaires.import_question_set import import_question_set

FILE = Path(__file__).parents[2] / "definitions" / "limits.json"
Browser = Callable[[], PageClient]


@pytest.fixture
def page(clinic: Clinic, browser: Browser) -> PageClient:
    """The first page of the set with limits, for Kari."""
    with clinic.database.transaction() as session:
        import_question_set(session, OPERATOR, FILE.read_bytes(), FILE.name, True, clinic.now)
    kari = browser()
    kari.get(clinic.link(clinic.kari, "limits"))
    kari.get(kari.path + "1")
    return kari


def _stored(clinic: Clinic) -> dict[str, Answer]:
    with clinic.database.transaction() as session:
        return answers_from_plain(session.scalars(select(Response)).one().answers)


def test_dates_numbers_and_several_answers(clinic: Clinic, page: PageClient) -> None:
    typed = {"q1": "24.11.2026", "q2": "2026-11-24T14:30", "q3": "14.30", "q4": "0,10000000000000001"}
    page.submit({**typed, "q5": "37,5", "q8": ["2026-01-02", "03.01.2026"]})
    assert page.path.endswith("/receipt")
    assert _stored(clinic) == {
        "day": answered(date(2026, 11, 24)),
        "instant": answered(datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        "clock": answered(time(14, 30)),
        "number": answered(Decimal("0.10000000000000001")),
        "weight": answered(Quantity(Decimal("37.5"), "°C")),
        "some": answered(date(2026, 1, 2), date(2026, 1, 3)),
        "warm": Answer(_stored(clinic)["warm"].state),
    }


def test_a_clock_comes_back_as_it_was_typed(page: PageClient) -> None:
    page.submit({"q2": "2026-07-24T14:30", "q8": ["2026-01-02"]}, status=422)
    assert (
        next(box.get("value") for box in page.all("input") if box.get("name") == "q2") == "2026-07-24T14:30"
    )
    assert "Velg minst 2." in page.words()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("q1", "2025-01-01", "01.01.2026"),
        ("q1", "i dag", "24.11.2026"),
        ("q4", "1e9", "Skriv et tall."),
        ("q4", "9" * 50, "Skriv et tall."),
        ("q4", "NaN", "Skriv et tall."),
        ("q4", "٣", "Skriv et tall."),
        ("q6", "x" * 20_001, "20000"),
    ],
)
def test_what_cannot_be_understood_is_said(page: PageClient, field: str, typed: str, said: str) -> None:
    page.submit({field: typed}, status=422)
    assert said in page.words()
