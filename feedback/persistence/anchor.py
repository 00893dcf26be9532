"""The anchor: a file beside the database that knows the newest row of the audit log after each commit.

A line is `id hash seal`, sealed with a key that the database does not hold. Lines are written after the commit
and brought to the disk at most once a second: the file may lag behind the table, and is never ahead of it
(docs/decisions/0011).
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Lock

SYNC_SECONDS = 1.0
HASH, SEAL, HALF = 64, 33, 16  # lengths: a hash in hex, a seal with its line end, half a hash in bytes


class Anchor:
    """The anchor file of one installation, open to be appended to. Raises OSError where it cannot be written."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path, self.key = path, key
        self._synced, self._lock = 0.0, Lock()
        self._append(b"" if _ends_whole(path) else b"\n")

    def note(self, row: int, row_hash: str) -> None:
        """Remember the newest row. The commit stands already, so a full disk is told in the log, not raised."""
        content = f"{row} {row_hash}".encode()
        try:
            self._append(b"%b %b\n" % (content, _seal(self.key, content)))
        except OSError as error:
            logging.getLogger(__name__).error("The audit anchor could not be written: %s", error.strerror)

    def _append(self, data: bytes) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, data)  # one write: lines of several processes do not mix
            if self._is_sync_due():
                os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    def _is_sync_due(self) -> bool:
        with self._lock:
            due = time.monotonic() - self._synced >= SYNC_SECONDS
            self._synced = time.monotonic() if due else self._synced
        return due


@dataclass(slots=True)
class Anchored:
    """What an anchor file knows, in the order of the rows: their numbers, and the first half of each hash.

    24 bytes a line. `torn` lines are what a power failure leaves; `forged` ones bear a seal that the key did
    not make.
    """

    rows: array[int] = field(default_factory=lambda: array("q"))
    halves: bytearray = field(default_factory=bytearray)
    torn: int = 0
    forged: int = 0

    @property
    def newest(self) -> int:
        return self.rows[-1] if self.rows else 0

    def is_at(self, place: int, row_hash: str) -> bool:
        """Whether the line at this place knows this hash (hex)."""
        return self.halves[place * HALF : (place + 1) * HALF].hex() == row_hash[: 2 * HALF]


def read_anchor(path: Path, key: bytes) -> Anchored:
    """Check every line of an anchor file. Raises FileNotFoundError."""
    found = Anchored()
    with path.open("rb") as file:
        for line in file:
            _take(found, line, key)
    _order(found)
    return found


def _take(found: Anchored, line: bytes, key: bytes) -> None:
    content, _space, seal = line.rpartition(b" ")
    row, _space, row_hash = content.partition(b" ")
    if len(row_hash) != HASH or len(seal) != SEAL or not row.isdigit():
        found.torn += bool(line.strip())
    elif seal[:-1] != _seal(key, content):
        found.forged += 1
    else:
        found.rows.append(int(row))
        found.halves += bytes.fromhex(row_hash[: 2 * HALF].decode())


def _order(found: Anchored) -> None:
    """Lines of several processes can change places."""
    if all(one <= after for one, after in pairwise(found.rows)):
        return
    places = sorted(range(len(found.rows)), key=found.rows.__getitem__)
    found.halves = bytearray(b"".join(found.halves[place * HALF : (place + 1) * HALF] for place in places))
    found.rows = array("q", [found.rows[place] for place in places])


def _seal(key: bytes, content: bytes) -> bytes:
    """A keyed hash of a line; BLAKE2 takes half the time of an HMAC."""
    return hashlib.blake2b(content, key=key, digest_size=16).hexdigest().encode()


def _ends_whole(path: Path) -> bool:
    """Whether the last line was written to its end; a power failure may have torn it."""
    try:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
    except OSError:  # there is no file yet, or it is empty
        return True
