"""Forms that several parts share, and how a service's no is shown in a form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from feedback.services.refusals import Refused, TooOften
from feedback.web import current
from feedback.web.words import refusal_sentence, waiting_sentence


class WaitingForm(FlaskForm):  # type: ignore[misc]
    """A form that may have to wait after too many attempts."""

    waits = False


class SignInForm(WaitingForm):
    """A sign-in name and a password or personal code."""

    name = StringField(_("Sign-in name"), [InputRequired(_("Write your sign-in name.")), Length(max=200)])
    password = PasswordField(_("Password"), [InputRequired(_("Write your password.")), Length(max=200)])


def show_refusal(form: FlaskForm, error: Refused, *, keep: bool = False) -> None:
    """Put the sentence at its field, or at the form; nothing is stored unless `keep`."""
    if not keep:
        current.undo()
    sentence = refusal_sentence(error)
    found = form._fields.get(error.field)
    if isinstance(found, Field):
        found.errors = [*found.errors, sentence]
    else:
        form.form_errors.append(sentence)


def show_waiting(form: WaitingForm, error: TooOften) -> None:
    """Say until when to wait."""
    form.waits = True
    form.form_errors.append(waiting_sentence(error.until))


def errors_of(form: FlaskForm) -> list[tuple[str, str]]:
    """Every error of a form with the id that it belongs to, for the error summary."""
    at_fields = [(field.id, str(error)) for field in form for error in field.errors]
    return [*at_fields, *(("main", str(error)) for error in form.form_errors)]
