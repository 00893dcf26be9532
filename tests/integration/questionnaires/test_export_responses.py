"""Responses go out as FHIR: for a clinician with a care relation from the page, for an operator by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clinic import Clinic
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from flask import Flask
from sqlalchemy import select

from feedback.catalogue.profiles import neutral_questionnaire, profiles
from feedback.cli import main
from feedback.domain.questionnaires.answers import SKIPPED, answered
from feedback.persistence.tables import AuditEvent, Person
from feedback.services.access.admission import get_asked
from feedback.services.access.sign_in import actor_for
from feedback.services.access.who_has_looked import who_has_looked
from feedback.services.answers.answering import find_answering
from feedback.services.answers.invite import invite
from feedback.services.answers.submit_response import submit_response
from feedback.services.questionnaires.question_sets import add_question_set
from feedback.settings import Settings

Command = Callable[..., int]


def _send(clinic: Clinic, sharing: str = "all") -> int:
    """Kari answers PHQ-9, all but one item with 1; the number of the response."""
    phq = neutral_questionnaire(profiles()["PHQ-9"])
    with clinic.database.transaction() as session:
        add_question_set(session, phq, "demo", clinic.now)
        siv, kari = (actor_for(session.get_one(Person, one)) for one in (clinic.siv, clinic.kari))
        asked = get_asked(session, invite(session, siv, clinic.kari, phq.key, None, clinic.now).id)
        answers = {item.link_id: answered("1") for item in phq.questions} | {"item-2": SKIPPED}
        answering = find_answering(session, asked)
        return submit_response(
            session, kari, answering, answers, sharing=sharing, language="nn", now=clinic.now
        )


def _enter(app: Flask, person: int) -> Any:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post(f"/staff/demo-entry/{person}").status_code == 303
    return client


def test_a_clinician_downloads_a_response_and_kari_can_see_it(app: Flask, clinic: Clinic) -> None:
    number = _send(clinic)
    client = _enter(app, clinic.berg)
    path = f"/staff/patients/{clinic.kari}/responses/{number}.fhir.json"
    assert path in client.get(f"/staff/patients/{clinic.kari}/responses/{number}").text
    answer = client.get(path)
    assert answer.mimetype == "application/fhir+json"
    assert answer.headers["Cache-Control"] == "no-store"
    QuestionnaireResponse.model_validate_json(answer.text)
    found = json.loads(answer.text)
    assert found["subject"]["display"] == "Kari Nordvik"
    assert found["contained"][0]["valueQuantity"]["value"] == 9
    assert found["item"][1]["extension"][0]["valueCode"] == "asked-declined"
    with clinic.database.transaction() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.target == f"response {number}"))
        assert "exported response" in set(actions)
        assert "Anna Berg" in {look.name for look in who_has_looked(session, clinic.kari)}


def test_what_kari_keeps_for_herself_is_not_there(app: Flask, clinic: Clinic) -> None:
    number = _send(clinic, "private")
    client = _enter(app, clinic.berg)
    assert client.get(f"/staff/patients/{clinic.kari}/responses/{number}.fhir.json").status_code == 404


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `feedback` on the test's database."""
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    return lambda *arguments: main([str(one) for one in arguments])


def test_the_command_writes_a_bundle(clinic: Clinic, command: Command, tmp_path: Path) -> None:
    _send(clinic)
    out = tmp_path / "kari.json"
    assert command("responses", "export", "--patient", clinic.kari, "--out", out) == 0
    assert out.stat().st_mode & 0o077 == 0
    Bundle.model_validate_json(out.read_text())
    found = json.loads(out.read_text())
    kinds = [entry["resource"]["resourceType"] for entry in found["entry"]]
    assert kinds == ["Patient", "QuestionnaireResponse"]
    with clinic.database.transaction() as session:
        exported = select(AuditEvent).where(AuditEvent.action == "exported response")
        assert session.scalars(exported).one().patient_id == clinic.kari


def test_a_relative_is_named_as_such(clinic: Clinic, command: Command, tmp_path: Path) -> None:
    with clinic.database.transaction() as session:
        siv, per = (actor_for(session.get_one(Person, one)) for one in (clinic.siv, clinic.per))
        asked = get_asked(session, invite(session, siv, clinic.per, "relative-view", None, clinic.now).id)
        submit_response(
            session, per, find_answering(session, asked), {}, sharing="all", language="nb", now=clinic.now
        )
    out = tmp_path / "kari.json"
    assert command("responses", "export", "--patient", clinic.kari, "--out", out) == 0
    Bundle.model_validate_json(out.read_text())
    _patient, relative, response = (entry["resource"] for entry in json.loads(out.read_text())["entry"])
    assert relative["relationship"] == [{"text": "sibling"}]
    assert response["source"]["reference"] == f"RelatedPerson/{clinic.per}"
    assert response["subject"]["reference"] == f"Patient/{clinic.kari}"


def test_nothing_sent_is_said(clinic: Clinic, command: Command, tmp_path: Path, capsys: Any) -> None:
    assert command("responses", "export", "--patient", clinic.kari, "--out", tmp_path / "x") == 2
    assert capsys.readouterr().err == "Nothing has been sent about this patient yet.\n"
    assert not (tmp_path / "x").exists()
