"""Every page that shows somebody's information, and every change, leaves a row in the audit log.

The pages come from the URL map, and what they show or change is looked at, so a new page cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
from access_rows import ALLOWED, FIELDS, come_in
from clinic import Clinic
from flask import Flask
from sqlalchemy import select
from test_access import Numbers, numbers
from werkzeug.routing import Rule

from feedback.domain.people.actors import STAFF_ROLES, Actor
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import Base
from feedback.services.access.admission import get_asked
from feedback.services.answers.answering import find_answering, save_draft
from feedback.services.audit import EVENTS

__all__ = ["numbers"]
# What tells who somebody is, or what they said.
SHOWN = (b"Kari Nordvik", b"Nora Sund", b"Per Nordvik", b"Tove Sund", b"F-1", b"L-1", b"ganske privat")
# Tables that only tell who is signed in, or count attempts.
ABOUT_SESSIONS = {"audit_event", "sign_in", "credential", "attempt", "throttle"}
# They show the made-up names of a demo to choose from, or a made-up file.
ABOUT_NOBODY = {"respondent.front", "staff.sign_in", "respondent.sign_in", "registration.csv_template"}


@pytest.fixture
def filled(clinic: Clinic, numbers: Numbers) -> Numbers:
    """Kari has a draft with her own words."""
    with clinic.database.transaction() as session:
        answering = find_answering(session, get_asked(session, numbers.open_invitation))
        answers = {answering.questionnaire.questions[-1].link_id: answered("ganske privat")}
        save_draft(session, Actor(clinic.kari, "patient", None), answering, answers, "nb", clinic.now)
    return numbers


def _pages(app: Flask, method: str) -> Iterator[tuple[Rule, str]]:
    """Every page of the URL map with each person who may open it."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and rule.endpoint not in ABOUT_NOBODY and method in (rule.methods or ()):
            for who in sorted(ALLOWED[rule.endpoint] - {"nobody"}):
                yield rule, who


def _rows(clinic: Clinic, after: int = 0) -> list[dict[str, object]]:
    with clinic.database.transaction() as session:
        query = select(EVENTS).where(EVENTS.c.id > after).order_by(EVENTS.c.id)
        return [dict(row) for row in session.execute(query).mappings()]


def _fingerprints(clinic: Clinic) -> dict[str, str]:
    """A hash of each table's rows as they are stored."""
    found = {}
    with clinic.database.transaction() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in ABOUT_SESSIONS:
                rows = sorted(repr(tuple(row)) for row in session.execute(select(table)))
                found[table.name] = sha256("\n".join(rows).encode()).hexdigest()
    return found


def _faults(row: dict[str, object], person: int) -> list[str]:
    """What a row of the log lacks: who, role, unit, purpose, what, when."""
    lacking = [name for name in ("actor_id", "role", "unit_id", "purpose", "action", "at") if not row[name]]
    if row["actor_id"] != person:
        lacking.append("the right person")
    if row["role"] in STAFF_ROLES and row["patient_id"] is None and not row["target"]:
        lacking.append("what")
    return lacking


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_shown_or_changed_is_in_the_log(
    app: Flask, clinic: Clinic, filled: Numbers, method: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    wrong, looked = [], 0
    for rule, who in _pages(app, method):
        person = filled.person(who)
        client = come_in(app, person, who)
        before, stored = _rows(clinic)[-1]["id"], _fingerprints(clinic)
        answer = client.open(filled.fill(rule), method=method, data=FIELDS.get(rule.endpoint) or None)
        shows = answer.mimetype != "text/html" or any(word in answer.data for word in SHOWN)
        changed = [name for name, mark in _fingerprints(clinic).items() if mark != stored.get(name)]
        rows = [row for row in _rows(clinic, int(str(before))) if row["action"] != "signed in"]
        if answer.status_code >= 400 or not (shows or changed):
            continue
        looked += 1
        if not rows:
            wrong.append(f"{method} {rule.endpoint} as {who}: {'shows' if shows else changed}, no row")
        wrong += [f"{rule.endpoint}: a row lacks {lack}" for row in rows for lack in _faults(row, person)]
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert looked > 10


def test_no_row_reveals_an_answer_or_a_name(app: Flask, clinic: Clinic, filled: Numbers) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for rule, who in _pages(app, "GET"):
        come_in(app, filled.person(who), who).get(filled.fill(rule))
    told = repr(_rows(clinic))
    assert not [word for word in SHOWN if word.decode() in told]
