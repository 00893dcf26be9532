"""What was done at a point or beside the points, as the pages of points and of a course show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField

from feedback.domain.points.evaluation_codes import Part
from feedback.domain.points.process import BESIDE_POINTS, ProcessKind, UnitCode, code_on
from feedback.services.courses.plan_evaluation import points_of
from feedback.services.patients.patient_names import staff_names
from feedback.services.points.evaluation.evaluation_records import finished_record, record_of
from feedback.services.points.process.process_facts import REGISTERED, corrections_of, facts_of
from feedback.services.units.process_codes import codes_of
from feedback.web.coordination.fields import Day, as_choices
from feedback.web.languages import moment, short_day
from feedback.web.points.words import KINDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import CarePathway, CourseChange, EvaluationPoint, ProcessFact


class DoneForm(FlaskForm):  # type: ignore[misc]
    """Things that were done, and on which day."""

    kinds = SelectMultipleField(choices=as_choices(KINDS.items()), validate_choice=False)
    done_on = Day(_("Done on"))


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One thing that was done; `said` is when, and who noted what. `code` is empty where the unit has none. `point`
    is the number of the point at which it was done, where the place is a course."""

    id: int
    label: str
    registered: bool
    said: str
    code: str
    point: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class DoneView:
    """All of it at one place. `pages` and `own` make its addresses; `left` is what can still be noted: code, words,
    ticked or not. `beside` is the course of a point that was called off: what was done is noted there."""

    pages: str
    own: Mapping[str, int]
    is_point: bool
    waits: bool
    beside: int | None
    rows: tuple[DoneRow, ...]
    left: tuple[tuple[str, str, bool], ...]
    corrections: tuple[str, ...]
    form: DoneForm

    @property
    def unregistered(self) -> list[int]:
        return [row.id for row in self.rows if not row.registered and row.point is None]


def done_view(session: Session, point: EvaluationPoint, form: DoneForm | None = None) -> DoneView:
    """What is known of a point now, with the form as it was sent."""
    usual = {"done_on": point.held_on, "kinds": suggested(session, point)}
    form = form or DoneForm(formdata=None, data=usual)
    facts = facts_of(session, point)
    known = {fact.kind for fact in facts}
    return DoneView(
        pages="done",
        own={"patient_id": point.pathway.patient_id, "point_id": point.id},
        is_point=True,
        waits=point.held_on is None and point.cancelled_on is None,
        beside=point.pathway_id if point.cancelled_on is not None else None,
        rows=_rows(session, point.pathway, facts, [point], named=False),
        left=_left(form, [kind for kind in ProcessKind if kind not in known]) if point.held_on else (),
        corrections=tuple(_correction(row) for row in corrections_of(session, point)),
        form=form,
    )


def course_done_view(
    session: Session, course: CarePathway, today: date, form: DoneForm | None = None
) -> DoneView:
    """What is known of a course, at its points and beside them."""
    form = form or DoneForm(formdata=None, data={"done_on": course.closed_on or today})
    return DoneView(
        pages="course_done",
        own={"patient_id": course.patient_id, "course_id": course.id},
        is_point=False,
        waits=False,
        beside=None,
        rows=_rows(session, course, facts_of(session, course), points_of(session, course.id), named=True),
        left=_left(form, BESIDE_POINTS),
        corrections=tuple(_correction(row) for row in corrections_of(session, course)),
        form=form,
    )


def suggested(session: Session, point: EvaluationPoint) -> list[ProcessKind]:
    """What the record of the point tells already, ticked for whoever notes it."""
    took_part = record_of(finished_record(session, point)).took_part if point.held_on else ()
    return [ProcessKind.RELATIVES_INVOLVED for one in took_part if one.part is Part.RELATIVE][:1]


def _left(form: DoneForm, kinds: Iterable[ProcessKind]) -> tuple[tuple[str, str, bool], ...]:
    ticked = form.kinds.data or ()
    return tuple((kind, str(KINDS[kind]), kind in ticked) for kind in kinds)


def _rows(
    session: Session,
    course: CarePathway,
    facts: Sequence[ProcessFact],
    points: Iterable[EvaluationPoint],
    *,
    named: bool,
) -> tuple[DoneRow, ...]:
    """`points` are those at which something may have been done; `named` is whether a row leads to its point."""
    codes, names = codes_of(session, course.unit_id), staff_names(session, _people(facts))
    found = {point.id: point for point in points}
    return tuple(
        _placed(_row(fact, codes, names), fact, found.get(fact.point_id or 0), named) for fact in facts
    )


def _placed(row: DoneRow, fact: ProcessFact, point: EvaluationPoint | None, named: bool) -> DoneRow:
    if point is None:
        return row
    if fact.kind == ProcessKind.EVALUATION_HELD:
        row = replace(row, said=f"{row.said} {_in_time(fact, point)}")
    url = url_for("done.show", patient_id=point.pathway.patient_id, point_id=point.id)
    return replace(row, point=point.number, url=url) if named else row


def _in_time(fact: ProcessFact, point: EvaluationPoint) -> str:
    day = short_day(point.due_on)
    if fact.done_on <= point.due_on:
        return gettext("In time: the recommended day was %(day)s.", day=day)
    return gettext("After the recommended day, %(day)s.", day=day)


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
