"""Properties of the checks: only a token that is right in every respect tells who somebody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.openid.attempt import MOST, new_attempt, remember, take
from feedback.openid.checks import check_identity, check_logout
from feedback.openid.client import Client
from feedback.openid.reasons import LogInRefused, Reason

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())
CLIENT = Client(
    audience="staff",
    name="Employee log-in",
    issuer="https://login.example",
    client_id="samsyn",
    address="https://samsyn.example",
    levels=("low", "substantial", "high"),
    least_level="substantial",
    national_id_claim="pid",
    hpr_claim="hpr",
)
ATTEMPT = new_attempt(NOW)
GOOD: dict[str, Any] = {
    "iss": CLIENT.issuer,
    "aud": CLIENT.client_id,
    "sub": "somebody",
    "nonce": ATTEMPT.nonce,
    "acr": "high",
    "exp": SECOND + 120,
    "iat": SECOND,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def reason_of(check: Callable[[], object]) -> Reason | None:
    """Why a check refuses, None where it does not."""
    try:
        check()
    except LogInRefused as error:
        return error.reason
    return None


def test_the_identity_of_a_token_that_is_right() -> None:
    claims = {**GOOD, "aud": ["samsyn", "other"], "azp": "samsyn", "pid": "01015412345", "hpr": 1234567}
    found = check_identity(CLIENT, claims, ATTEMPT, NOW)
    assert (found.subject, found.national_id, found.hpr_number) == ("somebody", "01015412345", "1234567")
    assert found.proved_at is None
    assert "samsyn" in claims["aud"]


@given(st.sampled_from(["iss", "aud", "nonce", "acr", "exp", "iat", "sub"]), JSON)
def test_each_of_these_must_be_there_and_right(name: str, value: object) -> None:
    lawful = name == "sub" and isinstance(value, str) and value and value.isprintable()
    in_time = name in ("exp", "iat") and isinstance(value, int | float) and not isinstance(value, bool)
    if lawful or in_time or value == GOOD[name] or (isinstance(value, list) and GOOD[name] in value):
        return
    with pytest.raises(LogInRefused):
        check_identity(CLIENT, {**GOOD, name: value}, ATTEMPT, NOW)


@given(st.integers(-(10**7), 10**7))
def test_a_token_is_good_from_its_issue_to_its_end_give_or_take_a_minute(shift: int) -> None:
    later = datetime.fromtimestamp(SECOND + shift, UTC)
    good = -60 <= shift < 180
    found = reason_of(lambda: check_identity(CLIENT, GOOD, ATTEMPT, later))
    assert found is None if good else found in (Reason.EXPIRED, Reason.NOT_YET)


@given(JSON)
def test_only_a_level_of_the_list_that_is_high_enough(level: object) -> None:
    words = level if isinstance(level, list) else [level]
    good = any(word in ("substantial", "high") for word in words if isinstance(word, str))
    found = reason_of(lambda: check_identity(CLIENT, {**GOOD, "acr": level}, ATTEMPT, NOW))
    assert found == (None if good else Reason.LEVEL)


@given(
    st.dictionaries(st.sampled_from([*GOOD, "events", "sid", "jti", "azp", "nbf", "auth_time", "pid"]), JSON)
)
def test_no_claims_break_it(claims: dict[str, Any]) -> None:
    reason_of(lambda: check_identity(CLIENT, claims, ATTEMPT, NOW))
    reason_of(lambda: check_identity(CLIENT, {**GOOD, **claims}, ATTEMPT, NOW))
    assert reason_of(lambda: check_logout(CLIENT, {**GOOD, **claims}, NOW)) is not None  # the nonce alone


@given(JSON)
def test_a_cookie_of_another_version_is_no_attempt(kept: object) -> None:
    with pytest.raises(LogInRefused):
        take(kept, "state", NOW)
    assert len(remember(kept, ATTEMPT)) == 1


def test_a_browser_keeps_a_few_attempts() -> None:
    kept: object = None
    attempts = [new_attempt(NOW) for _window in range(MOST + 1)]
    for attempt in attempts:
        kept = remember(kept, attempt)
    with pytest.raises(LogInRefused):
        take(kept, attempts[0].state, NOW)
    found, left = take(kept, attempts[2].state, NOW)
    assert found == attempts[2]
    assert len(left) == MOST - 1
