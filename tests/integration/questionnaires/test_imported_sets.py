"""Real questionnaires, brought in through the importer, answered in the browser, scored and drawn."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from clinic import OPERATOR, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import EvaluationPoint, Response, StoredScore
from feedback.services.questionnaires.import_question_set import import_question_set
from feedback.services.questionnaires.question_sets import get_current, questionnaire_of
from feedback.services.sheets.make_sheet import make_sheet

Browser = Callable[[], PageClient]
INVOLVER_MEG = "hso-involvermeg-0.6.3.json"


def bring_in(clinic: Clinic, file: Path) -> str:
    with clinic.database.transaction() as session:
        row, _report = import_question_set(session, OPERATOR, file.read_bytes(), file.name, True, clinic.now)
        assert row.state == "published"
        return row.key


def find_field(page: PageClient, text: str) -> str:
    """The name of the field of the question with this text; empty where there is none."""
    for fieldset in page.all("fieldset"):
        legend = next(fieldset.iter("legend"))
        if " ".join("".join(legend.itertext()).split()) == text:
            return next(box.get("name", "") for box in fieldset.iter("input"))
    return ""


def answer_pages(page: PageClient, answers: dict[str, str]) -> None:
    """Go through all pages, answering every question named in `answers` with that value or *yes*."""
    for _page in range(30):
        if page.path.endswith("/receipt"):
            return
        fields = {}
        for text, value in answers.items():
            if name := find_field(page, text):
                offered = {box.get("value") for box in page.all("input") if box.get("name") == name}
                fields[name] = value if value in offered else "true"
        page.submit(fields, status=None)  # a required question left empty is reminded of once
    raise AssertionError(f"no receipt after thirty pages: {page.path}")


def test_involvermeg_in_two_languages_ends_on_the_sheet(
    clinic: Clinic, browser: Browser, shared: Path
) -> None:
    key = bring_in(clinic, shared / "questionnaires" / INVOLVER_MEG)
    kari = browser()
    kari.get(clinic.link(clinic.kari, key))
    kari.get(kari.path + "1")
    assert "Navn" not in kari.words()
    kari.submit()
    kari.submit({find_field(kari, "Hodepine"): "true", "language": "nn"})
    assert "Hovudverk" in kari.words()
    checked = [box.get("value") for box in kari.all("input") if box.get("checked") is not None]
    assert "true" in checked
    answer_pages(kari, {"Hovudverk": "8"})
    with clinic.database.transaction() as session:
        [response] = session.scalars(select(Response).where(Response.status == "completed"))
        assert response.language == "nn"
        [point] = session.scalars(select(EvaluationPoint))
        sheet = make_sheet(session, point, lambda text: text, "nn", clinic.now)
    assert any("Hovudverk" in quote.question and quote.words == "8" for quote in sheet.chosen)


@pytest.mark.parametrize(
    ("file", "ordinal", "total", "band"),
    [("phq-9-nb.json", 1, Decimal(9), "mild"), ("who-5-nb.json", 3, Decimal(60), "not low")],
)
def test_scored_instruments_are_scored_from_the_facts(
    clinic: Clinic, browser: Browser, shared: Path, file: str, ordinal: int, total: Decimal, band: str
) -> None:
    key = bring_in(clinic, shared / "questionnaires" / file)
    kari = browser()
    kari.get(clinic.link(clinic.kari, key))
    kari.get(kari.path + "1")
    with clinic.database.transaction() as session:
        questionnaire = questionnaire_of(session, get_current(session, key).id)
    numbers = {item.link_id: place for place, item in enumerate(questionnaire.walk(), start=1)}
    chosen = {
        f"q{numbers[item.link_id]}": str(option.value)
        for item in questionnaire.questions
        for option in item.options
        if option.ordinal == ordinal
    }
    while not kari.path.endswith("/receipt"):
        kari.submit(chosen)
    with clinic.database.transaction() as session:
        [score] = session.scalars(select(StoredScore))
    assert (score.value, score.band) == (total, band)
