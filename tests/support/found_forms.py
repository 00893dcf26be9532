"""The forms of the pages: what a person comes to by the address map and by links, as a browser would send them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from page_client import PageClient, as_filled
from werkzeug.exceptions import HTTPException

LEAVES = ("sign-out", "/leave", "demo-entry", "sign-in", "/prove")  # links that end a walk
EACH_KIND = 60  # pages of one kind that a walk looks at


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, and what a browser would send. `choices` are the values of a field that
    has a list of them; `files` are fields that take a file."""

    page: str
    action: str
    endpoint: str
    names: tuple[str, ...]
    filled: dict[str, list[str]] = field(compare=False)
    choices: dict[str, list[str]] = field(compare=False)
    files: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names of its fields but the token."""
        return tuple(name for name in self.names if name != "csrf_token")

    @property
    def own_fields(self) -> tuple[str, ...]:
        """Its fields without the buttons; all of them where it has only buttons."""
        return tuple(name for name in self.own_names if name not in self.buttons) or self.own_names

    @property
    def kind(self) -> str:
        """Forms that differ by numbers alone are one kind."""
        return re.sub(r"\d+", "N", f"{self.endpoint} {sorted(set(self.names))}")


def forms_on(app: Flask, visitor: PageClient) -> Iterator[Form]:
    """The forms of the page that somebody is looking at."""
    for form in visitor.all("form"):
        if (form.get("method") or "get") == "post":
            yield _form(app, visitor.path, form)


def walk(app: Flask, visitor: PageClient, starts: Iterable[str]) -> Iterator[Form]:
    """The forms of these pages and of all to which their links lead, some of each kind."""
    waiting, seen, kinds = deque(starts), set(starts), dict[str, int]()
    while waiting:
        page = waiting.popleft()
        kind = re.sub(r"\d+", "N", urlsplit(page).path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > EACH_KIND:
            continue
        if not visitor.get(page, status=None):
            continue  # a file
        yield from forms_on(app, visitor)
        for target in _leads_to(visitor):
            ours = target.startswith("/") and not target.startswith("//")
            if ours and target not in seen and not any(word in target for word in LEAVES):
                seen.add(target)
                waiting.append(target)


def _leads_to(visitor: PageClient) -> Iterator[str]:
    """Where links lead, and forms that ask for a page as they stand."""
    for link in visitor.all("a"):
        yield link.get("href") or ""
    for form in visitor.all("form"):
        if (form.get("method") or "get") == "get":
            yield f"{form.get('action') or visitor.path}?{urlencode(as_filled(form))}"


def endpoint_of(app: Flask, path: str, method: str = "POST") -> str:
    """The page behind an address; empty where there is none."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(path).path, method=method)[0])
    except HTTPException:
        return ""


def _form(app: Flask, page: str, form: Element) -> Form:
    fields = [one for tag in ("input", "select", "textarea", "button") for one in form.iter(tag)]
    named = [one for one in fields if one.get("name")]
    filled: dict[str, list[str]] = {}
    for name, value in as_filled(form):
        filled.setdefault(name, []).append(value)
    choices: dict[str, list[str]] = {}
    for one in named:
        options = [option.get("value", "") for option in one.iter("option")]
        if one.tag == "button" or one.get("type") in ("radio", "checkbox"):
            options = [one.get("value") or ""]
        if options:
            choices.setdefault(one.get("name") or "", []).extend(options)
    action = form.get("action") or page
    return Form(
        page,
        action,
        endpoint_of(app, action),
        tuple(dict.fromkeys(one.get("name") or "" for one in named)),
        filled,
        choices,
        tuple(one.get("name") or "" for one in named if one.get("type") == "file"),
        tuple(one.get("name") or "" for one in named if one.tag == "button"),
    )
