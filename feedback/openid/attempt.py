"""One attempt to log in, from leaving for the provider to coming back."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from feedback.openid.reasons import LogInRefused, Reason

LASTS = timedelta(minutes=30)  # finding a code device or installing an app takes its time
MOST = 3  # attempts of one browser at a time: one for each of a few windows


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the browser keeps until it comes back. `fresh` demands that the person proves anew who they are;
    `after` is the page of ours that they were on their way to."""

    state: str
    nonce: str
    verifier: str
    began_at: int
    fresh: bool = False
    after: str = ""

    @property
    def challenge(self) -> str:
        """The S256 challenge of the verifier (RFC 7636)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def new_attempt(now: datetime, *, fresh: bool = False, after: str = "") -> Attempt:
    """An attempt with 256 random bits in each of its three secrets."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _secret in range(3))
    return Attempt(state, nonce, verifier, int(now.timestamp()), fresh, after)


def remember(kept: object, attempt: Attempt) -> list[dict[str, object]]:
    """The browser's attempts with one more, the newest last."""
    return [*(asdict(one) for one in _read(kept)), asdict(attempt)][-MOST:]


def take(kept: object, state: str, now: datetime) -> tuple[Attempt, list[dict[str, object]]]:
    """The attempt that this answer belongs to, and those that are left: each is good for one answer.

    Raises LogInRefused.
    """
    known = _read(kept)
    found = next((one for one in known if compare_digest(one.state.encode(), state.encode())), None)
    if found is None:
        raise LogInRefused(Reason.STATE)
    began_at = datetime.fromtimestamp(found.began_at, UTC)
    if now - began_at > LASTS:
        raise LogInRefused(Reason.LATE)
    return found, [asdict(one) for one in known if one is not found]


def _read(kept: object) -> list[Attempt]:
    """The attempts in a cookie that we signed; one from another version of ours is left out."""
    rows = kept if isinstance(kept, list) else []
    names = set(Attempt.__slots__)
    return [Attempt(**row) for row in rows if isinstance(row, dict) and row.keys() == names]
