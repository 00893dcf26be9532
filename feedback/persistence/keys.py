"""The keys that lie outside the database: one file in the instance folder, readable by its owner alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

NONCE_BYTES = 12
ALTERED = "A stored value does not fit its key: it was altered or moved."


class KeyFileError(Exception):
    """The key file is missing or unreadable, or a value was sealed with a key that it does not hold."""


class UnknownKeyError(KeyFileError):
    """A value was sealed with a key that the keyring does not hold, perhaps not yet."""


@dataclass(frozen=True)
class Keyring:
    """AES-GCM keys by id, one of them active, and the keys for look-ups and cookies.

    `since` is when the active key was made (seconds since 1970); `rotating` tells that older values are not all
    sealed with it yet.
    """

    active: str
    keys: Mapping[str, bytes]
    lookup: bytes
    cookies: bytes
    since: float = 0.0
    rotating: bool = False
    ciphers: dict[str, AESGCM] = field(init=False, repr=False)
    finder: AESSIV = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", AESSIV(hmac.digest(self.lookup, b"findable", "sha512")))
        object.__setattr__(self, "ciphers", {key_id: AESGCM(key) for key_id, key in self.keys.items()})

    def seal(self, plain: bytes, context: str) -> bytes:
        """Encrypt; the result names its key, and opens only in the same context (table and column)."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self.ciphers[self.active].encrypt(nonce, plain, context.encode())
        return self.active.encode() + b":" + nonce + sealed

    def open(self, sealed: bytes, context: str) -> bytes:
        """The inverse of `seal`. Raises KeyFileError when no key fits."""
        key_id, _, rest = sealed.partition(b":")
        cipher = self.ciphers.get(key_id.decode(errors="replace"))
        if cipher is None:
            raise UnknownKeyError(
                f"The key file lacks the key '{key_id[:8]!r}': put back the file that has it."
            )
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], context.encode())
        except InvalidTag as error:
            raise KeyFileError(ALTERED) from error

    @property
    def anchor(self) -> bytes:
        """The key that seals the lines of the audit anchor."""
        return hmac.digest(self.lookup, b"audit anchor", "sha256")

    def hide(self, text: str, context: str) -> bytes:
        """Encrypt so that equal texts stay equal and can be found: AES-SIV with a key that does not rotate."""
        return self.finder.encrypt(text.encode(), [context.encode()])

    def reveal(self, hidden: bytes, context: str) -> str:
        """The inverse of `hide`. Raises KeyFileError."""
        try:
            return self.finder.decrypt(hidden, [context.encode()]).decode()
        except InvalidTag as error:
            raise KeyFileError(ALTERED) from error

    def fingerprint(self, text: str) -> str:
        """A keyed hash (hex) for finding an exact text without storing it."""
        return hmac.new(self.lookup, text.encode(), hashlib.sha256).hexdigest()


def new_keyring() -> Keyring:
    """A keyring with fresh random keys."""
    return Keyring("k1", {"k1": secrets.token_bytes(32)}, secrets.token_bytes(32), secrets.token_bytes(32))


def next_keyring(keyring: Keyring, now: float) -> Keyring:
    """The keyring with a fresh active key beside the others. Numbers of keys are never used again."""
    number = max(int(key_id[1:]) for key_id in keyring.keys if key_id[1:].isdigit()) + 1
    keys = {**keyring.keys, f"k{number}": secrets.token_bytes(32)}
    return replace(keyring, active=f"k{number}", keys=keys, since=now, rotating=True)


def write_keyring(keyring: Keyring, path: Path) -> None:
    """Create the key file, readable by its owner alone. Raises FileExistsError rather than replace one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(keyring, path)


def replace_keyring(keyring: Keyring, path: Path) -> None:
    """Put a keyring in place of the one in the file: a reader finds the old one or the new one, whole."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    _write(keyring, beside)
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_keyring(path: Path) -> Keyring:
    """The keyring of an installation. Raises KeyFileError with what to do."""
    try:
        content = json.loads(path.read_text())
        keys = {key_id: base64.b64decode(key) for key_id, key in content["keys"].items()}
        lookup, cookies = base64.b64decode(content["lookup"]), base64.b64decode(content["cookies"])
        since, rotating = float(content.get("since", 0)), bool(content.get("rotating"))
        return Keyring(content["active"], keys, lookup, cookies, since, rotating)
    except FileNotFoundError as error:
        message = f"There is no key file {path.name} in the instance folder: run 'feedback init-db' first."
        raise KeyFileError(message) from error
    except (KeyError, TypeError, ValueError, OSError) as error:
        message = f"The key file {path.name} cannot be read: put back the one that belongs to this database."
        raise KeyFileError(message) from error


def _write(keyring: Keyring, path: Path) -> None:
    content = {
        "active": keyring.active,
        "keys": {key_id: _text(key) for key_id, key in keyring.keys.items()},
        "lookup": _text(keyring.lookup),
        "cookies": _text(keyring.cookies),
        "since": keyring.since,
        "rotating": keyring.rotating,
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
