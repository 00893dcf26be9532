"""An outsider who tries every address, with every number that there is, finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product

import pytest
from access_rows import come_in
from arranged import Numbers, numbers
from clinic import OPERATOR, PASSWORD, Clinic
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from page_client import PageClient
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from feedback import create_app
from feedback.demo.making import make_demo
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring, write_keyring
from feedback.persistence.migrate import migrate
from feedback.persistence.tables import Absence, EmergencyAccess, Invitation, Patient, Person
from feedback.persistence.tables.base import Base
from feedback.services.access.create_staff import create_staff
from feedback.services.patients.change_clinician import care_of
from feedback.services.questionnaires.question_sets import publish_shipped
from feedback.settings import Settings

__all__ = ["numbers"]
TABLE_OF = {
    "patient_id": "patient", "invitation_id": "invitation", "response_id": "response", "critical_id": "critical_answer",
    "appointment_id": "appointment", "relative_id": "relationship", "relation_id": "care_relation",
    "absence_id": "absence", "emergency_id": "emergency_access",
    "request_id": "deletion_request", "point_id": "evaluation_point", "fact_id": "process_fact",
    "transfer_id": "transfer", "pause_id": "treatment_pause", "coordinator_id": "course_coordinator",
    "goal_id": "goal", "plan_id": "collection_plan", "area_change_id": "area_change",
    "course_id": "care_pathway",
}  # fmt: skip
OWN = (
    "assignment_id",
    "profile_id",
    "unit_id",
    "row_id",
    "interval_id",
    "person_id",
    "page",
    "token",
    "template_id",
)
WORDS = {"kind": "basic_decision", "key": "transfer", "heading": "plan"}
Found = dict[str, list[int]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Iterator[tuple[Flask, int, Database]]:
    """The demo, and a clinician of a unit that has no patients."""
    folder = tmp_path_factory.mktemp("demo")
    database, now = Database(f"sqlite:///{folder / 'demo.sqlite'}", keyring), datetime.now(UTC)
    migrate(database)
    with database.transaction() as session:
        publish_shipped(session, now)
        make_demo(session, now.date())
        outsider = create_staff(
            session, OPERATOR, unit="Utkant DPS", role="clinician", name="Ut Enfor", sign_in_name="ut",
            password=PASSWORD, language="nb", now=now,
        ).id  # fmt: skip
    settings = Settings(folder, str(database.engine.url), demo_entry=True, secure_cookies=False)
    write_keyring(keyring, settings.key_file)
    app = create_app(settings, database)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app, outsider, database
    database.engine.dispose()


def _numbers(session: Session) -> Found:
    """Every number of everything that an address can name."""
    found = {}
    for name, table in TABLE_OF.items():
        rows: Table = Base.metadata.tables[table]
        key = rows.c.relative_id if table == "relationship" else next(iter(rows.primary_key.columns))
        found[name] = list(session.scalars(select(key))) or [1]
    found["number"] = list(range(1, 5))
    return found


def _addresses(app: Flask, found: Found) -> Iterator[tuple[Rule, str]]:
    """Every address with a number in it; those with two numbers get the first few of each."""
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments & found.keys())
        if not names or rule.arguments & set(OWN) - {"page"}:
            continue
        for values in product(*(found[name][: 400 if len(names) == 1 else 9] for name in names)):
            built = rule.build(
                {**dict(zip(names, values, strict=True)), **WORDS, "page": 1}, append_unknown=False
            )
            assert built is not None
            yield rule, built[1]


def test_an_outsider_finds_nothing_in_the_demo(demo: tuple[Flask, int, Database]) -> None:
    app, outsider, database = demo
    with database.transaction() as session:
        found = _numbers(session)
        names = [
            row.name
            for row in session.scalars(select(Person).where(Person.role.in_(("patient", "relative"))))
        ]
        patients = session.scalar(select(func.count()).select_from(Patient))
    assert patients
    client, tried = come_in(app, outsider, "outsider"), 0
    for rule, path in _addresses(app, found):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(path, method=method)
            to_sign_in = answer.status_code == 302 and "/me/sign-in" in answer.headers["Location"]
            assert answer.status_code == 404 or to_sign_in, f"{method} {path}: {answer.status_code}"
            assert not any(name in answer.text for name in names), path
            tried += 1
    for rule in app.url_map.iter_rules():
        if not rule.arguments and rule.rule.startswith("/staff/") and "GET" in (rule.methods or ()):
            assert not any(name in client.get(rule.rule).text for name in names), rule.rule
    assert tried > 500


@given(data=st.data())
@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_no_number_of_somebody_else_opens_anything(app: Flask, numbers: Numbers, data: st.DataObject) -> None:
    """Nora's numbers, and any others, in every place of every address that speaks of a patient."""
    app.config["WTF_CSRF_ENABLED"] = False
    rules = [rule for rule in app.url_map.iter_rules() if "patient_id" in rule.arguments]
    rule = data.draw(st.sampled_from(sorted(rules, key=lambda rule: rule.rule)))
    who = data.draw(st.sampled_from(["berg", "deputy", "opened", "former", "siv", "geir", "nina"]))
    any_number = st.integers(0, 40) | st.just(numbers.clinic.kari) | st.integers(2**31 - 2, 2**31 + 2)
    values = {name: data.draw(any_number) for name in rule.arguments}
    values |= {name: word for name, word in WORDS.items() if name in values}
    values["patient_id"] = data.draw(any_number.filter(lambda number: number != numbers.clinic.kari))
    path = (rule.build(values, append_unknown=False) or ("", ""))[1]
    client = come_in(app, numbers.person(who), who)
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        assert client.open(path, method=method).status_code == 404, f"{who} {method} {path}"


@given(data=st.data())
@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_no_other_number_within_ones_own_patient_opens_anything(
    app: Flask, numbers: Numbers, data: st.DataObject
) -> None:
    """Kari's own page, with numbers of responses, appointments and relatives that are not hers."""
    app.config["WTF_CSRF_ENABLED"] = False
    inner = {
        "response_id",
        "critical_id",
        "appointment_id",
        "relative_id",
        "relation_id",
        "invitation_id",
        "emergency_id",
        "transfer_id",
        "area_change_id",
        "pause_id",
        "coordinator_id",
    }
    rules = [
        rule for rule in app.url_map.iter_rules() if "patient_id" in rule.arguments and rule.arguments & inner
    ]
    rule = data.draw(st.sampled_from(sorted(rules, key=lambda rule: rule.rule)))
    known = {"response_id": numbers.response, "critical_id": -1, "appointment_id": numbers.appointment,
             "relative_id": numbers.clinic.per, "relation_id": numbers.relation,
             "invitation_id": numbers.open_invitation, "emergency_id": numbers.emergency,
             "transfer_id": 1, "area_change_id": 1, "pause_id": 1, "coordinator_id": 1}  # fmt: skip
    values = {"patient_id": numbers.clinic.kari, "number": 1}
    for name in rule.arguments & inner:
        values[name] = data.draw(
            st.integers(1, 60).filter(lambda number, name=name: number > 30 or number != known[name])
        )
    skip = _hers(numbers, values)
    path = (rule.build(values, append_unknown=False) or ("", ""))[1]
    client = come_in(app, numbers.person("siv"), "siv")
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        if not skip:
            assert client.open(path, method=method, data={"ends_on": "2026-01-01"}).status_code == 404, path


def _hers(numbers: Numbers, values: dict[str, int]) -> bool:
    """Whether a drawn number happens to be another one of Kari's: her plan has asked her and her brother, too."""
    with numbers.clinic.database.transaction() as session:
        asked = select(Invitation.id).where(Invitation.patient_id == numbers.clinic.kari)
        hers = {"invitation_id": set(session.scalars(asked)), "relation_id": set(range(1, 30))}
    return any(values.get(name) in found for name, found in hers.items())


def test_fields_that_no_form_has_change_nothing(app: Flask, numbers: Numbers) -> None:
    """Mass assignment: every POST of every person, with fields that name what must not be changed."""
    app.config["WTF_CSRF_ENABLED"] = False
    extra = {
        "id": "1", "role": "administrator", "unit_id": "2", "unit": "2", "person_id": str(numbers.clinic.nora),
        "patient_id": str(numbers.clinic.nora), "staff_id": str(numbers.clinic.lie), "staff": str(numbers.clinic.lie),
        "seen_at": "2020-01-01", "ends_at": "2999-01-01", "recorded_by_id": "1", "deputy_id": "1", "reference": "L-1",
    }  # fmt: skip
    database = numbers.clinic.database
    before = _facts(database)
    for who in ("kari", "per", "berg", "deputy", "opened", "siv", "geir"):
        client = come_in(app, numbers.person(who), who)
        for rule in app.url_map.iter_rules():
            ends = rule.endpoint.endswith(("sign_out", "demo_entry", ".end", ".seen", "followed_up"))
            if "POST" in (rule.methods or ()) and not ends:
                client.post(numbers.fill(rule), data=extra)
    assert _facts(database) == before


def test_a_form_takes_no_more_than_its_own_fields(clinic: Clinic, browser: Callable[[], PageClient]) -> None:
    siv = browser()
    siv.get("/staff/sign-in")
    siv.submit({"name": "dahl", "password": PASSWORD})
    siv.get(f"/staff/unit/patients/{clinic.kari}/edit")
    siv.submit(
        {"name": "Kari N", "reference": "X-9", "clinician": str(clinic.lie), "unit_id": "2", "area": "TSB"}
    )
    with clinic.database.transaction() as session:
        kari = session.get_one(Patient, clinic.kari)
        assert (kari.person.name, kari.reference) == ("Kari N", "F-1")
        assert kari.person.unit_id == session.get_one(Person, clinic.siv).unit_id
        assert [row.staff_id for row in care_of(session, clinic.kari)] == [clinic.berg]


def _facts(database: Database) -> list[object]:
    with database.transaction() as session:
        people = session.execute(select(Person.id, Person.role, Person.unit_id).order_by(Person.id))
        patients = session.execute(
            select(Patient.person_id, Patient.reference_hash).order_by(Patient.person_id)
        )
        absent = session.execute(select(Absence.id, Absence.staff_id, Absence.deputy_id))
        opened = session.execute(select(EmergencyAccess.id, EmergencyAccess.ends_at, EmergencyAccess.seen_at))
        return [found.all() for found in (people, patients, absent, opened)]
