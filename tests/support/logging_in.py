"""Setting up a log-in for the tests, and going through it as a browser does."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

from clinic import OPERATOR, Clinic
from joserfc.jwk import RSAKey
from openid_provider import CLIENT, Provider
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import AuditEvent, BoundLogIn, Patient, SignIn
from feedback.services.access.bind_log_in import bind_staff
from feedback.services.access.personal_code import PersonalCode

ADDRESS = "http://localhost"
PATHS = {"respondent": "/me/openid", "staff": "/staff/openid"}
ID_PORTEN = """
address = "{address}"

[respondent]
profile = "id-porten"
issuer = "{issuer}"
client_id = "{client}"
key_file = "openid-key.json"

[staff]
profile = "generic"
name = "HelseID"
issuer = "{issuer}"
client_id = "{client}"
key_file = "openid-key.json"
pushed_requests = true
levels = ["2", "3", "4"]
least_level = "4"
level_claim = "security_level"
hpr_claim = "hpr_number"
"""


@cache
def client_key() -> RSAKey:
    """The key with which we sign in the tests."""
    return RSAKey.generate_key(2048, auto_kid=True)


def set_up(instance: Path, provider: Provider, address: str = ADDRESS) -> None:
    """Write the settings and register with the provider."""
    key = client_key()
    (instance / "openid-key.json").write_text(json.dumps(key.as_dict(private=True)))
    text = ID_PORTEN.format(address=address, issuer=provider.issuer, client=CLIENT)
    (instance / "openid.toml").write_text(text)
    provider.public_key = key
    ends = ("callback", "signed-out")
    provider.redirects = tuple(f"{address}{path}/{end}" for path in PATHS.values() for end in ends)


def leave(visitor: PageClient, provider: Provider, audience: str = "respondent", query: str = "") -> str:
    """Press *log in* and say yes at the provider; the path that it sends the browser back to."""
    answer = visitor.client.get(f"{PATHS[audience]}/start{query}")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    back = provider.browse(answer.location)
    assert back.startswith(ADDRESS)
    return back.removeprefix(ADDRESS)


def log_in(
    visitor: PageClient, provider: Provider, audience: str = "respondent", query: str = "", status: int = 200
) -> None:
    """The whole way there and back."""
    visitor.get(leave(visitor, provider, audience, query), status)


def national_id(born_on: date, serial: int = 0) -> str:
    """A number with this birth date; nobody has it, since its control digits are wrong."""
    individual = serial if born_on.year < 2000 else 500 + serial
    return f"{born_on:%d%m%y}{individual:03}00"


def born_on(clinic: Clinic) -> date:
    """Kari's birth date."""
    with clinic.database.transaction() as session:
        return session.get_one(Patient, clinic.kari).born_on


def use_code(visitor: PageClient, code: PersonalCode) -> None:
    """Sign in with a personal code."""
    visitor.get("/me/sign-in")
    visitor.submit({"name": code.sign_in_name, "password": code.code})
    assert visitor.path == "/me/"


def audited(clinic: Clinic) -> list[str]:
    """What the audit log says: action and target, oldest first."""
    with clinic.database.transaction() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [f"{row.action} {row.target}".strip() for row in rows]


def bind(provider: Provider, clinic: Clinic, person: int, *, subject: str = "", hpr_number: str = "") -> None:
    """Note by what a member of staff will come."""
    with clinic.database.transaction() as session:
        bind_staff(
            session, OPERATOR, provider.issuer, person, subject=subject, hpr_number=hpr_number, now=clinic.now
        )  # fmt: skip


def bound(clinic: Clinic) -> list[int]:
    """Everybody to whom a log-in belongs."""
    with clinic.database.transaction() as session:
        return list(session.scalars(select(BoundLogIn.person_id)))


def assert_refused(visitor: PageClient, clinic: Clinic, reason: str) -> None:
    """No session, on the server or in the cookie; the reason in the log, and nothing of the token."""
    with clinic.database.transaction() as session:
        newest = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert newest is not None
        assert (newest.action, newest.target, newest.actor_id) == ("log-in refused", reason, None)
        assert session.scalars(select(SignIn)).all() == []
    assert visitor.text.count("<h1") == 1
    with visitor.client.session_transaction(path="/staff/") as cookie:
        assert "token" not in cookie
    visitor.get("/staff/")
    assert visitor.path == "/staff/sign-in"
