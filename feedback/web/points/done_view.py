"""What was done at a point, as the page of a held point and the list of points show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField

from feedback.domain.process import ProcessKind, UnitCode, code_on
from feedback.services.patients.patient_names import staff_names
from feedback.services.points.process_facts import REGISTERED, corrections_of, facts_of
from feedback.services.units.process_codes import codes_of
from feedback.web.coordination.fields import Day, as_choices
from feedback.web.languages import moment, short_day
from feedback.web.points.words import KINDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import CourseChange, EvaluationPoint, ProcessFact


class DoneForm(FlaskForm):  # type: ignore[misc]
    """Things that were done, and on which day."""

    kinds = SelectMultipleField(choices=as_choices(KINDS.items()), validate_choice=False)
    done_on = Day(_("Done on"))


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One thing that was done; `said` is when, and who noted what. `code` is empty where the unit has none."""

    id: int
    label: str
    registered: bool
    said: str
    code: str


@dataclass(frozen=True, slots=True)
class DoneView:
    """All of it at one point. `left` is what can still be noted: code, words, ticked or not."""

    patient_id: int
    point_id: int
    number: int
    due_on: date
    held_on: date | None
    rows: tuple[DoneRow, ...]
    left: tuple[tuple[str, str, bool], ...]
    corrections: tuple[str, ...]
    form: DoneForm

    @property
    def is_held(self) -> bool:
        return self.held_on is not None

    @property
    def unregistered(self) -> list[int]:
        return [row.id for row in self.rows if not row.registered]


def done_view(session: Session, point: EvaluationPoint, form: DoneForm | None = None) -> DoneView:
    """What is known now, with the form as it was sent."""
    form = form or DoneForm(formdata=None, data={"done_on": point.held_on})
    facts, codes = facts_of(session, point), codes_of(session, point.pathway.unit_id)
    names = staff_names(session, _people(facts))
    known = {fact.kind for fact in facts}
    left = [
        (kind, str(KINDS[kind]), kind in (form.kinds.data or ())) for kind in ProcessKind if kind not in known
    ]
    return DoneView(
        patient_id=point.pathway.patient_id,
        point_id=point.id,
        number=point.number,
        due_on=point.due_on,
        held_on=point.held_on,
        rows=tuple(_row(fact, codes, names) for fact in facts),
        left=tuple(left) if point.held_on else (),
        corrections=tuple(_correction(row) for row in corrections_of(session, point)),
        form=form,
    )


def _people(facts: Iterable[ProcessFact]) -> set[int]:
    return {number for fact in facts for number in (fact.recorded_by_id, fact.registered_by_id) if number}


def _row(fact: ProcessFact, codes: list[UnitCode], names: dict[int, str]) -> DoneRow:
    code = code_on(codes, ProcessKind(fact.kind), fact.done_on)
    said = gettext(
        "Done %(day)s. Noted by %(name)s, %(moment)s.",
        day=short_day(fact.done_on),
        name=names[fact.recorded_by_id],
        moment=moment(fact.recorded_at),
    )
    if fact.registered_on and fact.registered_by_id:
        registered = gettext(
            "Registered %(day)s, noted by %(name)s.",
            day=short_day(fact.registered_on),
            name=names[fact.registered_by_id],
        )
        said = f"{said} {registered}"
    label, words = str(KINDS[ProcessKind(fact.kind)]), f"{code.system} {code.code}" if code else ""
    return DoneRow(fact.id, label, fact.registered_on is not None, said, words)


def _correction(row: CourseChange) -> str:
    what, kind, _number = row.field.split(":")
    words = {
        "label": str(KINDS[ProcessKind(kind)]),
        "day": short_day(date.fromisoformat(row.before)),
        "name": row.by.name if row.by else "–",
        "moment": moment(row.at),
    }
    if what == REGISTERED:
        return str(gettext("%(label)s: not registered after all (%(day)s). %(name)s, %(moment)s.", **words))
    return str(gettext("%(label)s, %(day)s. Taken back by %(name)s, %(moment)s.", **words))
