"""A person's rights: everything that is held on them, correcting by addition, deletion, and what others told."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from clinic import Clinic
from clinician_pages import answer, sign_in
from fhir.resources.R4B.bundle import Bundle
from page_client import PageClient
from sqlalchemy import select

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.people.person_rights import told_to_patient
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import (
    AuditEvent,
    Base,
    DeletionRequest,
    Person,
    Remark,
    Reply,
    Response,
    StoredScore,
)
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.reply import reply
from feedback.services.questionnaires.question_sets import add_question_set
from feedback.services.rights.held import HELD

Browser = Callable[[], PageClient]
# Tables that hold nothing on a patient or relative.
ABOUT_OTHERS = {
    "installation": "the installation",
    "unit": "a clinic",
    "question_set": "questions",
    "assignment": "where staff work",
    "absence": "when staff are away",
    "change": "what administrators changed in units and about staff",
    "unit_contact": "the clinic's contacts",
    "unit_text": "the clinic's texts",
    "unit_threshold": "the clinic's limits",
    "retention_days": "numbers for everybody",
    "link_code": "a keyed hash of a code that the person knows",
    "link_session": "that a link is open in a browser, for a while; the invitation is in the file",
    "scoring_profile": "facts of a measure",
    "second_factor": "staff sign in with it",
    "recovery_code": "staff sign in with it; hashes",
    "throttle": "counts attempts by hashes for some minutes",
    "provider_session": "the log-in provider's name for a session of ours, while it lasts",
    "unit_interval": "a unit's own intervals",
    "unit_choice": "a unit's choices",
    "plan_template": "a unit's own plans",
    "process_code": "a unit's codes",
}


def _me(browser: Browser, person: int) -> PageClient:
    page = browser()
    page.client.post(f"/me/demo-entry/{person}", data={"csrf_token": _token(page)})
    page.get("/me/rights?language=en")
    return page


def _token(page: PageClient) -> str:
    page.get("/")
    return page.token


@pytest.fixture
def course(clinic: Clinic) -> dict[str, int]:
    """Kari and Per have answered in several ways, and Berg has replied."""
    with clinic.database.transaction() as session:
        add_question_set(session, neutral_questionnaire(profiles()["PHQ-9"]), "demo", clinic.now)
    found = {
        "session": answer(
            clinic, clinic.kari, "after-session", {"different": answered("Litt for fort i dag.")}
        ),
        "scores": answer(
            clinic, clinic.kari, "phq-9-demo", {f"item-{n}": answered("1") for n in range(1, 9)}
        ),
        "seen": answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun ler igjen.")}),
        "self": answer(clinic, clinic.per, "relative-self", {}),
    }
    with clinic.database.transaction() as session:
        berg = actor_for(session.get_one(Person, clinic.berg))
        row = session.get_one(Response, found["session"])
        reply(session, berg, row, "not", "Vi har ikke tid nå.", clinic.now)
    return found


def _bundle(page: PageClient) -> dict[str, list[dict[str, object]]]:
    """The downloaded file, checked by an independent model of FHIR R4B, by resource type."""
    taken = page.client.get("/me/file.json")
    assert taken.mimetype == "application/fhir+json"
    assert taken.headers["Content-Disposition"] == 'attachment; filename="file.json"'
    assert taken.headers["Cache-Control"] == "no-store"
    Bundle.model_validate_json(taken.data)
    kinds: dict[str, list[dict[str, object]]] = {}
    for entry in json.loads(taken.data)["entry"]:
        kinds.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return kinds


def test_every_table_is_known_to_the_file() -> None:
    tables = set(Base.metadata.tables)
    assert tables - HELD - ABOUT_OTHERS.keys() == set(), "put the table into the file, or say why not"


def test_a_patient_takes_out_everything(clinic: Clinic, browser: Browser, course: dict[str, int]) -> None:
    kari = _me(browser, clinic.kari)
    kinds = _bundle(kari)
    [patient] = kinds["Patient"]
    assert (patient["id"], patient["name"]) == (str(clinic.kari), [{"text": "Kari Nordvik"}])
    assert {one["id"] for one in kinds["QuestionnaireResponse"]} == {
        str(course[name]) for name in ("session", "scores", "seen")
    }
    told = json.dumps(kinds, ensure_ascii=False)
    for words in ("Litt for fort i dag.", "Hun ler igjen.", "Vi har ikke tid nå.", "kari@example.org", "F-1"):
        assert words in told, words
    assert kinds["RelatedPerson"][0]["name"] == [{"text": "Per Nordvik"}]
    assert kinds["Consent"][0]["status"] == "active"
    assert len(kinds["AuditEvent"]) > 3
    assert "contained" in next(
        one for one in kinds["QuestionnaireResponse"] if one["id"] == str(course["scores"])
    )
    with clinic.database.transaction() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == clinic.kari)).all()
    assert "took out own file" in actions


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_same_on_paper(clinic: Clinic, browser: Browser, course: dict[str, int], language: str) -> None:
    kari = _me(browser, clinic.kari)
    kari.get(f"/me/rights?language={language}")
    taken = kari.client.get("/me/file.pdf")
    assert taken.data.startswith(b"%PDF-")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="file.pdf"'


def test_what_a_relative_says_about_themself_is_theirs(
    clinic: Clinic, browser: Browser, course: dict[str, int]
) -> None:
    kinds = _bundle(_me(browser, clinic.per))
    assert {one["id"] for one in kinds["QuestionnaireResponse"]} == {str(course["seen"]), str(course["self"])}
    assert set(kinds) == {"Organization", "RelatedPerson", "QuestionnaireResponse"}
    told = json.dumps(kinds)
    assert "kari@example.org" not in told
    assert "Litt for fort" not in told


@pytest.mark.parametrize(
    ("key", "sharing", "decision", "told"),
    [
        ("relative-view", "all", None, "open"),
        ("relative-view", "talk-first", None, "waiting"),
        ("relative-view", "talk-first", "open", "open"),
        ("relative-view", "all", "withheld", "withheld"),
        ("relative-self", "all", None, "not-theirs"),
        ("relative-self", "all", "open", "not-theirs"),
    ],
)
def test_what_others_told(key: str, sharing: str, decision: str | None, told: str) -> None:
    assert told_to_patient(key, sharing, decision) == told


def test_what_a_relative_asked_to_talk_about_first_waits_for_a_clinician(
    clinic: Clinic, browser: Browser
) -> None:
    number = answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun gråter.")}, "talk-first")
    kari = _me(browser, clinic.kari)
    assert "QuestionnaireResponse" not in _bundle(kari)
    berg = sign_in(browser)
    page = f"/staff/patients/{clinic.kari}/responses/{number}"
    berg.get(page)
    assert "gets this answer when you have decided" in berg.words()
    berg.post(f"{page}/access", {"decision": "withheld", "grounds": " "}, status=400)
    berg.get(page)
    berg.post(f"{page}/access", {"decision": "withheld", "grounds": "Fare for Per."})
    assert "Held back from the patient." in berg.words()
    assert "Fare for Per." in berg.words()
    told = json.dumps(_bundle(kari))
    assert "gråter" not in told
    assert "Fare for Per" not in told
    berg.post(f"{page}/access", {"decision": "open"})
    assert "Hun gråter." in json.dumps(_bundle(kari), ensure_ascii=False)


def test_an_addition_stands_beside_the_answer(
    clinic: Clinic, browser: Browser, course: dict[str, int]
) -> None:
    kari = _me(browser, clinic.kari)
    kari.get(f"/me/answers/{course['session']}/remark")
    kari.submit({"text": " "}, status=422)
    kari.submit({"text": "x" * 4001}, status=422)
    kari.submit({"text": "Jeg mente forrige time."})
    assert "Jeg mente forrige time." in kari.words()
    berg = sign_in(browser)
    for page in ("", f"/responses/{course['session']}"):
        berg.get(f"/staff/patients/{clinic.kari}{page}")
        assert "Jeg mente forrige time." in berg.words()
    for number in (course["seen"], 9_999):
        kari.get(f"/me/answers/{number}/remark", status=404)
    assert "Jeg mente forrige time." in json.dumps(_bundle(kari))


def _ask(page: PageClient, what: object, reason: str = "Det er feil.", status: int = 200) -> None:
    page.get("/me/rights")
    page.submit({"what": str(what), "reason": reason}, status=status)


def _decide(browser: Browser, clinic: Clinic, decision: str, status: int = 200) -> PageClient:
    with clinic.database.transaction() as session:
        number = session.scalars(select(DeletionRequest.id).order_by(DeletionRequest.id.desc())).first()
    berg = sign_in(browser)
    berg.get("/staff/requests")
    berg.get(f"/staff/patients/{clinic.kari}/requests/{number}")
    berg.submit({"decision": decision, "grounds": ""}, status=422)
    berg.submit({"decision": decision, "grounds": "Grunnen er denne."}, status=status)
    return berg


def test_a_refusal_tells_why_and_how_to_appeal(
    clinic: Clinic, browser: Browser, course: dict[str, int]
) -> None:
    kari = _me(browser, clinic.kari)
    _ask(kari, course["session"], " ", status=422)
    _ask(kari, course["session"])
    assert "The clinic has not decided yet." in kari.words()
    _ask(kari, course["session"], status=422)
    _ask(kari, course["seen"], status=404)
    siv = sign_in(browser, "dahl")
    siv.get("/staff/requests")
    assert "Kari Nordvik" in siv.words()
    assert "Det er feil." not in siv.text
    _decide(browser, clinic, "refused")
    kari.get("/me/rights")
    for words in ("Not deleted.", "Grunnen er denne.", "statsforvalteren"):
        assert words in kari.words()
    with clinic.database.transaction() as session:
        assert session.get_one(Response, course["session"]).status == "completed"
        [row] = session.scalars(select(AuditEvent).where(AuditEvent.action == "deletion refused"))
    assert (row.actor_id, row.purpose) == (clinic.berg, "rights")


@pytest.mark.parametrize("decision", ["erased", "marked"])
def test_what_is_granted(clinic: Clinic, browser: Browser, course: dict[str, int], decision: str) -> None:
    kari = _me(browser, clinic.kari)
    _ask(kari, course["scores"])
    berg = _decide(browser, clinic, decision)
    berg.get(f"/staff/patients/{clinic.kari}/responses/{course['scores']}", status=404)
    with clinic.database.transaction() as session:
        row = session.get_one(Response, course["scores"])
        scores = session.scalars(select(StoredScore).where(StoredScore.response_id == row.id)).all()
        assert row.status == "entered-in-error"
        assert (bool(row.answers), bool(scores)) == (decision == "marked", decision == "marked")
    kinds = _bundle(kari)
    [found] = [one for one in kinds["QuestionnaireResponse"] if one["id"] == str(course["scores"])]
    assert found["status"] == "entered-in-error"
    assert kinds["Task"][0]["status"] == "completed"


def test_everything_one_has_sent(clinic: Clinic, browser: Browser, course: dict[str, int]) -> None:
    _ask(_me(browser, clinic.kari), "all")
    _decide(browser, clinic, "erased")
    with clinic.database.transaction() as session:
        rows = session.scalars(select(Response).where(Response.source_id == clinic.kari)).all()
        assert {row.status for row in rows} == {"entered-in-error"}
        assert not any(row.answers for row in rows)
        assert session.scalars(select(Reply)).all() == []
        assert session.scalars(select(Remark)).all() == []
        assert session.get_one(Response, course["seen"]).status == "completed"


def test_an_open_answer_about_safety_is_never_removed(
    clinic: Clinic, browser: Browser, course: dict[str, int]
) -> None:
    answer(clinic, clinic.kari, "phq-9-demo", {"item-9": answered("2")})
    _ask(_me(browser, clinic.kari), "all")
    berg = _decide(browser, clinic, "erased", status=422)
    assert "has not been seen yet" in berg.words()
    with clinic.database.transaction() as session:
        assert session.get_one(Response, course["session"]).answers
