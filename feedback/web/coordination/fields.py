"""Form fields as staff pages use them: lines, days, times and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from feedback.web.typed_day import not_a_day

LONGEST = 200


class Day(DateField):  # type: ignore[misc]
    """A day, as a browser's date field sends it or as Norwegians write it; `needed` as in `line`."""

    def __init__(self, label: str, *, needed: str = "", **bound: Any) -> None:
        super().__init__(label, [_needed(needed)], format=["%Y-%m-%d", "%d.%m.%Y"], **bound)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError with what to write."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_(not_a_day(" ".join(valuelist)))) from error


class Clock(TimeField):  # type: ignore[misc]
    """A time of the day; `needed` as in `line`."""

    def __init__(self, label: str, *, needed: str = "", **bound: Any) -> None:
        super().__init__(label, [_needed(needed)], format=["%H:%M", "%H:%M:%S", "%H.%M"], **bound)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError with what to write."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a time like 14:30.")) from error


class Whole(IntegerField):  # type: ignore[misc]
    """A whole number; `needed` as in `line`."""

    def __init__(self, label: str, *, needed: str = "", **bound: Any) -> None:
        super().__init__(label, [_needed(needed)], **bound)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError with what to write."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a whole number, for example 12.")) from error


class Choice(SelectField):  # type: ignore[misc]
    """One of a list."""

    def pre_validate(self, form: FlaskForm) -> None:
        """Raises ValidationError with what to do."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(_("Choose one from the list.")) from error


def line(label: str, *, needed: str = "") -> StringField:
    """A line of text; `needed` is what to say when it is empty."""
    too_long = _("Write at most %(most)s characters.", most=LONGEST)
    return StringField(label, validators=[_needed(needed), Length(max=LONGEST, message=too_long)])


def choice(label: str, options: Mapping[str, Any] | Iterable[tuple[object, object]] = ()) -> Choice:
    """A list to choose from."""
    return Choice(label, choices=as_choices(options))


def as_choices(options: Mapping[str, Any] | Iterable[tuple[object, object]]) -> list[SelectChoice]:
    """Codes and their words as choices."""
    pairs = options.items() if isinstance(options, Mapping) else options
    return [SelectChoice(value=str(value), label=label) for value, label in pairs]


def status_of(form: FlaskForm) -> int:
    """200 for a page to fill in, 422 for one that is shown again because of errors."""
    return 422 if form.errors else 200


def _needed(message: str) -> InputRequired | Optional:
    return InputRequired(message=message) if message else Optional()
