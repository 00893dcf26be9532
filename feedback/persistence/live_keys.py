"""The keyring of a running process: read again when `feedback keys rotate` has put another key in the file."""

from __future__ import annotations

import time
from pathlib import Path

from feedback.persistence.keys import KeyFileError, UnknownKeyError, read_keyring

LOOK_SECONDS = 1.0


class KeyFile:
    """A key file, with what a Keyring can do. Raises KeyFileError where it cannot be read.

    A value with an unknown key makes it look into the file at once; before sealing it looks whether the file
    is another one at most once a second, so a new key is in use everywhere a second later.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = _stamp(path)
        self._keyring = read_keyring(path)
        self._looked = time.monotonic()

    @property
    def cookies(self) -> bytes:
        return self._keyring.cookies

    @property
    def anchor(self) -> bytes:
        return self._keyring.anchor

    def seal(self, plain: bytes, context: str) -> bytes:
        """See Keyring.seal."""
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._look()
        return self._keyring.seal(plain, context)

    def open(self, sealed: bytes, context: str) -> bytes:
        """See Keyring.open."""
        try:
            return self._keyring.open(sealed, context)
        except UnknownKeyError:
            self._keyring = read_keyring(self.path)
            return self._keyring.open(sealed, context)

    def hide(self, text: str, context: str) -> bytes:
        """See Keyring.hide."""
        return self._keyring.hide(text, context)

    def reveal(self, hidden: bytes, context: str) -> str:
        """See Keyring.reveal."""
        return self._keyring.reveal(hidden, context)

    def fingerprint(self, text: str) -> str:
        """See Keyring.fingerprint."""
        return self._keyring.fingerprint(text)

    def _look(self) -> None:
        """Take over another file; while there is none that can be read, the known keys go on."""
        self._looked = time.monotonic()
        stamp = _stamp(self.path)
        if stamp == self._stamp:
            return
        try:
            self._keyring, self._stamp = read_keyring(self.path), stamp
        except KeyFileError:
            return


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is replaced; nothing while there is none."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)
