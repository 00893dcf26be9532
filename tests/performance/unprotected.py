"""The product without audit and encryption, for the measurements alone: there is no such switch in the product."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from feedback.persistence.keys import Keyring
from feedback.persistence.live_keys import KeyFile
from feedback.server import Server, options_for
from feedback.services import audit
from feedback.settings import read_settings


def _plain(_keyring: object, plain: bytes, _context: str) -> bytes:
    return plain


def _text(_keyring: object, text: str, _context: str) -> bytes:
    return text.encode()


def _back(_keyring: object, stored: bytes, _context: str) -> str:
    return stored.decode()


def _nothing(*_arguments: object, **_named: object) -> None:
    return None


@contextmanager
def without_protection() -> Iterator[None]:
    """Nothing is sealed and nothing recorded. A database made so can be read only so."""
    plain = {"seal": _plain, "open": _plain, "hide": _text, "reveal": _back}
    with (
        patch.object(audit, "record", _nothing),
        patch.multiple(Keyring, **plain),
        patch.multiple(KeyFile, **plain),
    ):
        yield


def main() -> None:
    """Serve like `feedback serve`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    with without_protection():
        Server(read_settings(os.environ), options_for("127.0.0.1", parser.parse_args().port, 2)).run()


if __name__ == "__main__":
    main()
