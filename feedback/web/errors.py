"""Honest error pages, each telling what to do next."""

from __future__ import annotations

from flask import Flask, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from feedback.services.refusals import NotFound, Refused
from feedback.web import current


def install(app: Flask) -> None:
    """Show one page for everything that goes wrong."""
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(HTTPException, lambda error: _page(error.code or 500))
    app.register_error_handler(CSRFError, lambda error: _page(400))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _failed)


def _page(code: int) -> tuple[str, int]:
    current.undo()
    title, text = _words().get(code, _words()[500])
    return render_template("errors/page.html", title=title, text=text, code=code), code


def _refused(error: Refused) -> tuple[str, int]:
    current.undo()
    title = _("That did not work")
    text = _(error.message) % error.details if error.details else _(error.message)
    return render_template("errors/page.html", title=title, text=text, code=400), 400


def _failed(error: Exception) -> tuple[str, int]:
    current.app().logger.error("A request failed: %s", type(error).__name__, exc_info=error)
    return _page(500)


def _words() -> dict[int, tuple[str, str]]:
    return {
        400: (
            _("The page was open too long"),
            _("Go back, load the page again and send once more. What you had saved is still there."),
        ),
        404: (
            _("We cannot find this page"),
            _("A link works until the answer is sent. Ask the clinic for a new one if you need it."),
        ),
        405: (_("We cannot find this page"), _("Go back and try again.")),
        413: (_("That was too large"), _("Send a smaller file or a shorter text.")),
        429: (_("Too many tries"), _("Wait a few minutes and try again.")),
        500: (
            _("Something went wrong here"),
            _("Nothing was stored just now. Try again in a few minutes, or call the clinic."),
        ),
    }
