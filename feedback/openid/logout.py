"""Signing out, both ways: we tell the provider, and the provider tells us."""

from __future__ import annotations

from datetime import datetime

from feedback.openid.callback import read_token
from feedback.openid.checks import check_logout
from feedback.openid.provider import Provider
from feedback.openid.reasons import LogInRefused
from feedback.openid.request import with_query


def log_out_address(provider: Provider, id_token: str, language: str, now: datetime) -> str | None:
    """The provider's page that ends the session there; None where it has none or does not answer: signing out
    of our own pages never waits for somebody else."""
    try:
        address = provider.metadata(now).address("end_session_endpoint")
    except LogInRefused:
        return None
    client = provider.client
    asked = {
        "id_token_hint": id_token,
        "client_id": client.client_id,
        "post_logout_redirect_uri": client.signed_out,
        "ui_locales": language,
    }
    return with_query(address, asked)


def read_logout_token(provider: Provider, token: object, now: datetime) -> tuple[str, str]:
    """The session and the subject that the provider has signed out. Raises LogInRefused."""
    return check_logout(provider.client, read_token(provider, token, now).claims, now)
