"""Our own signing key, and the signed assertion with which we show the provider who we are."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

ASSERTION_LIVES = timedelta(seconds=30)
SMALLEST_RSA = 2048
NEW_RSA = 3072


class SigningKeyError(Exception):
    """The key file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its id and the algorithm it signs with."""

    key: RSAKey | ECKey
    key_id: str
    algorithm: str

    def public(self) -> dict[str, object]:
        """The public half as a JWK, for registering with the provider."""
        parts = dict(self.key.as_dict(private=False))
        return {**parts, "kid": self.key_id, "use": "sig", "alg": self.algorithm}


def read_signing_key(path: Path) -> SigningKey:
    """The private JWK in a file. Raises SigningKeyError."""
    advice = "make one with 'feedback openid new-key' and register its public half with the provider"
    try:
        key = JWKRegistry.import_key(json.loads(path.read_text()))
    except FileNotFoundError as error:
        raise SigningKeyError(
            f"There is no key file '{path.name}' in the instance folder: {advice}."
        ) from error
    except (OSError, ValueError, TypeError, JoseError) as error:
        raise SigningKeyError(f"The key file '{path.name}' is no JWK: {advice}.") from error
    if isinstance(key, RSAKey) and key.is_private and not is_weak(key):
        return SigningKey(key, key.kid or key.thumbprint(), "RS256")
    if isinstance(key, ECKey) and key.is_private and key.curve_name == "P-256":
        return SigningKey(key, key.kid or key.thumbprint(), "ES256")
    raise SigningKeyError(f"The key in '{path.name}' is no private RSA (2048 bits) or P-256 key: {advice}.")


def write_signing_key(path: Path) -> SigningKey:
    """Make a key in a file that its owner alone can read. Raises FileExistsError rather than replace one."""
    key = RSAKey.generate_key(NEW_RSA, auto_kid=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(key.as_dict(private=True), file, indent=1)
    return read_signing_key(path)


def client_assertion(key: SigningKey, client_id: str, audience: str, now: datetime) -> str:
    """A signed statement of who we are, for one use within 30 seconds (RFC 7523, section 2.2)."""
    issued = int(now.timestamp())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": issued,
        "exp": issued + int(ASSERTION_LIVES.total_seconds()),
        "jti": secrets.token_urlsafe(24),
    }
    header = {"alg": key.algorithm, "kid": key.key_id}
    return jwt.encode(header, claims, key.key, algorithms=[key.algorithm])


def is_weak(key: RSAKey) -> bool:
    """Whether an RSA key is too small to be trusted."""
    return key.raw_value.key_size < SMALLEST_RSA
