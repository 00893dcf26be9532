"""The joint-review sheet of one evaluation point, gathered from what is stored (rule A12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.charts.formats import shown_date
from feedback.domain.calendar import day_of, local
from feedback.domain.occasions import CONFIRMATIONS
from feedback.domain.people.person_rights import may_be_told
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.held_days import HeldDays
from feedback.domain.points.sheet import Decisions, GoneThrough, Heading, Person, SheetContent
from feedback.persistence.tables import (
    AccessDecision,
    CareRelation,
    EvaluationPoint,
    EvaluationRecord,
    Patient,
)
from feedback.services.access.care import in_force
from feedback.services.answers.make_trend import make_trend
from feedback.services.answers.read_feedback import ReadResponse, responses_about
from feedback.services.courses.followed_area import followed_area
from feedback.services.courses.plan_evaluation import points_of
from feedback.services.date_words import date_rule, explained, language_of, late_reason_words
from feedback.services.people_words import TAKING_PART
from feedback.services.points.evaluation.evaluation_records import (
    agreed_before,
    finished_at,
    finished_record,
    record_of,
)
from feedback.services.points.evaluation.point_days import (
    FirstHeld,
    days_before,
    days_known,
    days_of,
    first_held,
)
from feedback.services.points.evaluation.prepare_evaluation import prepared_of, shown_preparations
from feedback.services.points.evaluation.review_together import reviews_of_version
from feedback.services.questionnaires.score_words import Translate
from feedback.services.refusals import _
from feedback.services.rights.access_decisions import decisions_of, told
from feedback.services.sheets.sheet_decisions import (
    brought_up,
    decisions_from,
    earlier_tasks,
    meeting_from,
    people_from,
    prepared_notes,
    way_from,
)
from feedback.services.sheets.sheet_goals import sheet_goals
from feedback.services.sheets.sheet_parts import (
    attributions_of,
    chosen_topics,
    experience_from,
    joint_notes,
    preparation_notes,
    relative_views,
    session_feedback,
    sources_of,
    topics_from,
)

NOT_CONFIRMED = {
    "not-so": _("%(name)s says that it was not like that, %(day)s: “%(reason)s”"),
    "not-confirmed": _("Not confirmed. Noted by %(name)s, %(day)s: %(reason)s"),
}


def make_sheet(
    session: Session,
    point: EvaluationPoint,
    translate: Translate,
    language: str,
    now: datetime,
    *,
    record: EvaluationRecord | None = None,
    for_patient: bool = False,
    for_relative: int | None = None,
) -> SheetContent:
    """Everything on the sheet of this point, in one language. A held point keeps to what was known then.

    `record` is the version that stands on it: without one the newest that is finished, so that no draft is on
    the sheet of those who do not write it. `for_patient` leaves out the recommended day, its rule, and why a
    point was late: patients see when one meets, and the next day once it has been told them at a point.
    `for_relative` is a relative who gets a copy: what other relatives have said was never told to them.
    """
    written = record or finished_record(session, point)
    days = days_of(written) or days_of(finished_record(session, point))
    patient = session.get_one(Patient, point.pathway.patient_id)
    earlier = [other for other in points_of(session, point.pathway_id) if other.number < point.number]
    first = first_held(session, point)
    found = _told(session, patient.person_id, first, for_relative)
    new = _not_known_at(session, found, earlier[-1] if earlier else None)
    unit, known = patient.person.unit, days_known(session, earlier, first.at if first else None)
    trend = make_trend(session, found, known, unit.interprets, translate, language)
    goals, became = sheet_goals(session, point, translate, language, record_of(written), days, for_relative)
    content = SheetContent(
        service=unit.service_name,
        patient=patient.person.name,
        pathway=days.area if days else followed_area(session, point.pathway_id, day_of(now)).value,
        course_from=days.began_on if days else point.pathway.started_on,
        number=point.number,
        drawn_on=day_of(now),
        held_on=days.held_on if days else None,
        topics=topics_from(found, point.id),
        chosen=chosen_topics(new, language),
        goals=goals,
        decisions=Decisions(became=became),
        trend=trend,
        sessions=session_feedback(new, translate, language),
        relatives=relative_views(session, new, translate, language),
        experience=experience_from(new, translate, language),
        notes=preparation_notes(found, point.id, translate, language),
        sources=sources_of(trend),
        attributions=attributions_of(found),
    )
    content = _with_dates(session, point, content, days, translate, language, for_patient)
    return _with_record(session, point, content, written, translate, language)


def _with_dates(
    session: Session,
    point: EvaluationPoint,
    content: SheetContent,
    days: HeldDays | None,
    translate: Translate,
    language: str,
    for_patient: bool,
) -> SheetContent:
    """What the version says of its days; of a point that is not held, what is planned now."""
    if days is not None and for_patient:  # why it is that day, and what was late, is the clinic's
        return replace(content, next_on=days.next_on)
    if days is not None:
        why = explained(days.why, language_of(translate, language)) if days.why else ""
        late = late_reason_words(days.late_reason, translate)
        return replace(content, due_on=point.due_on, next_on=days.next_on, date_rule=why, late_reason=late)
    if for_patient or point.cancelled_on is not None:
        return replace(content, called_off_on=point.cancelled_on)
    rule = date_rule(session, point, translate, language)
    return replace(content, due_on=point.due_on, date_rule=rule)


def _with_record(
    session: Session,
    point: EvaluationPoint,
    content: SheetContent,
    row: EvaluationRecord | None,
    translate: Translate,
    language: str,
) -> SheetContent:
    """What was written, by whom it was confirmed, and what clinicians brought with them to it."""
    record, before = record_of(row), agreed_before(session, point)
    shown = shown_preparations(session, point, finished_at(session, point)) if row is not None else []
    prepared = [(one.author.name, prepared_of(one)) for one in shown]
    return replace(
        content,
        people=people_from(record, translate) or _expected(session, point, content, record, translate),
        notes=(*content.notes, *prepared_notes(prepared), *joint_notes(record, translate)),
        earlier_tasks=earlier_tasks(before, record, translate),
        decisions=decisions_from(
            record, before if row is not None else (), content.patient, translate, content.decisions.became
        ),
        gone_through=_gone_through(session, point, row, content.patient, translate),
        brought_up=brought_up(prepared),
        meets=when_one_meets(point, language),
        way=way_from(record, translate, language),
        next_meeting=meeting_from(record, language),
        corrected=_corrected(session, row, translate, language),
        not_confirmed=_not_confirmed(session, point, row, translate, language),
    )


def known_at(found: Sequence[ReadResponse], first: FirstHeld | None) -> list[ReadResponse]:
    """What had been sent and replied when the point was recorded as held; all of it while that is to come."""
    if first is None:
        return list(found)
    return [
        replace(read, replies=[reply for reply in read.replies if reply.written_at <= first.at])
        for read in found
        if first.has_known(read.sent_at)
    ]


def _told(
    session: Session, patient: int, first: FirstHeld | None, for_relative: int | None
) -> list[ReadResponse]:
    """What stands on the sheet of this reader."""
    known = known_at(responses_about(session, patient), first)
    found = for_both(session, known, first.at if first else None)
    return [read for read in found if may_be_told(read.source.role, read.source.id, for_relative)]


def for_both(
    session: Session, found: Sequence[ReadResponse], by: datetime | None = None
) -> list[ReadResponse]:
    """What patient and clinician may look at together: of what relatives have told as much as the patient may
    read (domain.person_rights), and nothing of which they asked that the clinician talks with them first.

    With `by`, decisions about access made later change nothing.
    """
    decisions = decisions_of(session, (read.response.id for read in found))
    known = {number: row for number, row in decisions.items() if by is None or row.decided_at <= by}
    return [read for read in found if _is_for_both(read, known.get(read.response.id))]


def _is_for_both(read: ReadResponse, decision: AccessDecision | None) -> bool:
    if read.source.role != "relative":
        return True
    return read.response.sharing == "all" and told(read, decision) == "open"


def _not_known_at(
    session: Session, found: Sequence[ReadResponse], point: EvaluationPoint | None
) -> list[ReadResponse]:
    """What is new since the point before: every answer stands on one sheet, and none falls between two."""
    known = {read.response.id for read in known_at(found, first_held(session, point))} if point else set()
    return [read for read in found if read.response.id not in known]


def _expected(
    session: Session, point: EvaluationPoint, content: SheetContent, record: Record, translate: Translate
) -> tuple[Person, ...]:
    """Who can be expected as long as the point is to come; of one that was held nobody guesses who took part."""
    if not content.is_draft or Heading.TOOK_PART in record.visited:
        return ()
    day = content.held_on or content.drawn_on
    mine = (CareRelation.patient_id == point.pathway.patient_id, *in_force(day))
    staff = session.scalars(select(CareRelation).where(*mine))
    clinicians = [Person(row.staff.name, translate(TAKING_PART["clinician"])) for row in staff]
    return (Person(content.patient, translate(TAKING_PART["patient"])), *clinicians)


def _gone_through(
    session: Session, point: EvaluationPoint, row: EvaluationRecord | None, name: str, translate: Translate
) -> tuple[GoneThrough, ...]:
    found = reviews_of_version(session, point, row.version) if row is not None else {}
    patient = Person(name, translate(TAKING_PART["patient"]))
    told = []
    if spoken := found.get("spoken"):  # it is the patient who said yes, whoever noted it
        told.append(GoneThrough(patient, day_of(spoken.at), noted_by=spoken.by.name))
    if own := found.get("patient"):
        told.append(GoneThrough(patient, day_of(own.at), translate(_("in own session"))))
    return tuple(told)


def _not_confirmed(
    session: Session,
    point: EvaluationPoint,
    row: EvaluationRecord | None,
    translate: Translate,
    language: str,
) -> str:
    """What the patient objects, until they have confirmed; else why it was not confirmed, as long as that stands
    alone."""
    found = reviews_of_version(session, point, row.version) if row is not None else {}
    strongest = next((found[how] for how in CONFIRMATIONS if how in found), None)
    if strongest is None or strongest.how not in NOT_CONFIRMED:
        return ""
    day = shown_date(day_of(strongest.at), language)
    facts = {"name": strongest.by.name, "day": day, "reason": strongest.reason}
    return translate(NOT_CONFIRMED[strongest.how]) % facts


def _corrected(session: Session, row: EvaluationRecord | None, translate: Translate, language: str) -> str:
    if row is None or row.version == 1 or row.finished_at is None:
        return ""
    day = shown_date(day_of(row.finished_at), language)
    facts = {"number": row.version, "day": day, "name": row.author.name}
    told = translate(_("Corrected %(day)s by %(name)s (version %(number)s)")) % facts
    before, now = days_before(session, row), days_of(row)
    if before is None or now is None or before.held_on == now.held_on:
        return told
    moved = translate(_("The day that stood here before was %(day)s.")) % {
        "day": shown_date(before.held_on, language)
    }
    return f"{told}. {moved}"


def when_one_meets(point: EvaluationPoint, language: str) -> str:
    """The day and the clock of the agreed meeting, in words; empty without one, and once the point is over."""
    if point.meeting_at is None or point.held_on is not None or point.cancelled_on is not None:
        return ""
    return f"{shown_date(day_of(point.meeting_at), language)}, {local(point.meeting_at):%H:%M}"
