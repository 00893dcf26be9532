"""A client that checks every page it fetches: valid HTML, one h1 that the title starts with, unique ids,
labelled inputs, nothing inline, and the headers that keep pages private."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pyotp
from clinic import APP_SECRET
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from feedback.persistence.database import Database
from feedback.persistence.tables import SecondFactor

Data = Mapping[str, str | Sequence[str]]
UNLABELLED = ("hidden", "submit", "button")


class PageError(AssertionError):
    """A page breaks one of the promises that all pages keep."""


class PageClient:
    """A browser without JavaScript: keeps cookies, follows redirects, fills in forms."""

    def __init__(self, app: Flask, *, phone: bool = True) -> None:
        self.client = app.test_client()
        self.database: Database = app.extensions["samsyn.database"]
        self.phone = phone  # with the authenticator app on it: the second step needs no word in a test
        self.page: Element | None = None
        self.path = ""
        self.text = ""

    def get(self, path: str, status: int = 200) -> str:
        """Fetch a page, following redirects; returns its HTML."""
        return self._took(self.client.get(path, follow_redirects=True), status)

    def post(self, path: str, data: Data | None = None, status: int = 200, **options: Any) -> str:
        """Send fields with the token of the page at hand, following redirects."""
        fields = {"csrf_token": self.token, **(data or {})}
        answer = self.client.post(path, data=fields, follow_redirects=True, **options)
        return self._took(answer, status)

    def submit(self, data: Data | None = None, form: int = -1, status: int | None = 200) -> str:
        """Send a form of the page as it stands, with some fields changed; the last form unless told."""
        found = list(self.all("main")[0].iter("form"))[form]
        fields: dict[str, Any] = {}
        for name, value in as_filled(found):
            fields.setdefault(name, []).append(value)
        fields.update(data or {})
        action = found.get("action") or self.path
        options = {"content_type": "multipart/form-data"} if found.get("enctype") else {}
        answer = self.client.post(action, data=fields, follow_redirects=True, **options)
        return self._took(answer, status)

    @property
    def token(self) -> str:
        """The CSRF token of the page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        return found.group(1) if found else ""

    def all(self, tag: str) -> list[Element]:
        """Every element with this tag."""
        return [] if self.page is None else list(self.page.iter(tag))

    def words(self) -> str:
        """The visible text of the page."""
        main = self.all("main")
        return " ".join(" ".join(main[0].itertext()).split()) if main else ""

    def _second_step(self) -> str:
        """Set up the app where it is new, and write its code; the test's clock does not wait for the next."""
        with self.database.transaction() as session:
            session.execute(update(SecondFactor).values(last_counter=0))
        self.phone, new = False, self.path == "/staff/enrol"
        self.get(self.path)
        keys = [str(found.text) for found in self.all("p") if found.get("class") == "link-slip"]
        text = self.submit({"code": pyotp.TOTP(keys[0].replace(" ", "") if new else APP_SECRET).now()})
        if new:
            on = next(link for link in self.all("main")[0].iter("a") if link.get("class") == "ds-button")
            text = self.get(on.get("href", ""))
        self.phone = True
        return text

    def _took(self, answer: TestResponse, status: int | None) -> str:
        if status not in (None, answer.status_code):
            raise PageError(f"{answer.request.path}: {answer.status_code} instead of {status}")
        self.path = answer.request.path
        if self.phone and self.path in ("/staff/second-step", "/staff/enrol"):
            return self._second_step()
        if answer.mimetype != "text/html":
            self.text = ""
            return ""
        self.text = answer.get_data(as_text=True)
        self.page = parse(self.text, self.path)
        check_page(self.page, self.path)
        check_headers(answer)
        return self.text


def parse(text: str, path: str) -> Element:
    """The page as a tree. Raises PageError where it is not valid HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page: Element = parser.parse(text)
    if parser.errors:
        place, code, details = parser.errors[0]
        line = text.splitlines()[place[0] - 1][:160]
        raise PageError(f"{path}: {code} {details} at line {place[0]}: {line}")
    return page


def check_page(page: Element, path: str) -> None:
    """Raise PageError for the first broken promise."""
    headings = list(page.iter("h1"))
    if len(headings) != 1:
        raise PageError(f"{path}: {len(headings)} h1")
    heading = _words(headings[0])
    title = _words(next(page.iter("title")))
    if not heading or not title.startswith(heading):
        raise PageError(f"{path}: the title '{title}' does not start with the heading '{heading}'")
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
    if twice := [name for name, count in ids.items() if count > 1]:
        raise PageError(f"{path}: the id '{twice[0]}' stands twice")
    for element in page.iter():
        if element.tag in ("script", "style") or element.get("style") or element.get("onclick"):
            raise PageError(f"{path}: inline {element.tag}")
    _check_labels(page, path, set(ids))


def check_headers(answer: TestResponse) -> None:
    """Raise PageError when a page could be kept, framed or told to others."""
    if (
        answer.headers.get("Cache-Control") != "no-store"
        or answer.headers.get("Referrer-Policy") != "no-referrer"
    ):
        raise PageError(f"{answer.request.path}: private headers are missing")
    if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
        raise PageError(f"{answer.request.path}: no strict policy")


def _check_labels(page: Element, path: str, ids: set[str | None]) -> None:
    labelled = {label.get("for") for label in page.iter("label")}
    if unknown := labelled - ids:
        raise PageError(f"{path}: a label for {unknown}")
    for tag in ("input", "select", "textarea"):
        for element in page.iter(tag):
            if element.get("type") in UNLABELLED or element.get("aria-label"):
                continue
            if element.get("id") not in labelled:
                raise PageError(f"{path}: no label for the field '{element.get('name')}'")


def as_filled(form: Element) -> list[tuple[str, str]]:
    """The fields of a form as a browser would send them, buttons left out."""
    found = []
    for element in form.iter():
        name, kind = element.get("name"), element.get("type")
        if not name or element.tag not in ("input", "select", "textarea") or kind in ("submit", "file"):
            continue
        if kind in ("radio", "checkbox") and element.get("checked") is None:
            continue
        if element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            found += [(name, option.get("value", "")) for option in chosen]
        elif element.tag == "textarea":
            found.append((name, element.text or ""))
        else:
            found.append((name, element.get("value", "")))
    return found


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
