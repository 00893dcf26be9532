"""Speaking with a provider: few seconds, few bytes, no redirects."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

import httpx2

from feedback.openid.reasons import LogInRefused, Reason

TIMES = httpx2.Timeout(4.0, connect=3.0)
LONGEST_SECONDS = 8.0
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON object; an empty one where the provider sent something else."""

    status: int
    content: Mapping[str, Any]

    def good(self, what: str) -> Mapping[str, Any]:
        """The content of an answer that says yes. Raises LogInRefused."""
        if self.status not in (200, 201) or not self.content:
            raise LogInRefused(Reason.UNAVAILABLE, f"{what}: {self.status} without what was asked for")
        return self.content


def get(address: str, *, bearer: str = "") -> Answer:
    """Fetch a JSON object. Raises LogInRefused when there is no answer in time."""
    return _ask("GET", address, headers={"Authorization": f"Bearer {bearer}"} if bearer else {})


def post(address: str, form: Mapping[str, str], basic: tuple[str, str] | None = None) -> Answer:
    """Send a form. Raises LogInRefused when there is no answer in time."""
    return _ask("POST", address, data=dict(form), auth=basic)


def _ask(method: str, address: str, **options: Any) -> Answer:
    latest = monotonic() + LONGEST_SECONDS
    options["headers"] = {"Accept": "application/json", **options.get("headers", {})}
    try:
        with (
            httpx2.Client(verify=_trust(), timeout=TIMES, follow_redirects=False) as client,
            client.stream(method, address, **options) as response,
        ):
            return Answer(response.status_code, _object(_read(response, latest)))
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise LogInRefused(Reason.UNAVAILABLE, type(error).__name__) from error


def _read(response: httpx2.Response, latest: float) -> bytes:
    found = bytearray()
    for part in response.iter_bytes():
        found += part
        if len(found) > MOST_BYTES or monotonic() > latest:
            raise LogInRefused(Reason.UNAVAILABLE, "an answer that is too long or too slow")
    return bytes(found)


def _object(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@cache
def _trust() -> ssl.SSLContext:
    """The authorities that this machine trusts."""
    return ssl.create_default_context()
