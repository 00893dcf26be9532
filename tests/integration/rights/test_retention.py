"""How long things are kept: listed in a dry run, removed only with --yes, and each step in the log."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from asking import acting, ask, send
from clinic import Clinic
from sqlalchemy import func, select, update

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.retention import read_rules, retention_rules
from feedback.cli.main import main
from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.keys import write_keyring
from feedback.persistence.tables import AuditEvent, Invitation, Link, LinkSession, Person, Response, SignIn
from feedback.services.access.link_sessions import begin_link_session
from feedback.services.access.sign_in import begin_sign_in
from feedback.services.answers.answering import save_draft
from feedback.services.answers.invite import new_link
from feedback.services.units.retention import expired


@pytest.fixture
def old(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    """A draft, a session, an answered link, an opened one and an open link, all of long ago; and the same of
    today."""
    folder = tmp_path / "instance"
    write_keyring(clinic.database.keyring, folder / "keys.json")
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(folder))
    url = clinic.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", url)
    for long_ago in (True, False):
        _leave_things(clinic)
        if long_ago:
            _age(clinic, timedelta(days=400))
    clinic.database.engine.dispose()
    return clinic


def _leave_things(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        kari = acting(session, clinic.kari)
        siv = acting(session, clinic.siv)
        begin_sign_in(session, session.get_one(Person, clinic.kari), clinic.now, "demo")
        sent = ask(session, clinic, clinic.per, "relative-view")
        if not sent.is_sent:
            new_link(session, siv, session.get_one(Invitation, sent.asked.id), clinic.now)
            send(session, clinic, sent, {})
        for key in ("how-i-am", "my-goals"):
            draft = ask(session, clinic, clinic.kari, key)
            if draft.response is None:
                begin_link_session(session, draft.asked.id, clinic.now, confirmed=True)
                new_link(session, siv, session.get_one(Invitation, draft.asked.id), clinic.now)
                save_draft(session, kari, draft, {"x": answered("1")}, "nb", clinic.now)
                return


def _age(clinic: Clinic, by: timedelta) -> None:
    with clinic.database.transaction() as session:
        for column in (
            Response.started_at,
            SignIn.began_at,
            Link.made_at,
            LinkSession.seen_at,
            AuditEvent.at,
        ):
            session.execute(update(column.class_).values({column: clinic.now - by}))


def _counts(clinic: Clinic) -> tuple[int, ...]:
    with clinic.database.transaction() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Response, SignIn, Link, LinkSession)
        )


def test_a_dry_run_changes_nothing(old: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    before = _counts(old)
    assert main(["retention", "--dry-run", "--json"]) == 0
    found = {row["key"]: row["count"] for row in json.loads(capsys.readouterr().out)}
    assert found == {"drafts": 1, "sign-ins": 1, "links": 1, "opened-links": 1, "records": 0, "audit-log": 0}
    assert _counts(old) == before


def test_it_is_removed_only_when_told_so(old: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    before = _counts(old)
    for arguments in ([], ["--dry-run", "--yes"]):
        assert main(["retention", *arguments]) == 2
        assert "Choose one" in capsys.readouterr().err
    assert _counts(old) == before
    assert main(["retention", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "1 removed (over 365 days" in said
    assert "records: what was sent, replied and decided: kept" in said
    assert _counts(old) == tuple(count - 1 for count in before)
    with old.database.transaction() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.purpose == "retention")).all()
        assert [row.action for row in rows].count("removed draft") == 1
        assert {row.patient_id for row in rows if row.action == "removed draft"} == {old.kari}
    assert main(["retention", "--yes"]) == 0
    assert _counts(old) == tuple(count - 1 for count in before)


def test_a_draft_that_somebody_still_writes_at_stays(old: Clinic) -> None:
    """Begun long ago and saved today: nothing expires under somebody's hands (rule A3)."""
    with old.database.transaction() as session:
        drafts = [rule for rule in retention_rules() if rule.key == "drafts"]
        [long_ago] = expired(session, drafts, old.now)
        assert (long_ago.count, long_ago.oldest) == (1, day_of(old.now - timedelta(days=400)))
        kari = acting(session, old.kari)
        save_draft(session, kari, ask(session, old, old.kari, "how-i-am"), {}, "nb", old.now)
        [long_ago] = expired(session, drafts, old.now)
        assert (long_ago.count, long_ago.oldest) == (0, None)


def test_every_rule_says_where_it_comes_from() -> None:
    assert all(rule.source and rule.standing and rule.counted_from for rule in retention_rules())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rule = 1",
        "[[rule]]\nkey = 'x'",
        "[[rule]]\nkey='x'\nwhat=''\ndays=-1\nfrom=''\nsource=''\nstanding=''",
    ],
)
def test_bad_rules_are_refused(text: str) -> None:
    with pytest.raises(CatalogueError):
        read_rules(text)
