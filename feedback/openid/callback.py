"""Coming back from the provider: its answer, the token that it stands for, and who that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import Key

from feedback.openid.attempt import Attempt
from feedback.openid.checks import Identity, check_access_token, check_identity
from feedback.openid.fetching import get
from feedback.openid.provider import Provider
from feedback.openid.reasons import LogInRefused, Reason

ALGORITHMS = ("RS256", "PS256", "ES256")  # never `none`, never one with a shared secret
LONGEST_TOKEN = 16 * 1024


@dataclass(frozen=True, slots=True)
class LogIn:
    """Who came, and the token that signs them out at the provider again."""

    identity: Identity
    id_token: str


def complete(provider: Provider, answer: Mapping[str, str], attempt: Attempt, now: datetime) -> LogIn:
    """Change the provider's answer into an identity. `answer` are the fields of the address that it sent the
    browser to. Raises LogInRefused for the first thing that is not as it must be."""
    _check_answer(provider, answer, now)
    tokens = _exchange(provider, answer["code"], attempt, now)
    id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
    token = read_token(provider, id_token, now)
    if isinstance(access_token, str):
        check_access_token(token.claims, token.header["alg"], access_token)
    claims = _with_userinfo(provider, token.claims, access_token, now)
    return LogIn(check_identity(provider.client, claims, attempt, now), str(id_token))


def read_token(provider: Provider, token: object, now: datetime) -> jwt.Token:
    """A token whose signature is the provider's. Raises LogInRefused."""
    if not isinstance(token, str) or not token or len(token) > LONGEST_TOKEN:
        raise LogInRefused(Reason.MALFORMED)

    def key_of(signed: Any) -> Key:
        return provider.key(signed.headers().get("kid"), now)

    try:
        return jwt.decode(token, key_of, algorithms=ALGORITHMS)
    except UnsupportedAlgorithmError as error:
        raise LogInRefused(Reason.ALGORITHM) from error
    except (JoseError, ValueError, TypeError) as error:
        raise LogInRefused(Reason.SIGNATURE, type(error).__name__) from error


def _check_answer(provider: Provider, answer: Mapping[str, str], now: datetime) -> None:
    """That it comes from this provider and is a yes (RFC 9207 against answers from another one)."""
    named = answer.get("iss")
    if named != provider.client.issuer and (named is not None or provider.metadata(now).names_itself):
        raise LogInRefused(Reason.MIXED_UP)
    if answer.get("error") == "access_denied":
        raise LogInRefused(Reason.CANCELLED)
    if answer.get("error") or not answer.get("code"):
        raise LogInRefused(Reason.PROVIDER_ERROR)


def _exchange(provider: Provider, code: str, attempt: Attempt, now: datetime) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.client.callback,
        "code_verifier": attempt.verifier,
    }
    answer = provider.ask("token_endpoint", form, now)
    if 400 <= answer.status < 500:
        raise LogInRefused(Reason.CODE)
    return answer.good("token")


def _with_userinfo(
    provider: Provider, claims: Mapping[str, Any], access_token: object, now: datetime
) -> Mapping[str, Any]:
    """The claims with the two numbers from the provider's userinfo, where it gives them only there."""
    client = provider.client
    if not client.userinfo or not isinstance(access_token, str):
        return claims
    address = provider.metadata(now).address("userinfo_endpoint")
    found = provider.hear(lambda: get(address, bearer=access_token), now).good("userinfo")
    if found.get("sub") != claims.get("sub"):
        raise LogInRefused(Reason.SUBJECT)
    numbers = [name for name in (client.national_id_claim, client.hpr_claim) if name in found]
    return {**{name: found[name] for name in numbers}, **claims}
