"""One heading of an evaluation point on a screen for two: what is known, room to write, and the way on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_plain import fingerprint, step_key
from feedback.domain.points.evaluation_record import Record, agreed_after, needs_copies
from feedback.domain.points.sheet import READING_ORDER, Heading
from feedback.reports.sheet_headings import heading_prompts, numbered_titles
from feedback.services.answers.read_feedback import ReadResponse, responses_about
from feedback.services.points.evaluation.evaluation_records import agreed_before, has_more_courses, record_of
from feedback.services.points.expected_people import Expected, expected_people
from feedback.services.sheets.make_sheet import make_sheet
from feedback.web.clinician.point.point_view import PointView, point_view
from feedback.web.clinician.point.sheet_view import SheetView, sheet_view
from feedback.web.clinician.together.stored_words import stored_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EvaluationPoint, EvaluationRecord


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """The draft of a point as it stands. `before` are the steps of last time, `known` who can be expected.

    `overtaken` are headings under which somebody else has saved meanwhile.
    """

    patient_id: int
    point: PointView
    row: EvaluationRecord
    record: Record
    before: tuple[AgreedStep, ...]
    known: Sequence[Expected]
    sheet: SheetView
    shown: tuple[ReadResponse, ...]
    today: date
    overtaken: tuple[Heading, ...] = field(default=())

    @property
    def titles(self) -> dict[Heading, str]:
        return numbered_titles(_)

    @property
    def prompts(self) -> dict[Heading, str]:
        return heading_prompts(_)

    @property
    def is_correction(self) -> bool:
        return self.point.held_on is not None

    @property
    def was_due(self) -> bool:
        """Whether the recommended day has passed, so that it can have been held after it."""
        return self.point.due_on < self.today

    @property
    def carried(self) -> tuple[AgreedStep, ...]:
        """What goes on of the steps of last time, as far as it has been said."""
        return agreed_after(self.before, replace(self.record, steps=()))

    @property
    def needs_copies(self) -> bool:
        return needs_copies(self.record)

    def step(self, key: str) -> AgreedStep | None:
        """The step of last time that a row of the form speaks of."""
        return next((one for one in self.before if step_key(one) == key), None)

    def mark(self, heading: Heading) -> str:
        """What the form gives back, so that two who write at once find out."""
        return fingerprint(self.record, heading, self.before)

    def stored(self, heading: Heading) -> list[tuple[str, str]]:
        """What stands under a heading, in words."""
        return stored_words(self.record, heading, self.sheet.content.patient)

    def is_done(self, heading: Heading) -> bool:
        return heading in self.record.visited

    @property
    def done(self) -> int:
        return len(self.record.visited)


def together_page(
    session: Session,
    actor: Actor,
    point: EvaluationPoint,
    row: EvaluationRecord,
    language: str,
    now: datetime,
    overtaken: Sequence[Heading] = (),
) -> TogetherPage:
    """The page of an actor's own draft."""
    content = make_sheet(session, point, _, language, now, record=row)
    patient, today = point.pathway.patient_id, day_of(now)
    return TogetherPage(
        patient,
        point_view(point, today, tell_course=has_more_courses(session, patient)),
        row,
        record_of(row),
        agreed_before(session, point),
        expected_people(session, actor, point, today),
        sheet_view(content, language),
        tuple(read for read in responses_about(session, patient) if _is_for(read, point)),
        today,
        tuple(overtaken),
    )


def next_heading(heading: Heading) -> Heading | None:
    """The one that is read after it."""
    place = READING_ORDER.index(heading) + 1
    return READING_ORDER[place] if place < len(READING_ORDER) else None


def previous_heading(heading: Heading) -> Heading | None:
    """The one that is read before it."""
    place = READING_ORDER.index(heading)
    return READING_ORDER[place - 1] if place else None


def first_open(record: Record) -> Heading:
    """Where to go on: the first heading that has not been gone through, else the last."""
    return next((one for one in READING_ORDER if one not in record.visited), READING_ORDER[-1])


def _is_for(read: ReadResponse, point: EvaluationPoint) -> bool:
    return read.occasion.point_id == point.id and read.response.sharing == "all"
