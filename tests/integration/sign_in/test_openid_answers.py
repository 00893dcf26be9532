"""Answers from elsewhere, and providers that misbehave: nobody is let in, and the page tells what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
import time_machine
from clinic import Clinic
from logging_in import PATHS, assert_refused, audited, leave, log_in
from openid_provider import Claims, Provider
from page_client import PageClient

from feedback.openid import fetching

Browser = Callable[[], PageClient]


def with_fields(path: str, **changes: str | None) -> str:
    """The address that the provider sends back to, with some fields changed or left out."""
    parts = urlsplit(path)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    left = {name: value for name, value in {**fields, **changes}.items() if value is not None}
    return f"{parts.path}?{urlencode(left)}"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "guessed"}, "unknown-state"),
        ({"state": None}, "unknown-state"),
        ({"state": "å"}, "unknown-state"),
        ({"iss": "https://other.example"}, "answer-from-another-provider"),
        ({"iss": None}, "answer-from-another-provider"),
        ({"code": "guessed"}, "code-refused"),
        ({"code": None}, "provider-error"),
        ({"error": "access_denied", "code": None}, "cancelled"),
        ({"error": "server_error"}, "provider-error"),
    ],
)
def test_an_answer_that_is_not_the_providers_opens_nothing(
    berg: PageClient, provider: Provider, clinic: Clinic, changes: dict[str, str | None], reason: str
) -> None:
    berg.get(with_fields(leave(berg, provider, "staff"), **changes), 400)
    assert_refused(berg, clinic, reason)


def test_an_answer_is_good_once(berg: PageClient, provider: Provider, clinic: Clinic) -> None:
    back = leave(berg, provider, "staff")
    berg.get(back)
    berg.get(back, 400)
    berg.get("/staff/")
    assert berg.path == "/staff/today"  # the first one stands


def test_an_answer_carried_to_another_browser_opens_nothing(
    berg: PageClient, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    thief = browser()
    thief.get(leave(berg, provider, "staff"), 400)
    assert_refused(thief, clinic, "unknown-state")


def test_nobody_is_signed_in_as_somebody_else_by_a_link(
    berg: PageClient, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    attacker, victim = browser(), browser()
    mine = leave(attacker, provider, "staff")
    leave(victim, provider, "staff")
    victim.get(mine, 400)
    assert_refused(victim, clinic, "unknown-state")


def test_a_code_injected_into_anothers_attempt_opens_nothing(
    berg: PageClient, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    stolen = parse_qs(urlsplit(leave(berg, provider, "staff")).query)["code"][0]
    thief = browser()
    thief.get(with_fields(leave(thief, provider, "staff"), code=stolen), 400)
    assert_refused(thief, clinic, "code-refused")  # the verifier is another


def test_an_attempt_is_good_for_half_an_hour(berg: PageClient, provider: Provider, clinic: Clinic) -> None:
    back = leave(berg, provider, "staff")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31)):
        berg.get(back, 400)
    assert_refused(berg, clinic, "attempt-too-old")


def test_a_planted_session_is_not_kept(berg: PageClient, provider: Provider, clinic: Clinic) -> None:
    with berg.client.session_transaction(path="/staff/") as cookie:
        cookie["token"] = "planted"
    log_in(berg, provider, "staff")
    with berg.client.session_transaction(path="/staff/") as cookie:
        assert cookie["token"] != "planted"


@pytest.mark.parametrize(
    "describe",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "https://user@192.0.2.1/"},
        {"pushed_authorization_request_endpoint": None},
        {"much": "x" * 300_000},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    berg: PageClient, provider: Provider, clinic: Clinic, describe: Claims
) -> None:
    provider.describe = describe
    berg.get("/staff/openid/start", 503)


@pytest.mark.parametrize("audience", PATHS)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/par"])
def test_a_provider_that_is_away_gets_an_honest_page(
    berg: PageClient, provider: Provider, caplog: pytest.LogCaptureFixture, path: str, audience: str
) -> None:
    provider.broken = {path}
    with caplog.at_level(logging.WARNING):
        berg.get(f"{PATHS[audience]}/start", 503)
    assert "provider-unavailable" in caplog.text
    provider.broken = set()
    assert berg.client.get(f"{PATHS[audience]}/start").status_code == 303


@pytest.mark.parametrize("path", ["/token", "/jwks"])
def test_a_provider_that_breaks_on_the_way_back_lets_nobody_in(
    berg: PageClient, provider: Provider, clinic: Clinic, path: str
) -> None:
    back = leave(berg, provider, "staff")
    provider.broken = {path}
    berg.get(back, 503)
    berg.get("/staff/")
    assert berg.path == "/staff/sign-in"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/par"])
def test_a_provider_that_talks_nonsense_is_not_used(
    berg: PageClient, provider: Provider, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.garbled = {path}
    berg.get("/staff/openid/start", 503)
    monkeypatch.setattr(provider, "par", lambda form: {"request_uri": 7})
    provider.garbled = set()
    berg.get("/staff/openid/start", 503)


def test_userinfo_about_somebody_else_is_not_believed(
    berg: PageClient, provider: Provider, clinic: Clinic
) -> None:
    staff = berg.client.application.extensions["samsyn.openid"]["staff"]
    staff.client = replace(staff.client, userinfo=True)
    log_in(berg, provider, "staff")
    assert berg.path == "/staff/today"
    berg.post("/staff/sign-out")
    provider.change = lambda claims: {**claims, "sub": "berg-sub"}
    provider.person = {"sub": "somebody", "security_level": "4", "hpr_number": "1234567"}
    log_in(berg, provider, "staff", status=400)
    assert audited(clinic)[-1] == "log-in refused subject"


def test_a_slow_provider_holds_nobody_up_for_long(
    berg: PageClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = leave(berg, provider, "staff")
    monkeypatch.setattr(fetching, "TIMES", httpx2.Timeout(0.1))
    provider.slow = {"/token": 0.5}
    berg.get(back, 503)
    asked = len(provider.calls)
    berg.get("/staff/openid/start", 503)  # at once: others' answers do not wait behind a provider that hangs
    assert len(provider.calls) == asked
    provider.slow = {}
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=11)):
        log_in(berg, provider, "staff")
    assert berg.path == "/staff/today"


def test_the_log_holds_nothing_of_a_token(
    berg: PageClient, provider: Provider, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    tokens: list[str] = []

    def keep(claims: Claims) -> str:
        tokens.append(provider.signed({**claims, "nonce": "wrong"}))
        return tokens[-1]

    provider.sign = keep
    with caplog.at_level(logging.WARNING, logger="feedback"):
        log_in(berg, provider, "staff", status=400)
    said = "\n".join(record.getMessage() for record in caplog.records if record.name == "feedback")
    assert "nonce" in said
    assert tokens[0] not in said
    assert "berg-sub" not in said
