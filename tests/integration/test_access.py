"""Every page x every person: who may come in. A new page fails here until it has a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from clinic import OPERATOR, PASSWORD, Clinic
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from feedback.domain.calendar import day_of
from feedback.persistence.tables import (
    Appointment,
    Assignment,
    CareRelation,
    EmergencyAccess,
    Invitation,
    Person,
    Response,
)
from feedback.services.absences import NewAbsence, record_absence
from feedback.services.access import get_asked
from feedback.services.answering import find_answering
from feedback.services.create_staff import create_staff
from feedback.services.emergency import open_in_emergency
from feedback.services.hold_evaluation import hold_point, save_notes
from feedback.services.invite import get_occasion, invite
from feedback.services.plan_evaluation import plan_next_point
from feedback.services.sign_in import actor_for
from feedback.services.submit_response import submit_response
from feedback.web.guard import AccessRuleMissingError, check_rules

# Beside the clinic's people: Berg's deputy; a clinician who cared for Kari once; one whose work here has ended;
# and one who has opened Kari in an emergency.
MADE_HERE = frozenset({"deputy", "former", "gone", "opened"})
EVERYBODY = MADE_HERE | {
    "nobody", "kari", "per", "nora", "tove", "berg", "lie", "siv", "turid", "geir", "nina"
}  # fmt: skip
RESPONDENTS = frozenset({"kari", "per", "nora", "tove"})
PATIENTS = frozenset({"kari", "nora"})
STAFF = frozenset({"berg", "lie", "siv", "turid", "geir", "nina", "deputy", "former", "opened"})
CLINICIANS = frozenset({"berg", "lie", "deputy", "former", "opened"})
CARES = frozenset({"berg", "deputy"})
READS = CARES | {"opened"}
EDITOR = (
    *("show", "head", "rights", "scoring", "item", "arrange", "remove", "conditions", "answers", "preview"),
    *("publish", "discard"),
)
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
    "second.own_password": set(),  # half signed in only: see test_second_factor
    "second.code": set(),
    "second.enrol": set(),
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
    "roles.choose": STAFF,
    "roles.work_as": STAFF,
    "absences.all_absences": CLINICIANS | {"siv", "turid"},
    "absences.end": {"berg", "siv"},
    "emergency.open_patient": CLINICIANS,
    "emergency.seen": CARES,
    "emergency.of_unit": {"siv", "turid"},
    "emergency.followed_up": {"siv"},
    "today.mine": CLINICIANS,
    "patient.show": READS,
    "patient.show_response": READS,
    "response_download.fhir": CARES,
    "patient.send_reply": CARES,
    "patient.see_critical": CARES,
    "evaluation.show": CARES,
    "evaluation.write": CARES,
    "evaluation.reviewed": CARES,
    "sheet.show": READS,
    "sheet.pdf": READS,
    "links.ask": CARES | {"siv"},
    "links.renew": CARES | {"siv"},
    "links.slip": CARES | {"siv"},
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
    "clinicians.change": {"siv"},
    "clinicians.end": {"siv"},
    "relatives.add": {"siv"},
    "relatives.agree": {"siv"},
    "relatives.make_code": {"siv"},
    "relatives.withdraw": {"siv"},
    "units.all_units": {"nina"},
    "units.one": {"nina"},
    "units.close": {"nina"},
    "unit_settings.facts": {"nina"},
    "unit_settings.contacts": {"nina"},
    "unit_settings.remove": {"nina"},
    "unit_settings.welcome": {"nina"},
    "unit_settings.thresholds": {"nina"},
    "unit_settings.interpretation": {"nina"},
    "colleagues.all_staff": {"nina"},
    "colleagues.one": {"nina"},
    "colleagues.name": {"nina"},
    "colleagues.end": {"nina"},
    "colleagues.changes": {"nina"},
    "question_sets.all_sets": {"nina"},
    "question_sets.one": {"nina"},
    "question_sets.publish": {"nina"},
    **{f"making.{page}": {"nina"} for page in ("make", "table_template", "begin_next", "begin_copy")},
    **{f"editor.{page}": {"nina"} for page in EDITOR},
}
OPENID_PAGES = {
    f"openid_{audience}.{page}"
    for audience in ("respondent", "staff")
    for page in ("start", "callback", "signed_out", "see_sign_out", "hear_of_sign_out")
}
ALLOWED.update(dict.fromkeys(OPENID_PAGES, EVERYBODY))
NOTHING_BEHIND = OPENID_PAGES | {  # no provider is set up here: see test_openid_log_in
    "patient.see_critical",
    "respondent.open_link_page",
    "links.slip",
    "roles.work_as",
    "unit_settings.remove",
}  # allowed, then not found
FIELDS = {
    "emergency.followed_up": {"outcome": "asked"},
    "overview.write": {"ask": "how-i-am"},
    "evaluation.reviewed": {"how": "spoken"},
}


@dataclass(frozen=True)
class Numbers:
    """What the addresses are filled with."""

    clinic: Clinic
    invitation: int
    open_invitation: int
    response: int
    appointment: int
    relation: int
    absence: int
    emergency: int
    people: Mapping[str, int]

    def person(self, who: str) -> int:
        """The number of somebody."""
        return self.people.get(who) or int(getattr(self.clinic, who))

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
            "unit_id": 1,
            "contact_id": 1,
            "assignment_id": 1,
            "relation_id": self.relation,
            "absence_id": self.absence,
            "emergency_id": self.emergency,
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
        people = {name: _clinician(session, clinic, name) for name in sorted(MADE_HERE)}
        relation, absence, emergency = _arrange(session, clinic, people)
        return Numbers(
            clinic, asked.id, waiting.id, response, appointment, relation, absence, emergency, people
        )


def _clinician(session: Session, clinic: Clinic, name: str) -> int:
    return create_staff(
        session, OPERATOR, unit="Fjellheim DPS", role="clinician", name=f"{name} Made", sign_in_name=name,
        password=PASSWORD, language="nb", now=clinic.now,
    ).id  # fmt: skip


def _arrange(session: Session, clinic: Clinic, people: Mapping[str, int]) -> tuple[int, int, int]:
    """Berg is away, one has stopped caring for Kari, one has stopped working, one has broken the glass."""
    today, siv = day_of(clinic.now), actor_for(session.get_one(Person, clinic.siv))
    before = today - timedelta(days=1)
    away = NewAbsence(clinic.berg, people["deputy"], today, today)
    absence = record_absence(session, siv, away, clinic.now).id
    for who in ("former", "gone"):
        ends = {"starts_on": before, "ends_on": before if who == "former" else None}
        session.add(CareRelation(patient_id=clinic.kari, staff_id=people[who], **ends))
    work = session.scalars(select(Assignment).where(Assignment.staff_id == people["gone"])).one()
    work.starts_on, work.ends_on = before, before
    actor = actor_for(session.get_one(Person, people["opened"]))
    open_in_emergency(session, actor, "F-1", "danger", "is in the emergency ward", clinic.now, 4)
    emergency = session.scalars(select(EmergencyAccess.id)).one()
    mine = (CareRelation.staff_id == clinic.berg, CareRelation.patient_id == clinic.kari)
    return session.scalars(select(CareRelation.id).where(*mine)).one(), absence, emergency


def come_in(app: Flask, person: int | None, who: str) -> FlaskClient:
    """A browser in which this person is signed in."""
    client = app.test_client()
    if person is not None:
        audience = "me" if who in RESPONDENTS else "staff"
        entered = client.post(f"/{audience}/demo-entry/{person}")
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
            person = None if who == "nobody" else numbers.person(who)
            client = come_in(app, person, who)
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
    client = come_in(app, clinic.berg, "berg")
    cookie = client.get_cookie("samsyn_staff", path="/staff")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("samsyn", cookie.value)
    assert not is_let_in(thief, "/me/", "GET")
