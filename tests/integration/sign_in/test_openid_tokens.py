"""What a log-in must withstand: forged, replayed and foreign tokens, answers from elsewhere, a provider that
misbehaves. Each is refused through the real pages: no session, a page that tells what to do, a row in the log."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from clinic import Clinic
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from logging_in import assert_refused, log_in
from openid_provider import CLIENT, Claims, Provider, signing_key
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import AuditEvent

Browser = Callable[[], PageClient]
CASES = {
    "wrong issuer": ({"iss": "https://other.example"}, "issuer"),
    "no issuer": ({"iss": None}, "issuer"),
    "issuer with a slash more": ({"iss": "{issuer}/"}, "issuer"),
    "wrong audience": ({"aud": "another-client"}, "audience"),
    "no audience": ({"aud": None}, "audience"),
    "one of many audiences": ({"aud": [CLIENT, "another-client"]}, "audience"),
    "authorised for another": ({"azp": "another-client"}, "audience"),
    "wrong nonce": ({"nonce": "replayed"}, "nonce"),
    "no nonce": ({"nonce": None}, "nonce"),
    "a number as nonce": ({"nonce": 7}, "nonce"),
    "expired": ({"exp": -61}, "expired"),
    "no end": ({"exp": None}, "malformed-token"),
    "an end that is no number": ({"exp": "tomorrow"}, "malformed-token"),
    "an end beyond all time": ({"exp": 10**30}, "malformed-token"),
    "issued long ago": ({"iat": -700}, "expired"),
    "issued in the future": ({"iat": 90}, "not-valid-yet"),
    "not valid yet": ({"nbf": 90}, "not-valid-yet"),
    "no time of issue": ({"iat": None}, "malformed-token"),
    "no subject": ({"sub": None}, "subject"),
    "an empty subject": ({"sub": ""}, "subject"),
    "a subject with a line break": ({"sub": "berg-sub\n"}, "subject"),
    "a session that is no text": ({"sid": 7}, "malformed-token"),
    "another access token": ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "access-token"),
    "a level too low": ({"security_level": "3"}, "level-too-low"),
    "no level": ({"security_level": None}, "level-too-low"),
    "a level nobody knows": ({"security_level": "44"}, "level-too-low"),
    "a level that is true": ({"security_level": True}, "level-too-low"),
    "a number that is none": ({"hpr_number": "12a"}, "malformed-number"),
}
RELATIVE_TIMES = ("exp", "iat", "nbf")


def changed(provider: Provider, changes: Claims) -> Callable[[Claims], Claims]:
    """Claims with these changes; times are seconds from now."""
    now = int(time.time())

    def one(name: str, value: object) -> object:
        if name in RELATIVE_TIMES and isinstance(value, int) and value < 10**9:
            return now + value
        return value.replace("{issuer}", provider.issuer) if isinstance(value, str) else value

    return lambda claims: {**claims, **{name: one(name, value) for name, value in changes.items()}}


@pytest.mark.parametrize("case", CASES)
def test_a_token_that_says_something_wrong_opens_nothing(
    berg: PageClient, provider: Provider, clinic: Clinic, case: str
) -> None:
    changes, reason = CASES[case]
    provider.change = changed(provider, changes)
    log_in(berg, provider, "staff", status=400)
    assert_refused(berg, clinic, reason)


def test_clocks_may_be_a_little_apart(berg: PageClient, provider: Provider, clinic: Clinic) -> None:
    for changes in ({"iat": 50, "exp": 170}, {"iat": -170, "exp": -50}):
        provider.change = changed(provider, changes)
        log_in(berg, provider, "staff")
        assert berg.path == "/staff/today"


def unsigned(claims: Claims, **header: str | None) -> str:
    parts = ({"alg": "none", **header}, claims)
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        + "."
    )


def with_the_public_key_as_secret(claims: Claims) -> str:
    """The classic confusion: our verifying key taken for a shared secret."""
    parts = unsigned(claims, alg="HS256", kid=signing_key(0).kid).rstrip(".")
    digest = hmac.digest(signing_key(0).as_pem(private=False), parts.encode(), "sha256")
    return f"{parts}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def with_a_shared_key_from_the_list(claims: Claims) -> str:
    secret = OctKey.import_key(b"secret" * 6)
    return jwt.encode({"alg": "HS256", "kid": "shared"}, claims, secret, algorithms=["HS256"])


def forged(claims: Claims) -> str:
    mine = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "kid": signing_key(0).kid}, claims, mine)


def with_its_own_key_inside(claims: Claims) -> str:
    mine = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "jwk": mine.as_dict(private=False), "kid": "mine"}
    return jwt.encode(header, claims, mine)


def with_a_changed_body(claims: Claims) -> str:
    head, _body, signature = jwt.encode(
        {"alg": "RS256", "kid": signing_key(0).kid}, claims, signing_key(0)
    ).split(".")
    return f"{head}.{unsigned({**claims, 'sub': 'somebody'}).split('.')[1]}.{signature}"


@pytest.mark.parametrize(
    ("sign", "reason"),
    [
        (unsigned, "algorithm"),
        (with_the_public_key_as_secret, "algorithm"),
        (with_a_shared_key_from_the_list, "algorithm"),
        (forged, "signature"),
        (with_its_own_key_inside, "signature"),
        (with_a_changed_body, "signature"),
        (lambda claims: "not.a.token", "signature"),
        (lambda claims: "", "malformed-token"),
        (lambda claims: "x" * 20_000, "malformed-token"),
        (lambda claims: None, "malformed-token"),
    ],
)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    berg: PageClient, provider: Provider, clinic: Clinic, sign: Callable[[Claims], str], reason: str
) -> None:
    provider.sign = sign
    log_in(berg, provider, "staff", status=400)
    assert_refused(berg, clinic, reason)


def test_a_token_that_is_not_about_a_person_opens_nothing(
    berg: PageClient, provider: Provider, clinic: Clinic
) -> None:
    provider.sign = lambda claims: provider.logout_token(nonce=claims["nonce"], sub="berg-sub", exp=None)
    log_in(berg, provider, "staff", status=400)
    assert_refused(berg, clinic, "malformed-token")


def test_new_keys_are_fetched_and_old_ones_die(berg: PageClient, provider: Provider, clinic: Clinic) -> None:
    with time_machine.travel(clinic.now, tick=False) as clock:
        log_in(berg, provider, "staff")
        provider.keys = [0, 1]  # the new one signs, the old one is still listed
        clock.shift(timedelta(seconds=30))
        log_in(berg, provider, "staff")
        provider.keys = [1]
        provider.sign = lambda claims: provider.signed(claims, signing_key(0))
        clock.shift(timedelta(minutes=11))
        log_in(berg, provider, "staff", status=400)
    with clinic.database.transaction() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert last is not None
        assert last.target == "unknown-key"


def test_unknown_keys_do_not_make_us_hammer_the_provider(
    berg: PageClient, provider: Provider, clinic: Clinic
) -> None:
    provider.sign = lambda claims: provider.signed(claims, kid="unknown")
    for _time in range(5):
        log_in(berg, provider, "staff", status=400)
    assert provider.calls.count("/jwks") == 1
    assert provider.calls.count("/.well-known/openid-configuration") == 1


def test_id_porten_below_the_highest_level_is_refused_by_us(
    provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    for level in ("idporten-loa-substantial", "idporten-loa-low", "Level4", "IDPORTEN-LOA-HIGH", None, ["x"]):
        provider.person = {"sub": "kari-sub", "acr": level}
        kari = browser()
        log_in(kari, provider, status=400)
        assert "BankID" in kari.words()
        assert_refused(kari, clinic, "level-too-low")
