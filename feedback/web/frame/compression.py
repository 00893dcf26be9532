"""Fewer bytes on the wire: static files as the build compressed them, pages compressed on the way out.

A page carries a CSRF token, and the size of a compressed page could give a secret away to somebody who can put
own text into it and watch the line (BREACH). So nothing is compressed that was asked for with a query, others cannot
send forms (cookies are SameSite), and a name of random length in each gzip header blurs the size
(docs/performance/2026-11-22-weight.md).
"""

from __future__ import annotations

import mimetypes
import secrets
import struct
import zlib
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

LEAST_BYTES = 1000
LEVEL = 5
LONGEST_NAME = 64
HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"  # gzip with a name, no time, any system (RFC 1952)


def install(app: Flask) -> None:
    """Compress what a browser says it can read."""
    folder = Path(str(app.static_folder))
    ready = {path.relative_to(folder).as_posix().removesuffix(".gz") for path in folder.rglob("*.gz")}
    plain = app.view_functions["static"]

    def static(filename: str) -> object:
        if filename not in ready or not _is_welcome():
            return plain(filename=filename)
        kind = mimetypes.guess_type(filename)[0]
        response = send_from_directory(
            folder, f"{filename}.gz", mimetype=kind, download_name=filename, conditional=False
        )
        response.content_encoding = "gzip"
        return response

    app.view_functions["static"] = static  # type: ignore[assignment]
    app.after_request(lambda response: _compress(response, ready))


def gzip_blurred(content: bytes) -> bytes:
    """Compressed, in a length that is not told by the content alone."""
    name = b"x" * (1 + secrets.randbelow(LONGEST_NAME))
    packed = zlib.compress(content, LEVEL, -zlib.MAX_WBITS)
    return HEAD + name + b"\0" + packed + struct.pack("<II", zlib.crc32(content), len(content))


def _compress(response: Response, ready: set[str]) -> Response:
    if request.endpoint == "static":
        if (request.view_args or {}).get("filename") in ready:
            response.vary.add("Accept-Encoding")
        return response
    if response.mimetype != "text/html" or response.is_streamed or request.query_string:
        return response
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    if len(content) > LEAST_BYTES and _is_welcome():
        response.set_data(gzip_blurred(content))
        response.content_encoding = "gzip"
    return response


def _is_welcome() -> bool:
    return request.accept_encodings.quality("gzip") > 0
