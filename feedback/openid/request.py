"""Where to send a person who wants to log in."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from feedback.openid.attempt import Attempt
from feedback.openid.provider import Provider
from feedback.openid.reasons import LogInRefused, Reason


def log_in_address(provider: Provider, attempt: Attempt, language: str, now: datetime) -> str:
    """The provider's page, in the person's language. Raises LogInRefused.

    Where requests are pushed, the address holds nothing but our name and a reference (RFC 9126).
    """
    asked = _asked(provider, attempt, language)
    if provider.client.pushed:
        asked = {"client_id": provider.client.client_id, "request_uri": _push(provider, asked, now)}
    return with_query(provider.metadata(now).address("authorization_endpoint"), asked)


def with_query(address: str, fields: dict[str, str]) -> str:
    """An address with these fields added."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"


def _asked(provider: Provider, attempt: Attempt, language: str) -> dict[str, str]:
    client = provider.client
    fields = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.callback,
        "scope": client.scope,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
        "ui_locales": language,
        "acr_values": client.acr_values,
        "prompt": "login" if attempt.fresh else "",
        "max_age": "0" if attempt.fresh else "",
    }
    return {name: value for name, value in fields.items() if value}


def _push(provider: Provider, asked: dict[str, str], now: datetime) -> str:
    content = provider.ask("pushed_authorization_request_endpoint", asked, now).good("pushed request")
    reference = content.get("request_uri")
    if not isinstance(reference, str):
        raise LogInRefused(Reason.UNAVAILABLE, "the pushed request got no reference")
    return reference
