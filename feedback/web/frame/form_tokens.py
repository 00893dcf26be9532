"""The token of every form: it proves that the form is ours, and says under our seal for whom it was made, so that
what was written can wait for the same person when the cookie is gone (`unsent`)."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import BadData, URLSafeSerializer

from feedback.web import current

BETWEEN = "~"
SALT = "for-whom-a-form-was-made"


class Writer(NamedTuple):
    """For whom a form was made; `invitation` is 0 where they had signed in, and had not come by a link."""

    person: int
    invitation: int


class FormTokens(CSRFProtect):  # type: ignore[misc]
    """The check of Flask-WTF, with the name of the writer left out of it."""

    def init_app(self, app: Flask) -> None:
        """Check every form, and give templates the token."""
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = form_token
        app.context_processor(lambda: {"csrf_token": form_token})

    def _get_csrf_token(self) -> str | None:
        found: str | None = super()._get_csrf_token()
        return found.partition(BETWEEN)[0] if found else None


def form_token(writer: Writer | None = None) -> str:
    """The token for the forms of this page, made for `writer` or for whoever the page is shown to."""
    writer = writer or _reader()
    token: str = generate_csrf()
    return f"{token}{BETWEEN}{_seal().dumps(writer)}" if writer else token


def writer_of_form() -> Writer | None:
    """For whom the form that was sent had been made, if it was one of ours."""
    _token, _between, sealed = request.form.get("csrf_token", "").partition(BETWEEN)
    try:
        person, invitation = _seal().loads(sealed)
    except (BadData, TypeError, ValueError):
        return None
    return Writer(person, invitation)


def _reader() -> Writer | None:
    actor, here = g.get("actor"), g.get("sign_in")
    if actor is not None and actor.person is not None:
        return Writer(actor.person, actor.invitation or 0)
    return Writer(here.person_id, 0) if here is not None else None


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current.app().secret_key or "", salt=SALT)
