"""What a question begins with stands in the form, counts for conditions, and can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from clinic import OPERATOR, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.questionnaires.answers import answered, answers_from_plain
from feedback.persistence.tables import Response
from feedback.services.questionnaires.import_question_set import import_question_set

FILE = Path(__file__).parents[2] / "definitions" / "initial.json"


def _begin(clinic: Clinic, browser: Callable[[], PageClient]) -> PageClient:
    with clinic.database.transaction() as session:
        import_question_set(session, OPERATOR, FILE.read_bytes(), FILE.name, True, clinic.now)
    kari = browser()
    kari.get(clinic.link(clinic.kari, "initial"))
    kari.get(kari.path + "1")
    return kari


def test_values_stand_in_the_form_and_are_sent(clinic: Clinic, browser: Callable[[], PageClient]) -> None:
    kari = _begin(clinic, browser)
    assert "Hvordan er det?" in kari.words()
    checked = {box.get("value") for box in kari.all("input") if box.get("checked") is not None}
    assert {"true", "o"} <= checked
    kari.submit({})
    with clinic.database.transaction() as session:
        [row] = session.scalars(select(Response).where(Response.status == "completed"))
        answers = answers_from_plain(row.answers)
    assert answers["seen"] == answered(True)
    assert answers["hidden"] == answered(3)
    assert answers["fixed"] == answered(Decimal("0.10000000000000001"))
    assert answers["chosen"] == answered("o")


def test_what_is_changed_stays_changed(clinic: Clinic, browser: Callable[[], PageClient]) -> None:
    kari = _begin(clinic, browser)
    kari.submit({"q1": "false"})
    with clinic.database.transaction() as session:
        [row] = session.scalars(select(Response).where(Response.status == "completed"))
        answers = answers_from_plain(row.answers)
    assert answers["seen"] == answered(False)
    assert "how" in answers  # not shown, and said so
