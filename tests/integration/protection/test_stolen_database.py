"""A stolen database gives nothing away: no text, name or contact in its file, its logs, or a dump of it."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, text

from feedback.domain.calendar import day_of, local
from feedback.persistence.columns import ExactDecimal
from feedback.persistence.tables import Base

TABLES = Base.metadata.sorted_tables
Browser = Callable[[], PageClient]
# Everything that a person types or that tells who somebody is; each word stands nowhere else.
WORDS = (
    "Olaug", "Hemmelighaug", "olaug@privat.example", "90011222", "1980-02-29", "F-hemmelig", "kalender-77",
    "Tvillingbror", "bror@privat.example", "91122333", "vondtimagen", "uferdigkladd", "svarfrabehandler",
    "sovehelenatta", "sovederfra", "vedstrandkanten", "ringetannlegen",
    "turerisnoen", "ringefastlegen", "vilsnakkeom", "harsettdette", "foreslaardette", "Fastlegen Dahlum",
    "hjemmefraerdet", "seiltureniskjærgården",
    "kari@example.org", "Kari Nordvik", "Anna Berg", "Siv Dahl", "berg", "dahl",
)  # fmt: skip
NOT_SEALED = {
    "audit_event.actor_label": "the operating-system user of a command; verified off-line without keys",
    "audit_event.role": "a word of our own",
    "audit_event.purpose": "a word of our own",
    "audit_event.action": "a word of our own",
    "audit_event.target": "kinds and numbers of rows",
    "audit_event.hash": "a hash",
    "credential.password_hash": "argon2id",
    "bound_log_in.issuer": "the address of a log-in provider",
    "bound_log_in.subject_hash": "a keyed hash",
    "bound_log_in.national_id_hash": "a keyed hash",
    "bound_log_in.hpr_hash": "a keyed hash",
    "provider_session.session_hash": "a keyed hash",
    "provider_session.subject_hash": "a keyed hash",
    "recovery_code.code_hash": "a hash of random letters",
    "throttle.key_hash": "a keyed hash",
    "throttle.kind": "a word of our own",
    "unit.languages": "codes of languages",
    "unit_contact.number": "shown to everybody by the clinic",
    "unit_contact.name_nb": "shown to everybody by the clinic",
    "unit_contact.name_nn": "shown to everybody by the clinic",
    "unit_contact.name_en": "shown to everybody by the clinic",
    "unit_text.text": "shown to everybody by the clinic",
    "unit_threshold.key": "shown to everybody by the clinic",
    "change.by_label": "the operating-system user of a command",
    "change.field": "a word of our own",
    "critical_answer.link_id": "which question, not what was answered",
    "link.token_hash": "a hash of 256 random bits",
    "link_code.code_hash": "a keyed hash",
    "link_session.token_hash": "a hash of 256 random bits",
    "patient.reference_hash": "a keyed hash",
    "question_set.definition": "questions, no answers",
    "question_set.report": "about an imported file",
    "question_set.key": "a word of the file",
    "question_set.version": "a word of the file",
    "scoring_profile.name": "a measure is no person",
    "scoring_profile.version": "a word of the facts",
    "scoring_profile.definition": "facts of a measure, no answers",
    "score.measure": "which measure",
    "score.name": "which scale",
    "score.value": "a number without a name, read many at a time by a trend",
    "score.band": "a word of the scoring facts",
    "score.why": "a word of our own",
    "score.profile_version": "a word of our own",
    "sign_in.token_hash": "a hash of 256 random bits",
    "collection_plan.template": "questions and rhythms of a template, no person",
    "collection_plan.template_key": "the name of a template",
    "course_change.field": "a word of our own",
    "occasion.plan_key": "the turn of a rhythm",
    "plan_adaptation.step": "a question set and a rhythm; the reason is sealed",
    "plan_template.key": "a clinic's template is no person",
    "plan_template.version": "a number",
    "plan_template.definition": "questions and rhythms, no person",
    "process_code.system": "a clinic's codes are no person",
    "process_code.code": "a clinic's codes are no person",
    "unit_choice.key": "a word of our own",
    "unit_choice.value": "a clinic's choice is no person",
    "unit_interval.condition": "a word of our own",
    "unit_interval.source": "where a clinic's rule comes from",
    "retention_days.key": "a word of our own",
    "unit.key": "a clinic is no person",
    "unit.name": "a clinic is no person",
    "unit.service_name": "a clinic is no person",
    "unit.phone": "the clinic's public number",
}


def test_every_text_column_is_sealed_or_listed_with_a_reason() -> None:
    plain = set()
    for table in TABLES:
        checks = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        for column in table.columns:
            is_text = isinstance(column.type, String | JSON | ExactDecimal)
            if is_text and f"ck_{table.name}_{column.name}_known" not in checks:
                plain.add(f"{table.name}.{column.name}")
    assert plain - NOT_SEALED.keys() == set(), "seal these columns, or say here why they need not be"


def _sign_in(browser: Browser, name: str) -> PageClient:
    staff = browser()
    staff.get("/staff/sign-in")
    staff.submit({"name": name, "password": PASSWORD})
    return staff


@pytest.fixture
def fill(clinic: Clinic, browser: Browser) -> None:
    """People and words of every kind, through real requests."""
    unit = f"/staff/unit/patients/{clinic.kari}"
    siv = _sign_in(browser, "dahl")
    siv.get("/staff/unit/patients/new")
    siv.submit(
        {
            "reference": "F-hemmelig", "name": "Olaug Hemmelighaug", "born_on": "1980-02-29", "language": "nn",
            "email": "olaug@privat.example", "phone": "90011222", "area": "PHV", "setting": "outpatient",
            "started_on": "2026-06-01",
        }
    )  # fmt: skip
    siv.get(f"{unit}/relatives/new")
    siv.submit({"name": "Tvillingbror", "kind": "sibling", "language": "nb", "agreed": "y",
                "email": "bror@privat.example", "phone": "91122333"})  # fmt: skip
    siv.get(f"{unit}/appointments/new")
    siv.submit({"day": local(clinic.now).date().isoformat(), "clock": "23:50", "reference": "kalender-77"})
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    kari.get(kari.path + "1")
    kari.submit({"q1": "7", "q5": "vondtimagen", "sharing": "all"})
    kari.get(clinic.link(clinic.kari, "how-i-am"))
    kari.get(kari.path + "1")
    words = kari.all("textarea")[0].get("name") or ""
    kari.submit({words: "uferdigkladd", "action": "later"})
    _goals(clinic, browser())
    _clinician(clinic, _sign_in(browser, "berg"))


def _goals(clinic: Clinic, kari: PageClient) -> None:
    kari.get("/")
    kari.post(f"/me/demo-entry/{clinic.kari}")
    kari.get("/me/goals")
    kari.submit({"words": "sovehelenatta"})
    kari.get("/me/goals/1")
    kari.submit({"do": "changed", "words": "sovederfra"}, form=1)


def _clinician(clinic: Clinic, berg: PageClient) -> None:
    page = f"/staff/patients/{clinic.kari}"
    berg.get(page)
    berg.post(f"{page}/responses/1/reply", {"kind": "not", "text": "svarfrabehandler"})
    berg.get(f"{page}/points/1/preparation")
    berg.submit({"topic_1": "vilsnakkeom", "seen": "harsettdette", "proposal": "foreslaardette"})
    berg.get(f"{page}/treatment-plan/write")
    berg.submit({"do": "vedstrandkanten", "step-0-what": "ringetannlegen"})
    berg.get(f"{page}/points/1")
    berg.submit({"how": "all"}, form=0)
    written = {
        "works": "turerisnoen", "steps-0-what": "ringefastlegen", "copies-0-name": "Fastlegen Dahlum",
        "copies-0-wanted": "y", "copies-0-agreed": "y", "held_on": day_of(clinic.now).isoformat(),
    }  # fmt: skip
    berg.submit({**written, "do": "hold"}, status=None)
    if "late_reason" in berg.text:
        berg.submit({**written, "do": "hold", "late_reason": "illness"}, status=None)
    berg.submit(status=None)  # yes, the point has been held
    berg.get(f"{page}/points/1")
    berg.post(f"{page}/points/1/reviewed", {"how": "not-confirmed", "reason": "hjemmefraerdet"})
    berg.get(f"{page}/course/pauses")
    day = day_of(clinic.now).isoformat()
    berg.submit({"starts_on": day, "ends_on": day, "reason": "seiltureniskjærgården"})
    berg.get(f"{page}/course/pauses/1")
    berg.submit({"do": "remove"})  # the words are left in the history


def _bytes(clinic: Clinic) -> Iterator[tuple[str, bytes]]:
    """Everything that a thief holds."""
    if clinic.database.is_sqlite:
        path = Path(str(clinic.database.engine.url.database))
        assert path.with_name(f"{path.name}-wal").stat().st_size > 0
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
            if path.with_name(name).exists():
                yield name, path.with_name(name).read_bytes()
        return
    with clinic.database.engine.connect() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        names = [row[0] for row in tables]
        assert {table.name for table in TABLES} <= set(names)
        driver = connection.connection.driver_connection
        assert driver is not None
        for name in names:
            for form in ("text", "binary"):
                with driver.cursor().copy(f'COPY "{name}" TO STDOUT (FORMAT {form})') as copy:
                    yield f"{name} as {form}", b"".join(map(bytes, copy))


def _with_what_is_packed(data: bytes) -> Iterator[bytes]:
    """The bytes, and whatever inside them can be unpacked (zlib, gzip, raw deflate after such a head)."""
    yield data
    for head, bits in (
        (b"\x78\x01", 15),
        (b"\x78\x5e", 15),
        (b"\x78\x9c", 15),
        (b"\x78\xda", 15),
        (b"\x1f\x8b", 31),
    ):
        place = data.find(head)
        while place >= 0:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj(bits).decompress(data[place:])
            place = data.find(head, place + 1)


def _forms(word: str) -> set[bytes]:
    return {word.encode(), word.encode("utf-16-le"), word.encode().hex().encode(), word.lower().encode()}


def _found(clinic: Clinic) -> set[str]:
    told = set()
    for name, data in _bytes(clinic):
        for content in _with_what_is_packed(data):
            told |= {f"{word} in {name}" for word in WORDS if any(one in content for one in _forms(word))}
    return told


def test_the_search_finds_what_is_there(clinic: Clinic) -> None:
    packed = b"noise" + zlib.compress(b"her er vondtimagen skrevet") + b"more"
    assert any(b"vondtimagen" in one for one in _with_what_is_packed(packed))
    clinic.database.engine.dispose()
    with clinic.database.engine.begin() as connection:
        connection.execute(text("UPDATE unit SET phone = 'vondtimagen' WHERE id = 1"))
    with clinic.database.engine.connect():
        assert any(one.startswith("vondtimagen in ") for one in _found(clinic))


def test_a_stolen_database_shows_no_text_name_or_contact(clinic: Clinic, fill: None) -> None:
    stored = _opened_with_the_keys(clinic)
    assert [word for word in WORDS if word not in stored] == []
    with clinic.database.engine.connect():  # keeps the write-ahead log where it is
        assert _found(clinic) == set()


def _opened_with_the_keys(clinic: Clinic) -> str:
    """What the product sees of all tables."""
    with clinic.database.transaction() as session:
        rows = [tuple(row) for table in TABLES for row in session.execute(table.select())]
    days = [str(value) for row in rows for value in row if isinstance(value, date)]
    return " ".join((*map(repr, rows), *days))


def test_the_columns_that_hold_bytes_are_sealed() -> None:
    for table in TABLES:
        for column in table.columns:
            assert type(column.type) is not LargeBinary, f"{table.name}.{column.name} holds plain bytes"
