"""Asking once more who it is, where a rule is `recent` and the last proof is older than five minutes, and where the
session fell asleep under somebody who was writing.

A page that is read leads to the proof and back. A form that is sent is shown the proof in its place: what was
written goes with it and on to the page itself, so that nothing is lost. It waits in the page that was sent back,
not with us, and only the person whose session it was can send it on.
"""

from __future__ import annotations

from flask import g, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length

from feedback.services.access.prove_again import prove_again
from feedback.services.access.sign_in import is_awake, is_proved
from feedback.services.refusals import Refused, TooOften
from feedback.web import current
from feedback.web.forms import WaitingForm, show_refusal, show_waiting

OWN_FIELDS = ("csrf_token", "proof", "proof_password", "proof_code")


class ProofForm(WaitingForm):
    """The password once more; its names do not meet those of the form that it stands in for."""

    proof = HiddenField()
    proof_password = PasswordField(_("Password"), [Length(max=200)])
    proof_code = StringField(_("Code from the app"), [Length(max=40)])


def demand(audience: str) -> BaseResponse | tuple[str, int] | None:
    """None where the proof is fresh or has just been given; else what to show instead of the page."""
    if is_proved(g.sign_in, current.now()):
        return None
    if request.method in ("GET", "HEAD"):
        return redirect(url_for(f"proof.{audience}", next=request.full_path.rstrip("?")))
    return _in_its_place()


def wake() -> tuple[str, int] | None:
    """None where the person of a session that fell asleep has just shown who they are; else what to show instead
    of what the form would have led to."""
    shown = _in_its_place()
    if shown is None:
        g.woken = True  # the code of the app is spent: nothing asks for it again in this request
    return shown


def _in_its_place() -> tuple[str, int] | None:
    form = ProofForm()
    if form.proof.data and give(form):
        return None
    return show(form), 422 if not form.waits else 429


def give(form: ProofForm) -> bool:
    """Try the proof; the session goes on under a new token when it is right."""
    if not form.validate():
        return False
    try:
        session["token"] = prove_again(
            current.session(),
            g.sign_in,
            form.proof_password.data or "",
            form.proof_code.data or "",
            current.address(),
            current.now(),
        )
    except Refused as error:
        error.field = f"proof_{error.field}"
        show_refusal(form, error, keep=True)
    except TooOften as error:
        show_waiting(form, error)
    return not form.errors


def show(form: ProofForm) -> str:
    """The page that asks, with everything that was sent kept in hidden fields."""
    kept = [pair for pair in request.form.items(multi=True) if pair[0] not in OWN_FIELDS]
    return render_template(
        "staff/proof.html",
        form=form,
        kept=kept,
        files=any(file.filename for file in request.files.values()),
        here=g.sign_in,
        asleep=not is_awake(g.sign_in, current.now()),
    )
