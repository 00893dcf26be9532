"""Signing out both ways: we tell the provider, and the provider tells us."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from clinic import Clinic
from logging_in import audited, log_in, use_code
from openid_provider import LOGOUT_EVENT, Claims, Provider, signing_key
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import ProviderSession, SignIn
from feedback.services.access.openid_sign_in import end_by_provider
from feedback.services.access.personal_code import PersonalCode

Browser = Callable[[], PageClient]
BACK = "/staff/openid/back-channel-logout"


def is_signed_in(visitor: PageClient) -> bool:
    visitor.get("/staff/")
    return visitor.path != "/staff/sign-in"


def open_sessions(clinic: Clinic) -> int:
    with clinic.database.transaction() as session:
        return len(session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all())


def test_signing_out_here_signs_out_there(berg: PageClient, provider: Provider, clinic: Clinic) -> None:
    log_in(berg, provider, "staff")
    berg.get("/staff/today?language=nn")
    berg.post("/staff/sign-out")
    assert open_sessions(clinic) == 0
    with clinic.database.transaction() as session:
        assert session.scalars(select(ProviderSession)).all() == []
    onward = next(link.get("href") for link in berg.all("a") if "/logout" in str(link.get("href")))
    assert onward is not None
    fields = parse_qs(urlsplit(onward).query)
    assert fields.keys() == {"id_token_hint", "client_id", "post_logout_redirect_uri", "ui_locales"}
    assert fields["ui_locales"] == ["nn"]
    back = httpx2.get(onward)  # the provider checks the hint and sends the person back
    assert back.status_code == 302
    berg.get(urlsplit(back.headers["Location"]).path)
    assert berg.path == "/staff/openid/signed-out"
    assert not is_signed_in(berg)


def test_a_browser_goes_on_to_the_provider_by_itself(berg: PageClient, provider: Provider) -> None:
    log_in(berg, provider, "staff")
    answer = berg.client.post("/staff/sign-out", data={"csrf_token": berg.token})
    assert answer.status_code == 200
    assert answer.headers["Refresh"].startswith(f"0; url={provider.issuer}/logout?")


@pytest.mark.parametrize("gone", [{"describe": {"end_session_endpoint": None}}, {}])
def test_signing_out_never_waits_for_a_provider_that_is_away(
    berg: PageClient, provider: Provider, clinic: Clinic, gone: Claims, browser: Browser
) -> None:
    provider.describe = gone.get("describe", {})
    log_in(berg, provider, "staff")
    if not gone:
        berg.client.application.extensions["samsyn.openid"]["staff"]._metadata = None
        provider.broken = {"/.well-known/openid-configuration"}
    berg.post("/staff/sign-out")
    assert berg.path == "/staff/sign-in"
    assert open_sessions(clinic) == 0


def test_who_came_with_a_code_signs_out_as_before(
    code: PersonalCode, provider: Provider, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    kari.post("/me/sign-out")
    assert kari.path == "/"


def test_the_provider_ends_our_session_through_the_browser(
    berg: PageClient, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    log_in(berg, provider, "staff")
    frame = browser()  # in a frame of the provider's page no cookie of ours is sent
    for query in (f"iss={provider.issuer}&sid=another", "iss=https://other.example&sid=session-1", ""):
        frame.client.get(f"/staff/openid/front-channel-logout?{query}")
        assert is_signed_in(berg)
    path = f"/front-channel-logout?iss={provider.issuer}&sid=session-1"
    assert frame.client.get(f"/me/openid{path}").status_code == 200
    assert is_signed_in(berg)  # the other audience's sessions are not its business
    assert frame.client.get(f"/staff/openid{path}").status_code == 200
    assert not is_signed_in(berg)
    assert "signed out by the provider" in audited(clinic)


@pytest.mark.parametrize("named", [{}, {"sub": "berg-sub"}, {"sub": "berg-sub", "sid": None}])
def test_the_providers_server_ends_our_session(
    berg: PageClient, provider: Provider, clinic: Clinic, browser: Browser, named: Claims
) -> None:
    log_in(berg, provider, "staff")
    sent = {"logout_token": provider.logout_token(**named)}
    answer = browser().client.post(BACK, data=sent)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert not is_signed_in(berg)
    assert open_sessions(clinic) == 0
    assert browser().client.post(BACK, data=sent).status_code == 200  # once more does no harm
    assert audited(clinic).count("signed out by the provider") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"events": None},
        {"events": {"something-else": {}}},
        {"events": [LOGOUT_EVENT]},
        {"events": {LOGOUT_EVENT: "text"}},
        {"nonce": "of an ID token"},
        {"jti": None},
        {"sid": None},
        {"sid": None, "sub": ""},
        {"sid": 7},
        {"exp": 1},
        {"iat": 1},
        {"iat": None},
    ],
)
def test_a_logout_token_that_says_something_wrong_ends_nothing(
    berg: PageClient, provider: Provider, browser: Browser, changes: Claims
) -> None:
    log_in(berg, provider, "staff")
    answer = browser().client.post(BACK, data={"logout_token": provider.logout_token(**changes)})
    assert answer.status_code == 400
    assert is_signed_in(berg)


def test_a_logout_token_that_others_signed_ends_nothing(
    berg: PageClient, provider: Provider, browser: Browser
) -> None:
    log_in(berg, provider, "staff")
    kid = signing_key(0).kid
    provider.keys = [1]
    forged = provider.logout_token()
    stranger = provider.signed({"sid": "session-1"}, signing_key(1), kid=str(kid))
    for sent in ({"logout_token": forged}, {"logout_token": stranger}, {"logout_token": "nonsense"}, {}):
        assert browser().client.post(BACK, data=sent).status_code == 400
    assert browser().client.post(BACK, data={"logout_token": "x" * 40_000}).status_code == 413
    assert is_signed_in(berg)


def test_a_sign_out_of_nobody_in_particular_ends_nothing(
    berg: PageClient, provider: Provider, clinic: Clinic
) -> None:
    log_in(berg, provider, "staff")
    with clinic.database.transaction() as session:
        assert end_by_provider(session, "staff", provider.issuer, "", "", clinic.now) == 0
    assert is_signed_in(berg)


def test_a_provider_that_is_away_is_told_to_try_again(
    berg: PageClient, provider: Provider, browser: Browser
) -> None:
    token = provider.logout_token()
    provider.broken = {"/jwks"}
    assert browser().client.post(BACK, data={"logout_token": token}).status_code == 503


def test_an_id_token_signs_nobody_out(berg: PageClient, provider: Provider, browser: Browser) -> None:
    tokens: list[str] = []

    def keep(claims: Claims) -> str:
        tokens.append(provider.signed(claims))
        return tokens[-1]

    provider.sign = keep
    log_in(berg, provider, "staff")
    assert browser().client.post(BACK, data={"logout_token": tokens[0]}).status_code == 400
    assert is_signed_in(berg)


def test_without_a_provider_these_pages_do_not_exist(clinic: Clinic, browser: Browser) -> None:
    for audience in ("me", "staff"):
        for page in ("start", "callback", "signed-out", "front-channel-logout?iss=x&sid=y"):
            browser().get(f"/{audience}/openid/{page}", 404)
        assert browser().client.post(f"/{audience}/openid/back-channel-logout").status_code == 404
    visitor = browser()
    visitor.get("/me/sign-in")
    assert "/openid/" not in visitor.text
