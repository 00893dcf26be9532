"""Item controls change the look, and what is chosen in each is stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from clinic import OPERATOR, Clinic
from flask import Flask
from flask_babel import force_locale
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.questionnaires.answers import FreeText, Quantity, answered, answers_from_plain
from feedback.domain.questionnaires.validation import Problem, ProblemCode
from feedback.persistence.tables import Response
from feedback.services.questionnaires.import_question_set import import_question_set
from feedback.web.administration.file_words import worded_refusal
from feedback.web.administration.report_words import worded
from feedback.web.words import problem_sentence

FILE = Path(__file__).parents[2] / "definitions" / "looks.json"


def bring_in_open_choice(clinic: Clinic, **more: object) -> None:
    """A set `open` with one open choice `a`."""
    asked = {"linkId": "a", "type": "open-choice", "text": "Hvilken?", **more}
    content = {
        "resourceType": "Questionnaire",
        "id": "open",
        "status": "active",
        "title": "X",
        "item": [asked],
    }
    with clinic.database.transaction() as session:
        import_question_set(session, OPERATOR, json.dumps(content).encode(), "x", True, clinic.now)


def test_each_look_and_what_is_stored(clinic: Clinic, browser: Callable[[], PageClient]) -> None:
    with clinic.database.transaction() as session:
        import_question_set(session, OPERATOR, FILE.read_bytes(), FILE.name, True, clinic.now)
    kari = browser()
    kari.get(clinic.link(clinic.kari, "looks"))
    kari.get(kari.path + "1")
    [unfolds] = kari.all("select")
    assert [option.get("value") for option in unfolds.iter("option")] == ["", "v", "s"]
    kinds = {box.get("name"): box.get("type") for box in kari.all("input")}
    names = [unfolds.get("name", ""), *(name for name in kinds if name and name[1:].isdigit())]
    ticks, dots, slide, weight, days = dict.fromkeys(name for name in names[1:] if name != names[0])
    assert [kinds[name] for name in (ticks, dots, slide, weight, days)] == [
        "checkbox", "radio", "radio", "text", "date",
    ]  # fmt: skip
    assert "1. Hvilken årstid er best?" in kari.words().replace("1.Hvilken", "1. Hvilken")
    assert "Velg den du liker best." in kari.words()
    assert "kilo" in kari.words()
    kari.submit(
        {
            names[0]: "s",
            ticks: ["Sol", "Regn"],
            dots: "2",
            slide: "4",
            weight: "70,5",
            days: ["2026-01-02", ""],
        }
    )
    with clinic.database.transaction() as session:
        answers = answers_from_plain(session.scalars(select(Response)).one().answers)
    assert answers == {
        "list": answered("s"),
        "ticks": answered("Sol", "Regn"),
        "dots": answered(2),
        "slide": answered(4),
        "weight": answered(Quantity(Decimal("70.5"), "kilo")),
        "days": answered(date(2026, 1, 2)),
    }


def test_reasons_are_worded_in_the_reader_s_language(app: Flask) -> None:
    why = "the pattern is not checked; the control 'odd' is shown in the plain way"
    with app.test_request_context("/"), force_locale("nb"):
        assert worded(why) == "mønsteret kontrolleres ikke; visningen 'odd' blir den vanlige"
        assert worded("something of an older report") == "something of an older report"
        assert worded_refusal("a.json: line 2, column 3: not valid JSON (odd).") == (
            "a.json: linje 2, kolonne 3: ikke gyldig JSON (odd)."
        )
        assert worded_refusal("a.json: item 'x': 'type' is missing.") == "a.json: ledd 'x': «type» mangler."
        assert worded_refusal("something else") == "something else"


def test_an_open_choice_without_answers_is_one_field_for_own_words(
    clinic: Clinic, browser: Callable[[], PageClient]
) -> None:
    bring_in_open_choice(clinic, answerValueSet="http://example.org/vs")
    kari = browser()
    kari.get(clinic.link(clinic.kari, "open"))
    kari.get(kari.path + "1")
    assert [box.get("name") for box in kari.all("input") if box.get("type") == "text"] == ["q1"]
    kari.submit({"q1": "Min egen", "action": "later"})
    kari.get(kari.path + "1")
    assert [box.get("value") for box in kari.all("input") if box.get("name") == "q1"] == ["Min egen"]
    kari.submit()
    with clinic.database.transaction() as session:
        answers = answers_from_plain(session.scalars(select(Response)).one().answers)
    assert answers == {"a": answered(FreeText("Min egen"))}


@pytest.mark.parametrize(("repeats", "kept"), [(False, ("Min egen",)), (True, ("x", "Min egen"))])
def test_own_words_beside_a_choice_say_what_counts(
    clinic: Clinic, browser: Callable[[], PageClient], repeats: bool, kept: tuple[str, ...]
) -> None:
    option = {"valueCoding": {"code": "x", "display": "Alfa"}}
    bring_in_open_choice(clinic, answerOption=[option], repeats=repeats)
    kari = browser()
    kari.get(clinic.link(clinic.kari, "open") + "?language=en")
    kari.get(kari.path + "1?language=en")
    assert ("counts instead of an answer above" in kari.words()) is not repeats
    kari.submit({"q1": "x", "q1-other": "Min egen"})
    with clinic.database.transaction() as session:
        answers = answers_from_plain(session.scalars(select(Response)).one().answers)
    found = [value.text if isinstance(value, FreeText) else value for value in answers["a"].values]
    assert tuple(found) == kept


@pytest.mark.parametrize(("language", "said"), [("nb", "35,5"), ("nn", "35,5"), ("en", "35.5")])
def test_a_limit_is_told_with_the_decimal_mark_of_the_language(app: Flask, language: str, said: str) -> None:
    problem = Problem("a", ProblemCode.BELOW_MINIMUM, "35.5")
    with app.test_request_context(), force_locale(language):
        assert said in problem_sentence(problem)


def test_several_long_texts_and_amounts_have_lines_and_a_unit(
    clinic: Clinic, browser: Callable[[], PageClient]
) -> None:
    unit = {
        "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
        "valueCoding": {"code": "kg"},
    }
    items = [
        {"linkId": "t", "type": "text", "text": "Hva?", "repeats": True},
        {"linkId": "q", "type": "quantity", "text": "Hvor mye?", "repeats": True, "extension": [unit]},
    ]
    head = {
        "resourceType": "Questionnaire",
        "id": "several",
        "status": "active",
        "language": "nb",
        "title": "Flere",
    }
    data = json.dumps({**head, "item": items}).encode()
    with clinic.database.transaction() as session:
        import_question_set(session, OPERATOR, data, "several.json", True, clinic.now)
    kari = browser()
    kari.get(clinic.link(clinic.kari, "several"))
    kari.get(kari.path + "1")
    assert [box.get("name") for box in kari.all("textarea")] == ["q1"] * 3
    assert [found.text for found in kari.all("p") if (found.get("id") or "").endswith("-unit")] == ["kg"]
    kari.submit({"q1": ["to\nlinjer", "", ""], "q2": ["1,5", "2", ""]})
    with clinic.database.transaction() as session:
        answers = answers_from_plain(session.scalars(select(Response)).one().answers)
    assert answers["t"] == answered("to\nlinjer")
    assert answers["q"] == answered(Quantity(Decimal("1.5"), "kg"), Quantity(Decimal(2), "kg"))
