"""keys rotate: a new key for everything that is encrypted, while the server runs."""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from feedback.cli.opening import now, opened, operator, settings
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring, next_keyring, read_keyring, replace_keyring
from feedback.persistence.reseal import count_by_key, reseal
from feedback.services import audit
from feedback.services.refusals import Refused

MOST_PASSES = 20
PAUSE_SECONDS = 0.5
SETTLE_SECONDS = 60.0  # longer than a request can live: by then nobody writes with the key before


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    keys = commands.add_parser("keys", help="the keys of what is encrypted").add_subparsers(required=True)
    rotate = keys.add_parser("rotate", help="make a new key and seal everything with it; the server may run")
    rotate.add_argument(
        "--retire",
        action="store_true",
        help="take the keys out of the key file that nothing uses any more; older backups need them",
    )
    rotate.set_defaults(run=rotate_keys)


def rotate_keys(options: argparse.Namespace) -> None:
    """A stopped rotation is taken up where it was; otherwise a new key begins one."""
    path = settings().key_file
    with _alone(path), opened() as database:
        keyring = _begin(path)
        fresh = _reseal_all(database, keyring)
        keyring = replace(keyring, rotating=False)
        replace_keyring(keyring, path)
        if options.retire:
            fresh += _settle(database, keyring)
            keyring = _retire(database, keyring, path)
        counted = count_by_key(database)
        _note(database, keyring)
        database.forget_overwritten()
    _tell(keyring, counted, fresh)


def _begin(path: Path) -> Keyring:
    known = read_keyring(path)
    if known.rotating:
        sys.stdout.write(f"Going on with the key {known.active}.\n")
        return known
    keyring = next_keyring(known, time.time())
    replace_keyring(keyring, path)
    return keyring


def _reseal_all(database: Database, keyring: Keyring) -> int:
    """Pass after pass until nothing is left, for rows that were held and values that came meanwhile."""
    total = 0
    for _pass in range(MOST_PASSES):
        total += reseal(database, keyring)
        if set(count_by_key(database)) <= {keyring.active}:
            return total
        time.sleep(PAUSE_SECONDS)
    raise Refused("Some rows are held by another transaction: run 'feedback keys rotate' again later.")


def _settle(database: Database, keyring: Keyring) -> int:
    """Wait until no request can be left that began with the key before, and look again."""
    left = keyring.since + SETTLE_SECONDS - time.time()
    if left > 0:
        sys.stdout.write(f"Waiting {left:.0f} seconds until every server writes with the new key.\n")
        sys.stdout.flush()
        time.sleep(left)
    return _reseal_all(database, keyring)


def _retire(database: Database, keyring: Keyring, path: Path) -> Keyring:
    kept = replace(keyring, keys={keyring.active: keyring.keys[keyring.active]})
    replace_keyring(kept, path)
    gone = ", ".join(sorted(set(keyring.keys) - set(kept.keys))) or "none"
    sys.stdout.write(f"Keys taken out of the file: {gone}.\n")
    return kept


def _note(database: Database, keyring: Keyring) -> None:
    with database.transaction() as session:
        audit.record(
            session, operator(), "rotated keys", now(), target=f"key {keyring.active}", purpose="operation"
        )


def _tell(keyring: Keyring, counted: Counter[str], fresh: int) -> None:
    total = sum(counted.values())
    sys.stdout.write(
        f"{counted[keyring.active]} of {total} values are sealed with the key {keyring.active}, "
        f"{fresh} of them sealed anew in this run.\n"
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One rotation at a time. Raises Refused while another runs."""
    read_keyring(path)  # says what to do where there is none
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refused("Another 'feedback keys rotate' is running: wait until it has ended.") from error
    finally:
        os.close(descriptor)
