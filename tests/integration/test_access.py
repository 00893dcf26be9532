"""Every page x every person: who may come in. A new page fails here until it has a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from clinic import Clinic
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from feedback.domain.calendar import day_of
from feedback.persistence.tables import Appointment, Invitation, Person, Response
from feedback.services.access import get_asked
from feedback.services.answering import find_answering
from feedback.services.hold_evaluation import hold_point, save_notes
from feedback.services.invite import get_occasion, invite
from feedback.services.plan_evaluation import plan_next_point
from feedback.services.sign_in import actor_for
from feedback.services.submit_response import submit_response
from feedback.web.guard import AccessRuleMissingError, check_rules

EVERYBODY = frozenset(
    {"nobody", "kari", "per", "nora", "tove", "berg", "lie", "siv", "turid", "geir", "nina"}
)
RESPONDENTS = frozenset({"kari", "per", "nora", "tove"})
PATIENTS = frozenset({"kari", "nora"})
STAFF = frozenset({"berg", "lie", "siv", "turid", "geir", "nina"})
# Addresses with a patient's number speak of Kari: Berg cares for her, Siv registers for her unit.
ALLOWED = {
    "respondent.front": EVERYBODY,
    "respondent.open_link_page": EVERYBODY,
    "respondent.leave": EVERYBODY,
    "respondent.sign_in": EVERYBODY,
    "respondent.sign_out": EVERYBODY,
    "respondent.demo_entry": EVERYBODY,
    "staff.sign_in": EVERYBODY,
    "staff.sign_out": EVERYBODY,
    "staff.demo_entry": EVERYBODY,
    "proof.staff": STAFF,
    "proof.respondent": RESPONDENTS,
    "answering.welcome": {"kari"},
    "answering.questions": {"kari"},
    "answering.save": {"kari"},
    "answering.receipt": {"kari"},
    "overview.mine": RESPONDENTS,
    "overview.write": PATIENTS,
    "overview.sheet": {"kari"},
    "overview.confirm": {"kari"},
    "staff.start": STAFF,
    "today.mine": {"berg", "lie"},
    "patient.show": {"berg"},
    "patient.show_response": {"berg"},
    "response_download.fhir": {"berg"},
    "patient.send_reply": {"berg"},
    "patient.see_critical": {"berg"},
    "evaluation.show": {"berg"},
    "evaluation.write": {"berg"},
    "evaluation.reviewed": {"berg"},
    "sheet.show": {"berg"},
    "sheet.pdf": {"berg"},
    "links.ask": {"berg", "siv"},
    "links.renew": {"berg", "siv"},
    "links.slip": {"berg", "siv"},
    "patients.unit": {"siv", "turid"},
    "patients.one": {"siv"},
    "registration.register": {"siv", "turid"},
    "registration.change": {"siv"},
    "registration.read_csv": {"siv", "turid"},
    "registration.csv_template": {"siv", "turid"},
    "appointments.book": {"siv"},
    "appointments.change": {"siv"},
    "appointments.note_state": {"siv"},
    "codes.make": {"siv"},
    "relatives.add": {"siv"},
    "relatives.agree": {"siv"},
    "relatives.withdraw": {"siv"},
    "question_sets.all_sets": {"nina"},
    "question_sets.one": {"nina"},
    "question_sets.publish": {"nina"},
}
NOTHING_BEHIND = {
    "patient.see_critical",
    "respondent.open_link_page",
    "links.slip",
}  # allowed, then not found
FIELDS = {"overview.write": {"ask": "how-i-am"}, "evaluation.reviewed": {"how": "spoken"}}


@dataclass(frozen=True)
class Numbers:
    """What the addresses are filled with."""

    clinic: Clinic
    invitation: int
    open_invitation: int
    response: int
    appointment: int

    def fill(self, rule: Rule) -> str:
        """An address of this page that exists."""
        answered = rule.endpoint == "answering.receipt"
        values = {
            "patient_id": self.clinic.kari,
            "invitation_id": self.invitation if answered else self.open_invitation,
            "response_id": self.response,
            "appointment_id": self.appointment,
            "relative_id": self.clinic.per,
            "person_id": self.clinic.berg if rule.rule.startswith("/staff") else self.clinic.kari,
            "critical_id": 1,
            "number": 1,
            "page": 1,
            "row_id": 1,
            "token": "unknown",
        }
        _domain, path = rule.build(values, append_unknown=False) or ("", "")
        return path


@pytest.fixture
def numbers(clinic: Clinic) -> Numbers:
    """Kari has answered once, is asked once more, and has held her first point."""
    with clinic.database.transaction() as session:
        siv, berg, kari = (
            actor_for(session.get_one(Person, number)) for number in (clinic.siv, clinic.berg, clinic.kari)
        )
        asked = invite(session, siv, clinic.kari, "after-session", None, clinic.now)
        answering = find_answering(session, get_asked(session, asked.id))
        submit_response(session, kari, answering, {}, sharing="all", language="nb", now=clinic.now)
        point = plan_next_point(session, clinic.kari, day_of(clinic.now))
        assert point is not None
        save_notes(session, berg, point, {}, clinic.now)
        hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
        own = get_occasion(session, clinic.kari, "own", day_of(clinic.now))
        waiting = invite(session, siv, clinic.kari, "after-session", own, clinic.now)
        response = session.scalars(select(Response.id)).one()
        appointment = session.scalars(
            select(Appointment.id).where(Appointment.patient_id == clinic.kari)
        ).one()
        assert session.get(Invitation, asked.id) is not None
        return Numbers(clinic, asked.id, waiting.id, response, appointment)


def come_in(app: Flask, clinic: Clinic, who: str) -> FlaskClient:
    """A browser in which this person is signed in."""
    client = app.test_client()
    if who != "nobody":
        audience = "staff" if who in STAFF else "me"
        entered = client.post(f"/{audience}/demo-entry/{getattr(clinic, who)}")
        assert entered.status_code == 303
    return client


def is_let_in(client: FlaskClient, path: str, method: str, fields: Mapping[str, str] | None = None) -> bool:
    """Whether the page answers with something else than *not found* or the sign-in."""
    answer = client.open(path, method=method, data=fields if method == "POST" else None)
    assert answer.status_code not in (403, 500), f"{method} {path}: {answer.status_code}"
    to_sign_in = answer.status_code == 302 and "/sign-in" in answer.headers.get("Location", "")
    return answer.status_code != 404 and not to_sign_in


def test_every_page_has_a_row(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == {*ALLOWED, "static"}


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_person_by_page(app: Flask, clinic: Clinic, numbers: Numbers, who: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            client = come_in(app, clinic, who)
            let_in = is_let_in(client, numbers.fill(rule), method, FIELDS.get(rule.endpoint))
            expected = who in ALLOWED[rule.endpoint] and rule.endpoint not in NOTHING_BEHIND
            if let_in != expected:
                wrong.append(f"{method} {rule.rule}: let in {let_in}, expected {expected}")
    assert not wrong


def test_a_page_without_a_rule_does_not_let_the_application_start(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "open"
    with pytest.raises(AccessRuleMissingError, match="forgotten"):
        check_rules(app)


def test_a_form_without_its_token_is_refused(app: Flask, clinic: Clinic) -> None:
    answer = app.test_client().post("/me/sign-out")
    assert answer.status_code == 400


def test_the_cookies_of_the_two_audiences_do_not_mix(app: Flask, clinic: Clinic) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = come_in(app, clinic, "berg")
    cookie = client.get_cookie("samsyn_staff", path="/staff")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("samsyn", cookie.value)
    assert not is_let_in(thief, "/me/", "GET")
