"""What protects every page of the URL map: headers, tokens of forms, cookies, and whom the server believes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from access_rows import RESPONDENTS, come_in, is_let_in
from arranged import Numbers, numbers
from clinic import Clinic
from flask import Flask, request

from feedback import create_app
from feedback.settings import Settings
from feedback.web.guard import rule_of

__all__ = ["numbers"]
EVERYWHERE = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
# Called by the provider's server, which has no page of ours; the signed token alone counts.
SIGNED_BY_THE_PROVIDER = "hear_of_sign_out"
COOKIES = {"me": ("samsyn", "/"), "staff": ("samsyn_staff", "/staff")}


def _pages(app: Flask, numbers: Numbers, method: str) -> Iterator[tuple[str, str]]:
    """Every endpoint that takes the method, with an address of it that exists; the way out comes last."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint == "respondent.leave"):
        if method in (rule.methods or ()) and rule.endpoint != "static":
            yield rule.endpoint, numbers.fill(rule)


@pytest.mark.parametrize("who", ["kari", "berg", "siv", "nina"])
def test_every_answer_bears_the_headers(app: Flask, numbers: Numbers, who: str) -> None:
    """Pages, PDFs, downloads, what is not found and what leads on."""
    app.config["WTF_CSRF_ENABLED"] = False
    client, seen = come_in(app, numbers.person(who), who), set()
    for _endpoint, path in _pages(app, numbers, "GET"):
        answer = client.get(path)
        seen.add(answer.mimetype)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE, path
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"):
            assert part in policy, path
        assert "camera=()" in answer.headers["Permissions-Policy"], path
        assert "Strict-Transport-Security" not in answer.headers, path
    assert "text/html" in seen
    assert "application/pdf" in seen or who != "berg"


def test_every_file_about_somebody_is_counted(app: Flask, numbers: Numbers) -> None:
    """A file costs more than a page: nobody takes them out in a loop."""
    app.config["WTF_CSRF_ENABLED"] = False
    found = set()
    for who in ("kari", "berg", "siv"):
        client = come_in(app, numbers.person(who), who)
        for endpoint, path in _pages(app, numbers, "GET"):
            answer = client.get(path)
            if (
                answer.status_code == 200
                and answer.mimetype != "text/html"
                and not endpoint.endswith("_template")
            ):
                found.add(endpoint)
    assert found >= {"rights.on_paper", "rights.as_fhir", "sheet.pdf"}
    assert [endpoint for endpoint in sorted(found) if rule_of(app, endpoint).limit is None] == []


def test_https_is_asked_for_from_then_on(app: Flask, clinic: Clinic) -> None:
    for path in ("/", "/staff/sign-in", "/nothing-here"):
        answer = app.test_client().get(path, base_url="https://localhost")
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000"), path


def test_no_form_is_taken_without_its_token(app: Flask, numbers: Numbers) -> None:
    """Signed in or not: a page of somebody else cannot send a form of ours."""
    assert app.config.get("WTF_CSRF_ENABLED", True)
    tried = 0
    for who in ("kari", "berg", "siv", "nina"):
        app.config["WTF_CSRF_ENABLED"] = False
        client = come_in(app, numbers.person(who), who)
        app.config["WTF_CSRF_ENABLED"] = True
        for endpoint, path in _pages(app, numbers, "POST"):
            if not endpoint.endswith(SIGNED_BY_THE_PROVIDER):
                assert client.post(path, data={"csrf_token": "forged"}).status_code == 400, path
                tried += 1
    assert tried > 200


@pytest.mark.parametrize(
    ("who", "audience", "out"), [("kari", "me", "/me/sign-out"), ("berg", "staff", "/staff/sign-out")]
)
def test_a_cookie_opens_nothing_after_signing_out(
    app: Flask, numbers: Numbers, who: str, audience: str, out: str
) -> None:
    """A copy of the cookie from before, at every address, for reading and for writing."""
    app.config["WTF_CSRF_ENABLED"] = False
    client = come_in(app, numbers.person(who), who)
    name, path = COOKIES[audience]
    kept = client.get_cookie(name, path=path)
    assert kept is not None
    assert client.post(out).status_code in (302, 303)
    _opens_nothing(app, numbers, name, path, kept.value)


@pytest.mark.parametrize(("who", "audience", "other"), [("kari", "me", "staff"), ("berg", "staff", "me")])
def test_a_cookie_opens_nothing_of_the_other_audience(
    app: Flask, numbers: Numbers, who: str, audience: str, other: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    name, path = COOKIES[audience]
    kept = come_in(app, numbers.person(who), who).get_cookie(name, path=path)
    assert kept is not None
    _opens_nothing(app, numbers, *COOKIES[other], kept.value)


def _opens_nothing(app: Flask, numbers: Numbers, name: str, path: str, value: str) -> None:
    """With this cookie nothing opens that is not open to everybody."""
    for method in ("GET", "POST"):
        for endpoint, address in _pages(app, numbers, method):
            if endpoint.endswith(("demo_entry", "sign_out", "leave")):
                continue
            thief = app.test_client()
            thief.set_cookie(name, value, path=path)
            open_to_all = is_let_in(app.test_client(), address, method)
            assert is_let_in(thief, address, method) == open_to_all, f"{method} {address}"


def test_cookies_are_kept_from_scripts_and_other_pages(settings: Settings, clinic: Clinic) -> None:
    app = create_app(replace(settings, secure_cookies=True), clinic.database)
    app.config["WTF_CSRF_ENABLED"] = False
    for who in ("kari", "berg"):
        person = int(getattr(clinic, who))
        audience = "me" if who in RESPONDENTS else "staff"
        answer = app.test_client().post(f"/{audience}/demo-entry/{person}", base_url="https://localhost")
        (cookie,) = answer.headers.getlist("Set-Cookie")
        parts = {part.strip() for part in cookie.split(";")[1:]}
        assert {"Secure", "HttpOnly", "SameSite=Lax", f"Path={COOKIES[audience][1]}"} <= parts
        assert not any(part.startswith(("Domain", "Expires", "Max-Age")) for part in parts)


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_proxy_is_believed_only_when_told(settings: Settings, clinic: Clinic, proxies: int) -> None:
    """Whoever sends such headers cannot choose the address that is counted, nor pretend to come by HTTPS."""
    app = create_app(replace(settings, proxies=proxies), clinic.database)
    client, told = app.test_client(), []
    app.after_request(lambda answer: told.append(request.remote_addr) or answer)
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    answer = client.get("/", headers=headers)
    assert ("Strict-Transport-Security" in answer.headers) == (proxies == 1)
    assert told == ["203.0.113.9" if proxies else "127.0.0.1"]
    wrong = client.get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert wrong.status_code == (400 if proxies else 200)


def test_an_unknown_method_changes_nothing(app: Flask, numbers: Numbers) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = come_in(app, numbers.person("berg"), "berg")
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        for _endpoint, path in _pages(app, numbers, "GET"):
            assert client.open(path, method=method).status_code in (404, 405), f"{method} {path}"
