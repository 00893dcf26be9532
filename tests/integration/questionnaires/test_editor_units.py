"""What a file says of a unit and of labels stays until somebody changes those words in the editor."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clinic import OPERATOR, Clinic
from editor_pages import Browser, item_of, sign_in
from page_client import PageClient

from feedback.services.questionnaires.import_question_set import import_question_set

UNIT = {
    "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
    "valueCoding": {"system": "http://unitsofmeasure.org", "code": "Cel", "display": "°C"},
}


def _file(language: str, prefix: str) -> dict[str, Any]:
    asked = {"linkId": "t", "type": "quantity", "text": "Temperatur?", "prefix": prefix, "extension": [UNIT]}
    head = {"resourceType": "Questionnaire", "id": "warm", "status": "active", "language": language}
    return {"resource": {**head, "title": "Varme", "item": [asked]}}


@pytest.fixture
def edit(clinic: Clinic, browser: Browser) -> PageClient:
    """An administrator at the only question of a file in two languages, whose label differs."""
    bundle = {"resourceType": "Bundle", "entry": [_file("nb", "1"), _file("en", "One")]}
    with clinic.database.transaction() as session:
        number = import_question_set(session, OPERATOR, json.dumps(bundle).encode(), "x", True, clinic.now)[
            0
        ].id
    nina = sign_in(browser)
    nina.get(f"/staff/question-sets/{number}")
    nina.submit(form=0)
    nina.get(f"{nina.path}/item?id=t")
    return nina


def test_what_is_not_touched_stays(clinic: Clinic, edit: PageClient) -> None:
    edit.submit({"text_nb": "Hvor varm?"})
    item = item_of(clinic, "t")
    assert (item.text["nb"], item.unit, item.unit_code, item.unit_system) == (
        "Hvor varm?", "°C", "Cel", "http://unitsofmeasure.org",
    )  # fmt: skip
    assert item.other_prefixes == {"en": "One"}


def test_another_unit_has_no_code_of_the_old_one(clinic: Clinic, edit: PageClient) -> None:
    edit.submit({"unit": "K", "prefix": "2"})
    item = item_of(clinic, "t")
    assert (item.unit, item.unit_code, item.unit_system) == ("K", "", "")
    assert (item.prefix, item.other_prefixes) == ("2", {})
