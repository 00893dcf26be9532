"""A provider as it describes itself: its addresses, and the keys that it signs with, which it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from feedback.openid.client import Client, is_safe_address
from feedback.openid.fetching import Answer, get, post
from feedback.openid.keys import client_assertion, is_weak
from feedback.openid.reasons import LogInRefused, Reason

METADATA_LASTS = timedelta(hours=1)
KEYS_LAST = timedelta(minutes=10)  # a key that the provider has taken back opens nothing after that
KEYS_AGAIN = timedelta(seconds=20)  # how soon an unknown key may make us look again
WELL_KNOWN = "/.well-known/openid-configuration"
REST = timedelta(seconds=10)  # after no answer nobody waits for one again at once
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
ADDRESSES = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
    "end_session_endpoint",
    "pushed_authorization_request_endpoint",
)
NEEDED = ADDRESSES[:3]

PublicKey = RSAKey | ECKey


@dataclass(frozen=True, slots=True)
class Metadata:
    """The addresses of a provider; `names_itself` says that each of its answers tells who it is (RFC 9207)."""

    addresses: Mapping[str, str]
    names_itself: bool

    def address(self, name: str) -> str:
        """One of them. Raises LogInRefused where the provider has no such address."""
        if name not in self.addresses:
            raise LogInRefused(Reason.UNAVAILABLE, f"the provider has no {name}")
        return self.addresses[name]


class Provider:
    """One provider and what we have learnt from it; one object per process and audience."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: dict[str, PublicKey] = {}
        self._keys_at = LONG_AGO
        self._silent_at = LONG_AGO

    def metadata(self, now: datetime) -> Metadata:
        """Its description, at most an hour old. Raises LogInRefused."""
        if self._metadata is None or not _is_recent(self._metadata[0], now, METADATA_LASTS):
            self._metadata = now, self._discover(now)
        return self._metadata[1]

    def key(self, key_id: object, now: datetime) -> PublicKey:
        """The public key with this id, fetched anew when it is unknown. Raises LogInRefused."""
        if not _is_recent(self._keys_at, now, KEYS_LAST) or (
            self._find(key_id) is None and not _is_recent(self._keys_at, now, KEYS_AGAIN)
        ):
            self._keys, self._keys_at = self._fetch_keys(now), now
        found = self._find(key_id)
        if found is None:
            raise LogInRefused(Reason.KEY)
        return found

    def hear(self, speak: Callable[[], Answer], now: datetime) -> Answer:
        """The answer to a request. After one that had none, the next seconds' requests are given up at once: a
        provider that hangs must not hold up our own pages. Raises LogInRefused."""
        if _is_recent(self._silent_at, now, REST):
            raise LogInRefused(Reason.UNAVAILABLE, "it gave no answer a moment ago")
        try:
            return speak()
        except LogInRefused:
            self._silent_at = now
            raise

    def count_keys(self, now: datetime) -> int:
        """How many keys it signs with that we can use. Raises LogInRefused."""
        return len(self._fetch_keys(now))

    def ask(self, name: str, form: Mapping[str, str], now: datetime) -> Answer:
        """Send a form to one of its addresses, with proof of who we are."""
        client, metadata = self.client, self.metadata(now)
        address = metadata.address(name)
        if client.key is None:
            basic = (client.client_id, client.secret)
            return self.hear(lambda: post(address, form, basic), now)
        audience = client.issuer if client.assertion_for == "issuer" else metadata.address("token_endpoint")
        proof = {
            "client_id": client.client_id,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": client_assertion(client.key, client.client_id, audience, now),
        }
        return self.hear(lambda: post(address, {**form, **proof}), now)

    def _discover(self, now: datetime) -> Metadata:
        address = self.client.issuer.rstrip("/") + WELL_KNOWN
        found = self.hear(lambda: get(address), now).good("discovery")
        if found.get("issuer") != self.client.issuer:
            raise LogInRefused(Reason.UNAVAILABLE, "the provider describes itself as another issuer")
        addresses = {name: found[name] for name in ADDRESSES if is_safe_address(found.get(name))}
        if missing := [name for name in NEEDED if name not in addresses]:
            raise LogInRefused(Reason.UNAVAILABLE, f"the provider has no safe {missing[0]}")
        return Metadata(addresses, found.get("authorization_response_iss_parameter_supported") is True)

    def _find(self, key_id: object) -> PublicKey | None:
        """By id; a token without one is fine only where there is no choice."""
        if key_id is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(key_id) if isinstance(key_id, str) else None

    def _fetch_keys(self, now: datetime) -> dict[str, PublicKey]:
        address = self.metadata(now).address("jwks_uri")
        rows = self.hear(lambda: get(address), now).good("keys").get("keys")
        keys = [_public(row) for row in rows] if isinstance(rows, list) else []
        return {str(key.kid): key for key in keys if key is not None}


def _public(row: object) -> PublicKey | None:
    """A public key for signatures; anything else that a provider may list is passed over."""
    if not isinstance(row, dict) or row.get("use", "sig") != "sig":
        return None
    kinds: dict[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}
    kind = kinds.get(str(row.get("kty")))
    try:
        key = kind.import_key(row) if kind else None
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None if isinstance(key, RSAKey) and is_weak(key) else key


def _is_recent(then: datetime, now: datetime, lasts: timedelta) -> bool:
    return abs(now - then) < lasts
