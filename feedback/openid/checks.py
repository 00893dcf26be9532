"""What a token must say before anybody is let in: pure functions of its claims, our settings and the time."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any

from feedback.openid.attempt import Attempt
from feedback.openid.client import Client
from feedback.openid.reasons import LogInRefused, Reason

SKEW = timedelta(seconds=60)  # how far two clocks may be apart
OLDEST = timedelta(minutes=10)  # a token is used at once; an older one was kept by somebody
LONGEST_SUBJECT = 255
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
NATIONAL_ID, HPR_NUMBER = re.compile(r"[0-9]{11}"), re.compile(r"[0-9]{1,9}")

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a provider says that somebody is. `national_id` and `hpr_number` are empty where it does not say;
    `session_id` is the provider's own name for the session, `proved_at` when the person proved who they are."""

    issuer: str
    subject: str
    national_id: str = ""
    hpr_number: str = ""
    session_id: str = ""
    proved_at: datetime | None = None


def check_identity(client: Client, claims: Claims, attempt: Attempt, now: datetime) -> Identity:
    """The identity in the claims of an ID token whose signature is right. Raises LogInRefused."""
    _check_sender(client, claims)
    _check_times(claims, now)
    if not _same(claims.get("nonce"), attempt.nonce):
        raise LogInRefused(Reason.NONCE)
    proved_at = _instant(claims, "auth_time")
    if attempt.fresh and not _is_after(proved_at, attempt.began_at):
        raise LogInRefused(Reason.NOT_FRESH)
    _check_level(client, claims)
    return Identity(
        issuer=client.issuer,
        subject=_subject(claims),
        national_id=_number(claims, client.national_id_claim, NATIONAL_ID),
        hpr_number=_number(claims, client.hpr_claim, HPR_NUMBER),
        session_id=_session_id(claims),
        proved_at=proved_at,
    )


def check_logout(client: Client, claims: Claims, now: datetime) -> tuple[str, str]:
    """The provider's session and the subject that a logout token speaks of, one of them perhaps empty.

    Raises LogInRefused. The rules are those of OpenID Connect Back-Channel Logout 1.0, section 2.6.
    """
    _check_sender(client, claims)
    _check_times(claims, now)
    events = claims.get("events")
    is_logout = isinstance(events, dict) and isinstance(events.get(LOGOUT_EVENT), dict)
    if not is_logout or "nonce" in claims or not isinstance(claims.get("jti"), str):
        raise LogInRefused(Reason.EVENT)
    session_id = _session_id(claims)
    subject = _subject(claims) if "sub" in claims else ""
    if not (session_id or subject):
        raise LogInRefused(Reason.EVENT)
    return session_id, subject


def check_access_token(claims: Claims, algorithm: str, access_token: str) -> None:
    """That the access token is the one which came with this ID token, where it says so (section 3.1.3.8)."""
    stated = claims.get("at_hash")
    if stated is None:
        return
    digest = hashlib.new(f"sha{algorithm[-3:]}", access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    if not _same(stated, half):
        raise LogInRefused(Reason.ACCESS_TOKEN)


def _check_sender(client: Client, claims: Claims) -> None:
    if claims.get("iss") != client.issuer:
        raise LogInRefused(Reason.ISSUER)
    meant = claims.get("aud")
    audiences = meant if isinstance(meant, list) else [meant]
    if client.client_id not in audiences:
        raise LogInRefused(Reason.AUDIENCE)
    if claims.get("azp", client.client_id if len(audiences) == 1 else None) != client.client_id:
        raise LogInRefused(Reason.AUDIENCE)


def _check_times(claims: Claims, now: datetime) -> None:
    ends, issued, starts = (_instant(claims, name) for name in ("exp", "iat", "nbf"))
    if ends is None or issued is None:
        raise LogInRefused(Reason.MALFORMED)
    if now - ends >= SKEW or now - issued > OLDEST + SKEW:
        raise LogInRefused(Reason.EXPIRED)
    if issued - now > SKEW or (starts is not None and starts - now > SKEW):
        raise LogInRefused(Reason.NOT_YET)


def _check_level(client: Client, claims: Claims) -> None:
    stated = claims.get(client.level_claim)
    words = stated if isinstance(stated, list) else [stated]
    if not any(str(word) in client.good_levels for word in words if isinstance(word, str | int)):
        raise LogInRefused(Reason.LEVEL)


def _subject(claims: Claims) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise LogInRefused(Reason.SUBJECT)
    return subject


def _session_id(claims: Claims) -> str:
    found = claims.get("sid", "")
    if not isinstance(found, str):
        raise LogInRefused(Reason.MALFORMED)
    return found


def _number(claims: Claims, name: str, pattern: re.Pattern[str]) -> str:
    """A number as text; a provider that does not give it is fine, one that gives nonsense is not."""
    found = claims.get(name) if name else None
    if found is None or found == "":
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int) or not pattern.fullmatch(str(found)):
        raise LogInRefused(Reason.NUMBER)
    return str(found)


def _instant(claims: Claims, name: str) -> datetime | None:
    found = claims.get(name)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise LogInRefused(Reason.MALFORMED)
    try:
        return datetime.fromtimestamp(found, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise LogInRefused(Reason.MALFORMED) from error


def _is_after(moment: datetime | None, began_at: int) -> bool:
    return moment is not None and moment >= datetime.fromtimestamp(began_at, UTC) - SKEW


def _same(stated: object, expected: str) -> bool:
    return isinstance(stated, str) and compare_digest(stated.encode(), expected.encode())
