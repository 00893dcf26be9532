"""An evaluation point on the screen: how far everybody is, who writes, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_record import needs_copies
from feedback.domain.points.preparation import Prepared
from feedback.domain.points.sheet import READING_ORDER
from feedback.services.answers.read_feedback import ReadResponse, responses_about
from feedback.services.date_words import date_rule
from feedback.services.patients.consents import why_nobody_takes_part
from feedback.services.patients.read_registration import relatives_of
from feedback.services.points.ask_relatives import RelativeAtPoint, relatives_at
from feedback.services.points.evaluation.evaluation_records import (
    draft_of,
    has_more_courses,
    own_draft,
    record_of,
    versions_of,
)
from feedback.services.points.evaluation.point_days import days_of, following_point
from feedback.services.points.evaluation.prepare_evaluation import own_preparation, prepared_of
from feedback.services.points.evaluation.review_together import reviews_of_version
from feedback.services.points.own_steps import OwnStep, own_steps
from feedback.services.sheets.make_sheet import make_sheet
from feedback.services.sheets.sheet_parts import wishes_in
from feedback.web.clinician.point.point_view import PointView, point_view
from feedback.web.clinician.point.sheet_view import SheetView, sheet_view
from feedback.web.clinician.together.stored_words import all_words
from feedback.web.views.corrected import changed_headings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EvaluationPoint, EvaluationRecord, ReviewedTogether


@dataclass(frozen=True, slots=True)
class RelativeLine:
    """A relative at this point; `wishes` are for the clinician alone and stand on no sheet. `talk_first` tells that
    they asked to be talked with before the patient reads it, so that it is on no sheet yet; `sees` are the scopes that
    the patient lets them see of the points."""

    at: RelativeAtPoint
    wishes: tuple[str, ...]
    talk_first: bool
    sees: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class FollowingView:
    """The next point as it is planned now, and when one meets for it, if that is agreed; the sheet keeps what was
    planned when the point was held."""

    point: PointView
    rule: str
    meeting_at: datetime | None


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """The page of one point. `own` is the actor's draft, `others` one that somebody else writes."""

    patient_id: int
    point: PointView
    meeting_at: datetime | None
    sheet: SheetView
    own: EvaluationRecord | None
    others: EvaluationRecord | None
    versions: Sequence[EvaluationRecord]
    reviews: Mapping[str, ReviewedTogether]
    steps: Sequence[OwnStep]
    relatives: Sequence[RelativeLine]
    no_relatives: str
    prepared: Prepared
    following: FollowingView | None

    @property
    def written(self) -> list[tuple[str, str]]:
        """What stands in the actor's draft, in words."""
        return all_words(record_of(self.own), self.sheet.content.patient)

    @property
    def gone_through(self) -> int:
        """Under how many headings of the actor's draft something has been done."""
        return len(record_of(self.own).visited)

    @property
    def headings(self) -> int:
        return len(READING_ORDER)

    def held_on(self, row: EvaluationRecord) -> date | None:
        """The day that a version gives."""
        return told.held_on if (told := days_of(row)) else None

    def changed_in(self, row: EvaluationRecord) -> list[str]:
        """Under which headings a version says something else than the one before it."""
        return changed_headings(self.versions, row)

    @property
    def days_differ(self) -> bool:
        """Whether the day was corrected."""
        return len({self.held_on(row) for row in self.versions}) > 1

    @property
    def needs_copies(self) -> bool:
        """Whether the plan changes in a major way and nobody outside is told."""
        return bool(self.versions) and needs_copies(record_of(self.versions[-1]))


def evaluation_page(
    session: Session, actor: Actor, point: EvaluationPoint, language: str, now: datetime
) -> EvaluationPage:
    """The point as it stands now."""
    content = make_sheet(session, point, _, language, now)
    patient, today, own = point.pathway.patient_id, day_of(now), own_draft(session, actor, point)
    seen = {one.person.id: tuple(one.of_points) for one in relatives_of(session, patient, today)}
    at_point = [read for read in responses_about(session, patient) if read.occasion.point_id == point.id]
    return EvaluationPage(
        patient,
        point_view(point, today, tell_course=has_more_courses(session, patient)),
        point.meeting_at,
        sheet_view(content, language),
        own,
        draft_of(session, point) if own is None else None,
        versions_of(session, point),
        reviews_of_version(session, point),
        own_steps(session, point),
        [_line(one, at_point, seen, language) for one in relatives_at(session, point, today)],
        why_nobody_takes_part(session, patient),
        prepared_of(own_preparation(session, actor, point)),
        _following(session, point, language, today),
    )


def _following(session: Session, point: EvaluationPoint, language: str, today: date) -> FollowingView | None:
    following = following_point(session, point) if point.held_on else None
    if following is None:
        return None
    return FollowingView(
        point_view(following, today), date_rule(session, following, _, language), following.meeting_at
    )


def _line(
    one: RelativeAtPoint, found: Sequence[ReadResponse], seen: Mapping[int, Collection[str]], language: str
) -> RelativeLine:
    told = [read for read in found if read.source.id == one.person.id]
    waits = any(read.response.sharing == "talk-first" for read in told)
    wishes = tuple(wish for read in told for wish in wishes_in(read, _, language))
    return RelativeLine(one, wishes, waits, seen.get(one.person.id, ()))
