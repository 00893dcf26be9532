"""The part of a sign-in that both audiences share: name and password, tried with the throttle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from feedback.services.access.passwords import settle, try_password
from feedback.services.refusals import Refused, TooOften
from feedback.web import current
from feedback.web.forms import SignInForm, show_refusal, show_waiting

if TYPE_CHECKING:
    from feedback.persistence.tables import Person


def person_of(form: SignInForm, audience: str) -> Person | None:
    """Whose name and password it is; None with the reason in the form. Hashing is slow, so nothing is locked
    before it is done."""
    now = current.now()
    try:
        attempt = try_password(
            current.session(), form.name.data, form.password.data, audience, current.address(), now
        )
        current.write()
        return settle(current.session(), attempt, now)
    except Refused as error:
        show_refusal(form, error, keep=True)
    except TooOften as error:
        show_waiting(form, error)
    return None


def status_of(form: SignInForm) -> int:
    """200 for a form that is only shown, 429 for one that has to wait, 422 for one with an error."""
    if request.method != "POST":
        return 200
    return 429 if form.waits else 422
