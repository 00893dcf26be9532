"""What a respondent's cookie holds of the links that this browser opened: a token for each, nothing else."""

from __future__ import annotations

from flask import session

MOST = 10


def tokens() -> dict[str, str]:
    """The tokens by the number of the invitation, the one opened last at the end."""
    found = session.get("links")
    return dict(found) if isinstance(found, dict) else {}


def token_of(invitation: int) -> str | None:
    """The token of one invitation, if this browser opened it."""
    return tokens().get(str(invitation))


def keep(invitation: int, token: str) -> None:
    """Hold on to the token, in place of an earlier one."""
    others = {number: held for number, held in tokens().items() if number != str(invitation)}
    session["links"] = dict([*others.items(), (str(invitation), token)][-MOST:])
