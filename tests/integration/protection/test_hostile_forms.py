"""Every form of the demo, found by following links in each role, sent with hostile values: no 500, no traceback.

The choice is random but the same every time; FEEDBACK_FUZZ multiplies how much is tried.
"""

from __future__ import annotations

import io
import logging
import os
import random
import re
import shutil
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from page_client import PageClient, as_filled

from feedback import create_app
from feedback.demo import make_demo
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring, write_keyring
from feedback.persistence.tables import Installation, Person
from feedback.services.access.sign_in import audience_of
from feedback.services.questionnaires.question_sets import publish_shipped
from feedback.settings import Settings

TIMES = int(os.environ.get("FEEDBACK_FUZZ", "1"))
PAGES, TRIES, RAW = 60 * TIMES, 4 * TIMES, 250 * TIMES
ROLES = ("patient", "relative", "clinician", "coordinator", "leader", "administrator")
LEAVES = ("sign-out", "leave", "demo-entry", "sign-in")
HOSTILE = (
    "", " ", "\0", "a\0b", "x" * 70_000, "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7 * 7 }}", "%s%n",
    "-1", "0", "1", "2147483648", "99999999999999999999", "1e999", "NaN", "1,5", "\u0663", "\u00b2",
    "2999-12-31", "0000-00-00", "2026-02-30", "2026-02-29", "0001-01-01", "24:61", "02:30", "../../etc/passwd",
    "\r\nSet-Cookie: a=b", "\u202eevil", "\U0001f642", "true", "null", "[]", "{}", "~skip", "~in-person",
    "nb", "xx", "patient", "https://example.org/", "//example.org", "\\\\host", "on", "\ufeff", "a" * 255,
)  # fmt: skip
TOLD = re.compile(r"Traceback|sqlalchemy|File \"|jinja2\.exceptions|OperationalError")


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes and what a browser would send."""

    page: str
    action: str
    names: tuple[str, ...]
    filled: dict[str, list[str]]
    upload: bool

    @property
    def kind(self) -> str:
        """Forms that differ by numbers alone are one kind."""
        return re.sub(r"\d+", "N", f"{self.action} {sorted(set(self.names))}")


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, keyring: Keyring
) -> Iterator[Flask]:
    """The application over a whole demo."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(migrated_sqlite, folder / "feedback.sqlite")
    settings = Settings(
        folder, f"sqlite:///{folder / 'feedback.sqlite'}", demo_entry=True, secure_cookies=False
    )
    write_keyring(keyring, settings.key_file)
    database = Database(settings.database_url, keyring)
    with database.transaction() as session:
        session.add(Installation(id=1, made_at=datetime.now(UTC)))
        publish_shipped(session, datetime.now(UTC))
        make_demo(session, datetime.now(UTC).date())
    yield create_app(settings, database)
    database.engine.dispose()


@pytest.mark.parametrize("role", ROLES)
def test_no_form_falls_over(demo: Flask, role: str, caplog: pytest.LogCaptureFixture) -> None:
    dice = random.Random(role)  # noqa: S311
    forms = list({form.kind: form for form in _forms(demo, role)}.values())
    assert forms
    for form in forms:
        for _try in range(TRIES):
            visitor = _enter(demo, role)
            visitor.get(form.page, status=None)
            _send(visitor, form, dice, caplog)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_falls_over(demo: Flask, role: str, caplog: pytest.LogCaptureFixture) -> None:
    dice, visitor = random.Random(role), _enter(demo, role)  # noqa: S311
    rules = [rule for rule in demo.url_map.iter_rules() if not any(word in rule.rule for word in LEAVES)]
    for _try in range(RAW):
        rule = dice.choice(rules)
        path = re.sub(
            r"<[^>]+>",
            lambda _found: dice.choice(("0", "1", "7", "999999", "99999999999", "x", "%00")),
            rule.rule,
        )
        method = dice.choice(("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"))
        query = {dice.choice(("page", "find", "language", "next", "person", "check")): dice.choice(HOSTILE)}
        answer = visitor.client.open(
            path, method=method, query_string=query, data=dice.choice((b"", b"\xff\xfe=1", b"{"))
        )
        fine(
            answer.status_code,
            answer.get_data(as_text=True) if answer.mimetype == "text/html" else "",
            f"{method} {path} {query!r:.80}",
            caplog,
        )


def _enter(app: Flask, role: str) -> PageClient:
    """A browser that has entered as the first person of this role."""
    database: Database = app.extensions["samsyn.database"]
    with database.transaction() as session:
        person = session.query(Person).filter(Person.role == role).order_by(Person.id).first()
        assert person is not None
    visitor = PageClient(app)
    staff = audience_of(role) == "staff"
    visitor.get("/staff/sign-in" if staff else "/")
    visitor.post(f"/staff/demo-entry/{person.id}" if staff else f"/me/demo-entry/{person.id}")
    return visitor


def _forms(app: Flask, role: str) -> Iterator[Form]:
    """The forms on the pages that this role comes to by links alone, each kind of page once or twice."""
    visitor = _enter(app, role)
    waiting, seen, kinds = deque([visitor.path]), {visitor.path}, dict[str, int]()
    while waiting and len(seen) < 10 * PAGES:
        page = waiting.popleft()
        kind = re.sub(r"\d+", "N", urlsplit(page).path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 2 or any(word in page for word in LEAVES):
            continue
        visitor.get(page, status=None)
        for form in visitor.all("form"):
            yield _form(visitor.path, form)
        for link in visitor.all("a"):
            target = link.get("href") or ""
            if target.startswith("/") and not target.startswith("//") and target not in seen:
                seen.add(target)
                waiting.append(target)


def _form(page: str, form: Element) -> Form:
    fields = [field for tag in ("input", "select", "textarea", "button") for field in form.iter(tag)]
    names = [field.get("name") or "" for field in fields]
    filled: dict[str, list[str]] = {}
    for name, value in as_filled(form):
        filled.setdefault(name, []).append(value)
    return Form(
        page, form.get("action") or page, tuple(filter(None, names)), filled, bool(form.get("enctype"))
    )


def _send(visitor: PageClient, form: Form, dice: random.Random, caplog: pytest.LogCaptureFixture) -> None:
    if any(word in form.action for word in LEAVES):
        return
    wrong = [name for name in form.names if dice.random() < dice.choice((0.2, 0.9))] or form.names[-1:]
    fields: dict[str, object] = {name: list(values) for name, values in form.filled.items()}
    for name in wrong:
        fields[name] = [dice.choice(HOSTILE) for _value in range(dice.choice((1, 1, 1, 2)))]
    fields["csrf_token"] = visitor.token
    fields[dice.choice(("is_admin", "role", "unit_id", "person_id", "id"))] = dice.choice(HOSTILE)
    if form.upload and "file" in fields:
        content = dice.choice(
            (b"", b"\xff\xfe\x00", b"{", b"[1]", b"a;b\n1", b'{"resourceType": "Questionnaire"}', b"\0" * 999)
        )
        fields["file"] = (io.BytesIO(content), dice.choice(("a.csv", "a.json", "../a", "\u202e.exe")))
    answer = visitor.client.post(
        form.action, data=fields, content_type="multipart/form-data" if form.upload else None
    )
    text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    sent = {name: repr(value)[:60] for name, value in fields.items() if name != "csrf_token"}
    fine(answer.status_code, text, f"{form.action} {sent}", caplog)


def fine(status: int, text: str, what: str, caplog: pytest.LogCaptureFixture) -> None:
    errors = [
        record.exc_text or record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR
    ]
    assert status < 500, f"{status} for {what}\n{errors[-1:] or ''}"
    assert not TOLD.search(text), f"a traceback for {what}"
