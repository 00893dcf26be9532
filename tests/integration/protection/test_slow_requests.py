"""The real server beside senders who are slow, silent or too large: others are served, nothing is stored."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feedback.persistence.keys import Keyring, write_keyring
from feedback.server import SECONDS_OF_SILENCE

COMMAND = str(Path(sys.executable).parent / "feedback")
PAGE = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
MARGIN = 10


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, keyring: Keyring) -> Iterator[int]:
    """The port of a running server with two workers."""
    folder = tmp_path_factory.mktemp("slow")
    shutil.copy(migrated_sqlite, folder / "feedback.sqlite")
    write_keyring(keyring, folder / "keys.json")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        number: int = free.getsockname()[1]
    environ = {**os.environ, "FEEDBACK_INSTANCE": str(folder), "FEEDBACK_SECURE_COOKIES": "0"}
    server = subprocess.Popen(
        [COMMAND, "serve", "--port", str(number)], env=environ, stderr=subprocess.DEVNULL
    )
    try:
        _wait(number)
        yield number
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if _exchange(port, PAGE).startswith(b"HTTP/1.1 200"):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def _exchange(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_OF_SILENCE + MARGIN) as wire:
        wire.sendall(sent)
        return wire.recv(4096)


def test_silent_senders_do_not_keep_others_waiting(port: int) -> None:
    silent = [socket.create_connection(("127.0.0.1", port), timeout=60) for _worker in range(2)]
    for wire, begun in zip(
        silent,
        (PAGE[:-2], b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\na="),
        strict=True,
    ):
        wire.sendall(begun)
    began = time.monotonic()
    assert _exchange(port, PAGE).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - began < SECONDS_OF_SILENCE + MARGIN
    for wire in silent:
        assert b"200 OK" not in wire.recv(4096)
        wire.close()


def _request(line: str, *headers: str, body: bytes = b"") -> bytes:
    host = () if any(header.startswith("Host:") for header in headers) else ("Host: 127.0.0.1",)
    return "\r\n".join([f"{line} HTTP/1.1", *host, "Connection: close", *headers, "", ""]).encode() + body


FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (_request(f"GET /{'x' * 5000}"), b"414"),
        (_request("GET /", f"X-Long: {'x' * 9000}"), b"431"),
        (_request("GET /", "Host: evil.example"), b"400"),
        (_request("POST /me/sign-in", FORM, "Content-Length: 99999999", body=b"a"), b"413"),
        (_request("GET /", "Content-Length: 1", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), b"400"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
    ids=["address", "header", "host", "form", "two lengths", "nonsense"],
)
def test_what_is_too_large_or_misshapen_is_refused(port: int, sent: bytes, status: bytes) -> None:
    answer = _exchange(port, sent)
    assert answer.split()[1] == status, answer[:300]
    assert b"Traceback" not in answer
    assert _exchange(port, PAGE).startswith(b"HTTP/1.1 200")
