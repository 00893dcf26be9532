"""Forms that several parts share, and how a service's no is shown in a form."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, PasswordField, StringField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length

from feedback.services.refusals import Refused, TooOften
from feedback.web import current
from feedback.web.words import refusal_sentences, waiting_sentence


class WaitingForm(FlaskForm):  # type: ignore[misc]
    """A form that may have to wait after too many attempts."""

    waits = False


class SignInForm(WaitingForm):
    """A sign-in name and a password or personal code."""

    name = StringField(_("Sign-in name"), [InputRequired(_("Write your sign-in name.")), Length(max=200)])
    password = PasswordField(_("Password"), [InputRequired(_("Write your password.")), Length(max=200)])


def show_refusal(form: FlaskForm, error: Refused, *, keep: bool = False) -> None:
    """Put each sentence at its field, or at the form; nothing is stored unless `keep`."""
    if not keep:
        current.undo()
    sentences = refusal_sentences(error)
    named = (field for field in every_field(form) if error.field and field.name == error.field)
    found = next(named, None) or _first_of(form, error.field)
    if found is None:
        form.form_errors.extend(sentences)
        return
    found.errors = [*found.errors, *sentences]
    row = form._fields.get(error.field.partition("-")[0])
    if isinstance(row, FieldList):
        row.errors = [*row.errors, *sentences]  # so that the form itself counts as wrong


def _first_of(form: FlaskForm, name: str) -> Field | None:
    """The first field of a list, for a sentence about the list."""
    rows = form._fields.get(name)
    is_list = isinstance(rows, FieldList) and bool(rows.entries) and not isinstance(rows[0], FormField)
    return rows[0] if is_list else None


def every_field(form: BaseForm) -> Iterator[Field]:
    """The fields of a form in order, those in rows included."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from every_field(entry.form) if isinstance(entry, FormField) else (entry,)
        else:
            yield field


def uploaded(field: Field) -> bytes:
    """The bytes of the file that was chosen; nothing where none was."""
    return field.data.read() if field.data else b""


def show_waiting(form: WaitingForm, error: TooOften) -> None:
    """Say until when to wait."""
    form.waits = True
    form.form_errors.append(waiting_sentence(error.until))


def errors_of(form: FlaskForm) -> list[tuple[str, str]]:
    """Every error of a form with the id that it belongs to, for the error summary."""
    at_fields = [(field.id, str(error)) for field in every_field(form) for error in field.errors]
    return [*at_fields, *(("main", str(error)) for error in form.form_errors)]
