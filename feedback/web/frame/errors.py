"""Honest error pages, each telling what to do next."""

from __future__ import annotations

from math import ceil

from flask import Flask, Response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from feedback.services.refusals import NotFound, Refused, TooOften
from feedback.web import current
from feedback.web.frame import unsent
from feedback.web.words import refusal_sentence, waiting_sentence

PAGES = (400, 404, 413, 429, 500, 503)
NOT_FOUND = (403, 404, 405)


def install(app: Flask) -> None:
    """Show one page for everything that goes wrong."""
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(
        HTTPException, lambda error: _page(404 if error.code in NOT_FOUND else error.code or 500)
    )
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(CSRFError, lambda error: unsent.instead() or _page(400))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(TooOften, _too_often)
    app.register_error_handler(Exception, _failed)


def _other_host(error: SecurityError) -> Response:
    """No page of ours: its addresses would bear the wrong name."""
    return Response("This server does not answer to that name.\n", 400, mimetype="text/plain")


def _page(code: int) -> tuple[str, int]:
    current.undo()
    if code >= 500:
        current.drop()
    template = code if code in PAGES else 500
    return render_template(f"errors/{template}.html"), code


def _refused(error: Refused) -> tuple[str, int]:
    current.undo()
    return render_template("errors/refused.html", sentence=refusal_sentence(error)), 400


def _too_often(error: TooOften) -> tuple[str, int, dict[str, str]]:
    current.undo()
    seconds = max(1, ceil((error.until - current.now()).total_seconds()))
    page = render_template("errors/429.html", sentence=waiting_sentence(error.until))
    return page, 429, {"Retry-After": str(seconds)}


def _failed(error: Exception) -> tuple[str, int]:
    current.app().logger.error("A request failed: %s", type(error).__name__, exc_info=error)
    return _page(500)
