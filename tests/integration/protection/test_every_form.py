"""Every form of the address map, from everybody who comes to it, with everything wrong that we can think of: no
500, no traceback, nothing stored by halves, nothing of others touched.

The forms are found on the pages, and each address that takes a form must have been found, so that none can be
forgotten. The choice is random but the same every time; FEEDBACK_FUZZ multiplies how much is tried.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from access_rows import ALLOWED
from arranged import Numbers
from busy_clinic import Visitor, make_busy, visitors
from clinic import Clinic
from flask import Flask
from found_forms import Form
from hostile_values import Request, bodies, methods, numbers_of_others, one_by_one, sweeps
from postgresql_server import Server, Snapshot
from sqlalchemy import event
from test_hostile_forms import fine
from werkzeug.test import TestResponse

from feedback import create_app
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring, write_keyring
from feedback.settings import Settings

TRIES = 1 * int(os.environ.get("FEEDBACK_FUZZ", "1"))
QUERIES = (
    "person",
    "patient",
    "find",
    "page",
    "id",
    "after",
    "kind",
    "correct",
    "response",
    "unit",
    "staff",
    "number",
)
COOKIES = (("samsyn", "/"), ("samsyn_staff", "/staff"))
# They are sent by the provider's server and stand on no page: see test_openid_sign_out.
WITHOUT_A_PAGE = {"openid_respondent.hear_of_sign_out", "openid_staff.hear_of_sign_out"}
# Tables that change though a form is refused: who tried what, and how often.
TELL_OF_TRYING = {"audit_event", "sign_in", "throttle", "link_session", "provider_session"}
LAST = ("sign_out", "everywhere", "demo_entry")  # they end what was opened
KEEPS_WHAT_IS_RIGHT = {"answering.save"}  # a draft, so that nothing typed is lost (rule A3)


@dataclass
class Busy:
    """The application, everybody with their forms, and the database as it was."""

    app: Flask
    numbers: Numbers
    people: dict[str, Visitor]
    file: Path
    before: Path
    is_touched: bool = False

    def put_back(self) -> None:
        """Make the database what it was, where more than attempts may have been stored in it."""
        if not self.is_touched:
            return
        database: Database = self.app.extensions["samsyn.database"]
        database.engine.dispose()
        for end in ("-wal", "-shm"):
            self.file.with_name(self.file.name + end).unlink(missing_ok=True)
        shutil.copyfile(self.before, self.file)

    def send(self, who: str, path: str, sent: dict[str, Any]) -> TestResponse:
        """One request from this person's browser, to the database as it was."""
        self.put_back()
        client, mine = self.app.test_client(), self.people[who].page.client
        for name, where in COOKIES:
            if cookie := mine.get_cookie(name, path=where):
                client.set_cookie(name, cookie.value, path=where)
        answer = client.open(path, **sent)
        self.is_touched = answer.status_code < 400 or answer.status_code == 429
        return answer


@pytest.fixture(scope="module")
def busy(
    tmp_path_factory: pytest.TempPathFactory,
    clinic_in_sqlite: Callable[[], tuple[Path, Clinic]],
    keyring: Keyring,
) -> Iterator[Busy]:
    folder = tmp_path_factory.mktemp("busy")
    file = folder / "feedback.sqlite"
    shutil.copy(clinic_in_sqlite()[0], file)
    settings = Settings(folder, f"sqlite:///{file}", demo_entry=True, secure_cookies=False)
    write_keyring(keyring, settings.key_file)
    database = Database(settings.database_url, keyring)
    event.listen(database.engine, "connect", lambda link, _row: link.execute("PRAGMA synchronous = OFF"))
    app = create_app(settings, database)
    numbers = make_busy(replace(clinic_in_sqlite()[1], database=database))
    people = {one.who: one for one in visitors(app, numbers, ALLOWED)}
    database.forget_overwritten()
    database.engine.dispose()
    shutil.copyfile(file, folder / "before.sqlite")
    yield Busy(app, numbers, people, file, folder / "before.sqlite")
    database.engine.dispose()


def _forms(busy: Busy) -> Iterator[tuple[str, Form]]:
    for who, visitor in busy.people.items():
        for form in visitor.forms:
            yield who, form


def _stored(file: Path) -> dict[str, str]:
    """A hash of what each table holds, but for those that tell of trying."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        names = [name for (name,) in named if name not in TELL_OF_TRYING]
        rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608
    connection.close()
    return {name: sha256(repr(found).encode()).hexdigest() for name, found in rows.items()}


def _check(
    busy: Busy, who: str, form: Form, request: Request, caplog: pytest.LogCaptureFixture
) -> TestResponse:
    what, sent = request
    answer = busy.send(who, form.action, sent)
    text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    said = f"{who}: {form.endpoint}: {what}"
    fine(answer.status_code, text, said, caplog)
    assert "<script" not in text, said
    assert "planted" not in str(answer.headers), said
    return answer


def test_every_address_that_takes_a_form_is_found(busy: Busy) -> None:
    """A new form must be on a page that somebody of the busy clinic comes to."""
    takes_forms = {rule.endpoint for rule in busy.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    found = {form.endpoint for _who, form in _forms(busy)}
    assert takes_forms - found == WITHOUT_A_PAGE, (
        "let something wait for this form in tests/support/busy_clinic.py"
    )
    assert found <= takes_forms


def test_every_field_with_every_kind_of_value(busy: Busy, caplog: pytest.LogCaptureFixture) -> None:
    before = _stored(busy.before)
    for who, form in _forms(busy):
        dice = Random(f"{who} {form.kind}")  # noqa: S311
        for place, request in enumerate((*sweeps(form, dice), *one_by_one(form, dice, TRIES))):
            answer = _check(busy, who, form, request, caplog)
            looked_at = place % 3 == 0 or request[0] == "late"
            if answer.status_code >= 400 and looked_at and form.endpoint not in KEEPS_WHAT_IS_RIGHT:
                after = _stored(busy.file)
                changed = [name for name, mark in after.items() if mark != before[name]]
                assert not changed, f"{who}: {form.endpoint}: {request[0]}: refused, but stored in {changed}"


def test_bodies_that_are_no_form_and_methods_that_no_page_has(
    busy: Busy, caplog: pytest.LogCaptureFixture
) -> None:
    busy.app.config["WTF_CSRF_ENABLED"] = False  # so that they reach the page itself
    try:
        for who, form in {form.endpoint: (who, form) for who, form in _forms(busy)}.values():
            for request in (*bodies(form), *methods(form)):
                answer = _check(busy, who, form, request, caplog)
                if request[1]["method"] not in ("POST", "GET", "HEAD", "OPTIONS"):
                    assert answer.status_code in (404, 405), f"{who}: {form.endpoint}: {request[0]}"
    finally:
        busy.app.config["WTF_CSRF_ENABLED"] = True


def test_numbers_of_others_in_every_field_touch_nothing_of_theirs(
    busy: Busy, caplog: pytest.LogCaptureFixture
) -> None:
    """Nora, her mother, her clinician and her unit, in every field of everybody around Kari."""
    clinic = busy.numbers.clinic
    others = {"nora": clinic.nora, "tove": clinic.tove, "lie": clinic.lie, "the other unit": 2}
    theirs = _rows_of(busy.before, {clinic.nora, clinic.tove})
    assert theirs
    for who in ("kari", "per", "berg", "opened", "siv", "geir"):
        for form in busy.people[who].forms:
            for request in numbers_of_others(form, others):
                answer = _check(busy, who, form, request, caplog)
                assert not any(name in answer.text for name in ("Nora Sund", "Tove Sund", "L-1")), form
                assert _rows_of(busy.file, {clinic.nora, clinic.tove}) == theirs, f"{who}: {form.endpoint}"


def test_numbers_of_others_in_every_query_show_nothing_of_theirs(
    busy: Busy, caplog: pytest.LogCaptureFixture
) -> None:
    """The same in the query of every page, and their names where one can look for somebody."""
    clinic = busy.numbers.clinic
    wanted = (str(clinic.nora), str(clinic.tove), "L-1", "%")
    for who in ("kari", "per", "berg", "opened", "siv", "geir"):
        for rule in busy.app.url_map.iter_rules():
            if who not in ALLOWED.get(rule.endpoint, ()) or "GET" not in (rule.methods or ()):
                continue
            for value in wanted:
                path = busy.numbers.fill(rule)
                answer = busy.send(who, path, {"query_string": dict.fromkeys(QUERIES, value)})
                fine(answer.status_code, "", f"{who}: {path}: {value}", caplog)
                if answer.mimetype == "text/html" and "demo-entry" not in answer.text:
                    text = re.sub('="[^"]*"', "", answer.text).replace(
                        value, ""
                    )  # what was looked for stands there
                    assert not any(name in text for name in ("Nora", "Tove", "Sund")), (
                        f"{who}: {path}: {value}"
                    )


def _rows_of(file: Path, people: set[int]) -> dict[str, list[str]]:
    """The rows of every table that speak of one of these people."""
    found = {}
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            about = [
                name for name in columns if name in ("patient_id", "person_id", "subject_id", "relative_id")
            ]
            where = " OR ".join(f"{name} IN ({', '.join(map(str, people))})" for name in about)
            if about and table not in TELL_OF_TRYING:
                rows = connection.execute(f'SELECT * FROM "{table}" WHERE {where}').fetchall()  # noqa: S608
                found[table] = sorted(map(repr, rows))
    connection.close()
    return found


@pytest.mark.postgresql
def test_postgresql_is_never_given_what_it_cannot_hold(
    tmp_path: Path,
    clinic_in_postgresql: Callable[[], tuple[Snapshot, Clinic]],
    postgresql: Server,
    keyring: Keyring,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Numbers, letters and signs that SQLite would take; nothing is put back in between."""
    clinic_in_postgresql()[0].put_back()
    settings = Settings(tmp_path, postgresql.url("clinic"), demo_entry=True, secure_cookies=False)
    write_keyring(keyring, settings.key_file)
    database = Database(settings.database_url, keyring)
    app = create_app(settings, database)
    numbers = make_busy(replace(clinic_in_postgresql()[1], database=database))
    seen: set[str] = set()
    for visitor in visitors(app, numbers, ALLOWED):
        new = [form for form in visitor.forms if form.kind not in seen]
        seen.update(form.kind for form in new)
        for form in sorted(new, key=lambda form: form.endpoint.endswith(LAST)):
            for what, sent in sweeps(form, Random(form.kind)):  # noqa: S311
                if what in ("all numbers", "all control", "all unicode", "all days", "far rows"):
                    answer = visitor.page.client.open(form.action, **sent)
                    fine(answer.status_code, "", f"{visitor.who}: {form.endpoint}: {what}", caplog)
    database.engine.dispose()
