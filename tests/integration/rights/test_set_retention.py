"""An administrator sees how long things are kept, and keeps them for a shorter time, with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from asking import acting
from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session
from test_retention import old

from feedback.catalogue.retention import retention_rules
from feedback.cli.main import main
from feedback.persistence.tables import AuditEvent, Change, Person, RetentionDays, SignIn
from feedback.services.access.sign_in import begin_sign_in
from feedback.services.refusals import NotFound, Refused
from feedback.services.units.changes import changes_of
from feedback.services.units.set_retention import own_days, rules_in_force, set_days
from feedback.web.administration import retention_words

__all__ = ["old"]
Browser = Callable[[], PageClient]
HERE = "/staff/administration/retention"


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": "ås", "password": PASSWORD})
    client.get("/staff/?language=en")
    return client


def _in_force(session: Session) -> dict[str, int]:
    return {rule.key: rule.days for rule in rules_in_force(session)}


SHIPPED = {rule.key: rule.days for rule in retention_rules()}


@pytest.fixture
def sessions(clinic: Clinic) -> None:
    """Kari has signed in three times."""
    with clinic.database.transaction() as session:
        for days in (50, 40, 1):
            moment = clinic.now - timedelta(days=days)
            begin_sign_in(session, session.get_one(Person, clinic.kari), moment, "demo")


def test_fewer_days_with_a_reason(session: Session, clinic: Clinic) -> None:
    nina = acting(session, clinic.nina)
    assert _in_force(session) == SHIPPED
    set_days(session, nina, "sign-ins", 30, " We need no more. ", clinic.now)
    assert _in_force(session) == {**SHIPPED, "sign-ins": 30}
    set_days(session, nina, "sign-ins", 30, "Once more", clinic.now)
    set_days(session, nina, "sign-ins", None, "Back to what ships", clinic.now)
    assert own_days(session) == {}
    set_days(session, nina, "sign-ins", 90, "The same as what ships", clinic.now)
    assert own_days(session) == {}
    found = [(row.field, row.before, row.after, row.reason, row.by_id, row.at) for row in changes_of(session)]
    assert found == [
        ("retention sign-ins", "30", "90", "Back to what ships", clinic.nina, clinic.now),
        ("retention sign-ins", "90", "30", "We need no more.", clinic.nina, clinic.now),
    ]
    logged = select(AuditEvent).where(AuditEvent.action == "changed", AuditEvent.target.like("change %"))
    assert len(session.scalars(logged).all()) == 2


@pytest.mark.parametrize("key", ["records", "audit-log", "unknown", ""])
def test_what_is_kept_until_a_person_decides_stays_so(session: Session, clinic: Clinic, key: str) -> None:
    with pytest.raises(NotFound):
        set_days(session, acting(session, clinic.nina), key, 30, "Less", clinic.now)
    session.add(RetentionDays(key="records", days=1))
    session.flush()
    assert _in_force(session) == SHIPPED


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(0, "x", "days"), (-1, "x", "days"), (6, "x", "days"), (91, "x", "days"), (365, "x", "days"),
     (30, " ", "reason"), (30, "x" * 301, "reason"), (None, "", "reason")],
)  # fmt: skip
def test_what_cannot_be_chosen(
    session: Session, clinic: Clinic, days: int | None, reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        set_days(session, acting(session, clinic.nina), "sign-ins", days, reason, clinic.now)
    assert refused.value.field == field
    assert own_days(session) == {}
    assert changes_of(session) == []


def test_a_rule_that_ships_with_fewer_days_wins(session: Session) -> None:
    session.add(RetentionDays(key="sign-ins", days=400))
    session.flush()
    assert _in_force(session) == SHIPPED


def test_the_page_says_everything_and_names_nobody(clinic: Clinic, nina: PageClient, sessions: None) -> None:
    nina.get(HERE)
    for rule in retention_rules():
        for words in (rule.source, rule.standing, rule.counted_from):
            assert words in nina.words()
        assert rule.what.capitalize() in nina.words()
    assert "Kari" not in nina.text
    links = [link.get("href") or "" for link in nina.all("a")]
    assert f"{HERE}/drafts" in links
    assert f"{HERE}/records" not in links
    nina.get(f"{HERE}/records", status=404)


def test_words_are_there_in_english_as_in_the_data() -> None:
    """What the pages say and what the command says is the same."""
    for rule in retention_rules():
        said = (retention_words.WHAT, retention_words.COUNTED_FROM, retention_words.SOURCES,
                retention_words.STANDINGS)  # fmt: skip
        assert [str(words[rule.key]) for words in said] == [
            rule.what,
            rule.counted_from,
            rule.source,
            rule.standing,
        ]


def test_nothing_is_stored_before_it_is_confirmed(clinic: Clinic, nina: PageClient, sessions: None) -> None:
    nina.get(f"{HERE}/sign-ins")
    nina.submit({"days": "30", "reason": "We need <b>no</b> more."})
    assert "Keep them for 30 days?" in nina.words()
    assert "A run now would remove: 2, the oldest of" in nina.words()
    assert "We need <b>no</b> more." in nina.words()
    with clinic.database.transaction() as session:
        assert own_days(session) == {}
    nina.submit({"do": "store"}, form=0)
    assert nina.path == HERE
    assert "30 days own 90 as shipped" in nina.words()
    assert "We need <b>no</b> more." in nina.words()
    with clinic.database.transaction() as session:
        assert own_days(session) == {"sign-ins": 30}
        stored = session.execute(text("SELECT reason FROM change")).all()
        assert stored
        assert not any(b"need" in bytes(row[0] or b"") for row in stored)
        assert [row.reason for row in session.scalars(select(Change))] == ["We need <b>no</b> more."]
    nina.get("/staff/administration/changes")
    assert "Days kept: sessions of people who were signed in" in nina.words()


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [("29", "x", "days"), ("366", "x", "days"), ("1e2", "x", "days"), ("\u0663\u0660", "x", "days"),
     ("99999999999", "x", "days"), ("-30", "x", "days"), ("40", "", "reason"), ("40", "x" * 301, "reason")],
)  # fmt: skip
@pytest.mark.parametrize("do", ["", "store"])
def test_what_was_typed_is_there_again(
    clinic: Clinic, nina: PageClient, days: str, reason: str, field: str, do: str
) -> None:
    nina.get(f"{HERE}/drafts")
    nina.submit({"days": days, "reason": reason, "do": do}, status=422)
    assert f'href="#{field}"' in nina.text
    assert [box.get("value") for box in nina.all("input") if box.get("id") == "days"] == [days]
    assert [(box.text or "").strip() for box in nina.all("textarea")] == [reason]
    with clinic.database.transaction() as session:
        assert own_days(session) == {}


def test_the_command_counts_with_them(old: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    with old.database.transaction() as session:
        session.execute(update(SignIn).values(began_at=old.now - timedelta(days=40)))
    assert main(["retention", "--dry-run"]) == 0
    assert "signed in: 0 would go (over 90 days since the day they signed in)" in capsys.readouterr().out
    with old.database.transaction() as session:
        set_days(session, acting(session, old.nina), "sign-ins", 30, "Less", old.now)
    old.database.engine.dispose()
    assert main(["retention", "--dry-run"]) == 0
    assert "2 would go (over 30 days since the day they signed in, 90 as shipped" in capsys.readouterr().out
    assert main(["retention", "--dry-run", "--json"]) == 0
    [row] = [row for row in json.loads(capsys.readouterr().out) if row["key"] == "sign-ins"]
    assert (row["days"], row["shipped"], row["count"]) == (30, 90, 2)
    assert main(["retention", "--yes"]) == 0
    with old.database.transaction() as session:
        assert session.scalars(select(SignIn)).all() == []
