"""What we know of one provider before we speak with it: the settings of one audience, whole and frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from feedback.openid.keys import SigningKey

PATHS = {"respondent": "/me/openid", "staff": "/staff/openid"}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Client:
    """One audience's log-in. `levels` are the provider's words for how sure it is, lowest first; a log-in
    below `least_level`, or with a word that is not among them, is refused by us whatever the provider thinks.

    `pushed` sends the request by our own connection (RFC 9126). `authentication` is `private_key_jwt` or
    `client_secret_basic`; `assertion_for` is whom our assertion is addressed to: `issuer` or `token_endpoint`.
    An empty claim name means that the provider gives no such thing.
    """

    audience: str
    name: str
    issuer: str
    client_id: str
    address: str
    levels: tuple[str, ...]
    least_level: str
    scope: str = "openid"
    level_claim: str = "acr"
    acr_values: str = ""
    national_id_claim: str = ""
    hpr_claim: str = ""
    userinfo: bool = False
    pushed: bool = False
    authentication: str = "private_key_jwt"
    assertion_for: str = "issuer"
    key: SigningKey | None = field(default=None, repr=False)
    secret: str = field(default="", repr=False)

    @property
    def callback(self) -> str:
        """Where the provider sends the person back to."""
        return f"{self.address}{PATHS[self.audience]}/callback"

    @property
    def signed_out(self) -> str:
        """Where the provider sends the person after signing out there too."""
        return f"{self.address}{PATHS[self.audience]}/signed-out"

    @property
    def addresses(self) -> tuple[str, ...]:
        """All that the provider must know of us: where it sends people back to, and where it tells of a
        sign-out through the browser and directly."""
        ours = f"{self.address}{PATHS[self.audience]}"
        logouts = f"{ours}/front-channel-logout", f"{ours}/back-channel-logout"
        return self.callback, self.signed_out, *logouts

    @property
    def good_levels(self) -> tuple[str, ...]:
        """The levels that are high enough."""
        return self.levels[self.levels.index(self.least_level) :]


def is_safe_address(address: object) -> bool:
    """Whether this is a whole https address; plain http is for this machine alone."""
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
