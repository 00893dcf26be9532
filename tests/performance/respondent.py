"""A cheap respondent: raw HTTP over loopback, cookies kept, no connection held longer than one page."""

from __future__ import annotations

import gzip
import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECONDS = 30
ANSWERS = {"q1": "7", "q2": "6", "q3": "8", "q4": "5", "q5": "Litt for fort i dag.", "sharing": "all"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, as it went over the wire."""

    status: int
    head: str
    body: bytes
    size: int

    def header(self, name: str) -> str:
        """The first header with this name, or nothing."""
        found = re.search(rf"(?im)^{re.escape(name)}: *(.*?)\r?$", self.head)
        return found.group(1) if found else ""


def exchange(port: int, sent: bytes) -> Reply:
    """Send one request and read until the server closes. Raises OSError."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire.sendall(sent)
        parts = []
        while part := wire.recv(65536):
            parts.append(part)
    whole = b"".join(parts)
    head, _sep, body = whole.partition(b"\r\n\r\n")
    if not head:
        raise ConnectionError("the server closed without an answer")
    if b"\r\nContent-Encoding: gzip" in head:
        body = gzip.decompress(body)
    return Reply(int(head[9:12]), head.decode("latin-1"), body, len(whole))


@dataclass
class Respondent:
    """One browser of one person."""

    port: int
    cookie: str = ""
    token: str = ""
    page: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Reply:
        """Fetch one address; redirects are not followed."""
        return self._took(exchange(self.port, self._request("GET", path)))

    def post(self, path: str, fields: dict[str, str]) -> Reply:
        """Send a form."""
        return self._took(exchange(self.port, self.post_bytes(path, fields)))

    def post_bytes(self, path: str, fields: dict[str, str]) -> bytes:
        """A form as it would be sent."""
        body = urlencode({"csrf_token": self.token, "action": "next", **fields})
        return self._request("POST", path, body.encode())

    def open(self, link: str) -> str:
        """Open a link; returns the path of its welcome page."""
        self.page = expect(self.get(link), 303).header("Location")
        return self.page

    def questions(self) -> str:
        """Fetch the first page of questions; returns its path."""
        path = f"{self.page}1"
        self.take_token(expect(self.get(path), 200))
        return path

    def take_token(self, reply: Reply) -> None:
        """Keep the CSRF token of a page."""
        found = TOKEN.search(reply.body.decode())
        self.token = found.group(1) if found else ""

    def ready(self, link: str) -> bytes:
        """Open a link and its questions; returns the sending that comes next, as bytes."""
        self.open(link)
        return self.post_bytes(self.questions(), ANSWERS)

    def _request(self, method: str, path: str, body: bytes = b"") -> bytes:
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _took(self, reply: Reply) -> Reply:
        if cookie := reply.header("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return reply


def expect(reply: Reply, status: int) -> Reply:
    """The reply, if it has this status. Raises ValueError."""
    if reply.status != status:
        raise ValueError(f"{reply.status} instead of {status}: {reply.body[:200]!r}")
    return reply
