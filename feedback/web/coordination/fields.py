"""Form fields as staff pages use them: lines, days, times and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

LONGEST = 200


class Day(DateField):
    """A day, as a browser's date field sends it or as Norwegians write it."""

    def __init__(self, label: str, *, needed: str = "") -> None:
        formats = ["%Y-%m-%d", "%d.%m.%Y"]
        super().__init__(label, validators=[_needed(needed)], format=formats)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError as error:
            raise ValueError(_("Write a date like 24.11.2026.")) from error


class Clock(TimeField):
    """A time of the day in Norway."""

    def __init__(self, label: str, *, needed: str = "") -> None:
        super().__init__(label, validators=[_needed(needed)], format=["%H:%M", "%H:%M:%S", "%H.%M"])

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError as error:
            raise ValueError(_("Write a time like 14:30.")) from error


def line(label: str, *, needed: str = "") -> StringField:
    """A line of text; `needed` is what to say when it is empty."""
    too_long = _("Write at most %(most)s characters.", most=LONGEST)
    return StringField(label, validators=[_needed(needed), Length(max=LONGEST, message=too_long)])


def choice(label: str, options: Mapping[str, Any] | Iterable[tuple[object, object]]) -> SelectField:
    """A list to choose from."""
    return SelectField(label, choices=as_choices(options))


def as_choices(options: Mapping[str, Any] | Iterable[tuple[object, object]]) -> list[SelectChoice]:
    """Codes and their words as choices."""
    pairs = options.items() if isinstance(options, Mapping) else options
    return [SelectChoice(value=str(value), label=label) for value, label in pairs]


def status_of(form: FlaskForm) -> int:
    """200 for a page to fill in, 422 for one that is shown again because of errors."""
    return 422 if form.errors else 200


def _needed(message: str) -> InputRequired | Optional:
    return InputRequired(message=message) if message else Optional()
