"""Pages and style sheets come compressed to browsers that say they can read it, and plain to all others."""

from __future__ import annotations

import gzip
import re

from flask import Flask

ASK = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_the_same_compressed_and_plain(app: Flask) -> None:
    client = app.test_client()
    plain, packed = client.get("/"), client.get("/", headers=ASK)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_the_size_of_a_page_is_blurred(app: Flask) -> None:
    client = app.test_client()
    assert len({len(client.get("/", headers=ASK).data) for _ in range(20)}) > 1


def test_what_is_asked_for_with_a_query_is_not_compressed(app: Flask) -> None:
    answer = app.test_client().get("/?language=nn", headers=ASK)
    assert "Content-Encoding" not in answer.headers


def test_a_style_sheet_comes_as_the_build_compressed_it(app: Flask) -> None:
    client = app.test_client()
    found = re.search(r'href="([^"]+\.css)"', client.get("/").text)
    assert found
    path = found.group(1)
    plain, packed = client.get(path, buffered=True), client.get(path, headers=ASK, buffered=True)
    assert packed.mimetype == "text/css"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "immutable" in packed.headers["Cache-Control"]
    refused = client.get(path, headers={"Accept-Encoding": "gzip;q=0"}, buffered=True)
    assert refused.data == plain.data
