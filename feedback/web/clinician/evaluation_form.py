"""The form of an evaluation point: joint notes, decisions, who does what, who took part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from feedback.domain.evaluation_point import LateReason
from feedback.domain.sheet import Heading
from feedback.domain.validation import ProblemCode
from feedback.web.words import LATE_REASONS, PROBLEMS

MOST_TASKS = 5
TEXT = (Length(max=4000, message=_("Write at most %(max)d characters.")),)
LINE = (Length(max=200, message=_("Write at most %(max)d characters.")),)
FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
WITHOUT_NOTE = (Heading.FURTHER, Heading.TOOK_PART)  # these have fields of their own
DECISIONS = ("works", "changes", "goals", "further")


class DayField(DateField):  # type: ignore[misc]
    """A day, also where the browser has no calendar of its own; may stay empty."""

    def __init__(self, **options: Any) -> None:
        wrong = PROBLEMS[ProblemCode.NOT_A_DATE]
        super().__init__(validators=[Optional()], format=FORMATS, invalid_value_message=wrong, **options)


class TaskForm(Form):  # type: ignore[misc]
    """Who does what by when."""

    what = StringField(validators=LINE)
    who = StringField(validators=LINE)
    due_on = DayField()


class NotesForm(Form):  # type: ignore[misc]
    """Room for what is written together, one field for each heading."""


for _heading in Heading:
    if _heading not in WITHOUT_NOTE:
        setattr(NotesForm, _heading.value, TextAreaField(validators=TEXT))


class EvaluationForm(FlaskForm):  # type: ignore[misc]
    """Everything that is written at a point, and the day on which it was held."""

    notes = FormField(NotesForm)
    works = TextAreaField(validators=TEXT)
    changes = TextAreaField(validators=TEXT)
    goals = TextAreaField(validators=TEXT)
    further = TextAreaField(validators=TEXT)
    tasks = FieldList(FormField(TaskForm), min_entries=MOST_TASKS, max_entries=MOST_TASKS)
    took_part = TextAreaField(validators=TEXT)
    copies = TextAreaField(validators=TEXT)
    held_on = DayField()
    late_reason = SelectField(
        default="", choices=[SelectChoice("", ""), *(SelectChoice(*pair) for pair in LATE_REASONS.items())]
    )
    late_words = StringField(validators=LINE)

    @property
    def reason(self) -> str:
        """Why the point is late: the code, with own words after a colon. Own words alone are another reason."""
        code, words = self.late_reason.data or "", (self.late_words.data or "").strip()
        return f"{code or LateReason.OTHER}: {words}" if words else code


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """*Gone through together*, as the clinician records it."""

    how = SelectField(
        choices=[
            SelectChoice("spoken", _("Yes, said in the meeting")),
            SelectChoice("not-confirmed", _("Not confirmed")),
        ]
    )
    reason = StringField(validators=LINE)


def filled(content: Mapping[str, Any], people: Iterable[str], today: date) -> EvaluationForm:
    """The form with what has been written so far, or with what was sent just now."""
    data = {name: content.get(name, "") for name in DECISIONS}
    tasks = [{**task, "due_on": _day(task.get("due_on", ""))} for task in content.get("tasks", ())]
    return EvaluationForm(
        data={
            **data,
            "notes": content.get("notes", {}),
            "tasks": tasks,
            "took_part": "\n".join(content.get("took_part") or people),
            "copies": "\n".join(content.get("copies", ())),
            "held_on": _day(content.get("held_on", "")) or today,
            "late_reason": content.get("late_reason", ""),
            "late_words": content.get("late_words", ""),
        }
    )


def content_of(form: EvaluationForm) -> dict[str, Any]:
    """What was written, in the shape that services/sheet_parts reads."""
    notes = ((name, (text or "").strip()) for name, text in form.notes.data.items())
    return {
        **{name: (form[name].data or "").strip() for name in DECISIONS},
        "notes": {name: text for name, text in notes if text},
        "tasks": list(_tasks(form)),
        "took_part": _lines(form.took_part.data),
        "copies": _lines(form.copies.data),
        "held_on": form.held_on.data.isoformat() if form.held_on.data else "",
        "late_reason": form.late_reason.data or "",
        "late_words": (form.late_words.data or "").strip(),
    }


def form_errors(form: Form) -> list[tuple[str, str]]:
    """Every error with the id of its field, those of rows and notes included."""
    found = [(field.id, str(error)) for field in _fields(form) for error in field.errors]
    return [*found, *(("main", str(error)) for error in form.form_errors)]


def _fields(form: Iterable[Field]) -> Iterator[Field]:
    for field in form:
        if isinstance(field, (FormField, FieldList)):
            yield from _fields(field)
        else:
            yield field


def _tasks(form: EvaluationForm) -> Iterator[dict[str, str]]:
    for row in form.tasks:
        what, who, due_on = (row.form[name].data for name in ("what", "who", "due_on"))
        if (what or "").strip() or (who or "").strip():
            yield {
                "what": (what or "").strip(),
                "who": (who or "").strip(),
                "due_on": due_on.isoformat() if due_on else "",
            }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
