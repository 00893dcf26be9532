"""Whatever stands in an address or a form, we lead on to our own pages only, and no header is ours to break."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from clinic import PASSWORD, Clinic
from flask import Flask
from page_client import PageClient

Browser = Callable[[], PageClient]
ELSEWHERE = (
    "https://evil.example/staff/",
    "//evil.example/staff/",
    "/staff//evil.example\r\nSet-Cookie: a=b",
    "/staff/\r\nLocation: https://evil.example",
    "\\\\evil.example",
    "/staff/../me/",
    "javascript:alert(1)",
    "/me/",
    " /staff/",
)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_after_the_sign_in_one_lands_with_us(clinic: Clinic, browser: Browser, wanted: str) -> None:
    page = browser()
    page.phone = False
    page.get(f"/staff/sign-in?next={quote(wanted)}")
    data = {"csrf_token": page.token, "name": "berg", "password": PASSWORD}
    answer = page.client.post(f"/staff/sign-in?next={quote(wanted)}", data=data)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/staff/second-step"
    assert [value.partition("=")[0] for value in answer.headers.getlist("Set-Cookie")] == ["samsyn_staff"]


@pytest.mark.parametrize(
    "path",
    [
        "/?language=nb%0d%0aSet-Cookie:%20a=b",
        "/l/x%0d%0aSet-Cookie:%20a=b",
        "/answer/1%0d%0aSet-Cookie:%20a=b/",
        "/staff/patients/1%0d%0aLocation:%20https:%2f%2fevil.example",
    ],
)
def test_no_header_can_be_slipped_in(app: Flask, clinic: Clinic, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code < 500
    assert "evil.example" not in answer.headers.get("Location", "")
    assert not any(value.startswith("a=") for value in answer.headers.getlist("Set-Cookie"))


def test_a_host_of_somebody_else_makes_no_link(app: Flask, clinic: Clinic, browser: Browser) -> None:
    link = clinic.link(clinic.kari, "after-session")
    answer = app.test_client().get(link, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.headers["Location"]
