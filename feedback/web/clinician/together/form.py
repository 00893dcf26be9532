"""The form of an evaluation point: joint notes, what came of earlier steps, decisions, people, and how it was held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from feedback.domain.points.evaluation_codes import Assessment, Outcome, Part, Presence, Way
from feedback.domain.points.sheet import Heading
from feedback.services.points.process.code_words import code_choices
from feedback.web.coordination.fields import Clock, Day
from feedback.web.words import LATE_REASONS

MOST_ROWS = 40
LONGEST_PLACE = 4
TEXT = (Length(max=4000, message=_("Write at most %(max)d characters.")),)
LINE = (Length(max=200, message=_("Write at most %(max)d characters.")),)
Choices = Iterable[tuple[str, Any]]


class CodeField(SelectField):  # type: ignore[misc]
    """One of a list of codes, or nothing."""

    def __init__(self, choices: Choices, **options: Any) -> None:
        pairs = [SelectChoice(str(code), words) for code, words in choices]
        super().__init__(choices=[SelectChoice("", ""), *pairs], default="", **options)

    def pre_validate(self, form: Form) -> None:
        """Raises ValidationError with what to do."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(_("Choose one from the list.")) from error


class LookedForm(Form):  # type: ignore[misc]
    """What came of a step that was agreed last time."""

    key = HiddenField(validators=LINE)
    outcome = CodeField(code_choices(Outcome, _))
    words = StringField(validators=LINE)
    goes_on = BooleanField()
    until = Day("")


class StepForm(Form):  # type: ignore[misc]
    """Who does what by when."""

    what = StringField(validators=LINE)
    who = StringField(validators=LINE)
    due_on = Day("")

    def validate_what(self, field: Field) -> None:
        """Raises ValidationError for a row that says who or when and not what."""
        said = (self.who.data or "").strip() or self.due_on.data
        if said and not (field.data or "").strip():
            raise ValidationError(_("Write what is to be done."))


class PersonForm(Form):  # type: ignore[misc]
    """Somebody who took part; `known` is set for people whom the page suggests."""

    known = HiddenField(validators=LINE)
    name = StringField(validators=LINE)
    part = CodeField(code_choices(Part, _))
    presence = CodeField(code_choices(Presence, _))

    def validate_part(self, field: Field) -> None:
        """Raises ValidationError for somebody of whom nobody can tell later who it was."""
        if self._is_new and not field.data:
            raise ValidationError(_("Choose as what they took part."))

    def validate_presence(self, field: Field) -> None:
        """Raises ValidationError for a name that would be lost, as nobody took part with it."""
        if self._is_new and not field.data:
            raise ValidationError(_("Choose how they took part, or take the name away."))

    @property
    def _is_new(self) -> bool:
        return bool(not self.known.data and (self.name.data or "").strip())


class CopyForm(Form):  # type: ignore[misc]
    """Somebody who gets a copy; `known` is set for people whom the page suggests, who are then ticked."""

    known = HiddenField(validators=LINE)
    name = StringField(validators=LINE)
    wanted = BooleanField()
    agreed = BooleanField()


class NotesForm(Form):  # type: ignore[misc]
    """Room for what is written together, one field for each heading."""


for _heading in Heading:
    setattr(NotesForm, _heading.value, TextAreaField(validators=TEXT))


class AssessForm(Form):  # type: ignore[misc]
    """What needs further assessment, to tick."""


for _kind, _label in code_choices(Assessment, _):
    setattr(AssessForm, _kind, BooleanField(_label))


class RowList(FieldList):  # type: ignore[misc]
    """A list of rows; there can be many, and the page always offers empty ones."""

    def __init__(self, kind: Any, **options: Any) -> None:
        super().__init__(kind, max_entries=MOST_ROWS, **options)

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        """Names that are no row of ours are passed over, whatever digits they are made of."""
        for name in formdata:
            place = name.removeprefix(f"{prefix}-").partition("-")[0] if name.startswith(prefix) else ""
            if place.isascii() and place.isdecimal() and len(place) <= LONGEST_PLACE:
                yield int(place)


class PointForm(FlaskForm):  # type: ignore[misc]
    """Everything that is written at a point. A page shows the fields of one heading, or of all."""

    notes = FormField(NotesForm)
    looked = RowList(FormField(LookedForm))
    assess = FormField(AssessForm)
    further = TextAreaField(validators=TEXT)
    works = TextAreaField(validators=TEXT)
    changes = TextAreaField(validators=TEXT)
    goals = TextAreaField(validators=TEXT)
    major = BooleanField(_("The plan changes in a major way"))
    steps = RowList(FormField(StepForm))
    people = RowList(FormField(PersonForm))
    copy_patient = BooleanField()
    copy_doctor = BooleanField(_("General practitioner"))
    copy_referrer = BooleanField(_("Whoever referred"))
    copies = RowList(FormField(CopyForm))
    way = CodeField(code_choices(Way, _))
    earlier_days = RowList(Day(""))
    held_on = Day("")
    meets_on = Day("")
    meets_clock = Clock("")
    late_reason = CodeField(LATE_REASONS.items())
    late_words = StringField(validators=LINE)


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """*Gone through together*, as the clinician records it."""

    how = SelectField(
        choices=[
            SelectChoice("spoken", _("Yes, said in the meeting")),
            SelectChoice("not-confirmed", _("Not confirmed")),
        ]
    )
    reason = StringField(validators=LINE)


def form_errors(form: Form, rows: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Every error with the id of its field, those of rows and notes included. `rows` names the rows in which fields
    stand, by the id of the field, so that two rows with the same mistake can be told apart."""
    named = rows or {}
    found = [
        (field.id, f"{named[field.id]}: {error}" if field.id in named else str(error))
        for field in each_field(form)
        for error in field.errors
    ]
    return [*found, *(("main", str(error)) for error in form.form_errors)]


def each_field(form: Iterable[Field]) -> Iterator[Field]:
    """The fields of a form in order, those in rows and parts included."""
    for field in form:
        if isinstance(field, (FormField, FieldList)):
            yield from each_field(field)
        else:
            yield field
