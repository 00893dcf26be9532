"""Every change of a course is kept: who, when, before and after; and what cannot be true is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.history import History
from feedback.domain.pathway.problem_wording import problem_sentence
from feedback.domain.pathway.problems import Problem, check_recorded
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import (
    AreaChange,
    CarePathway,
    CourseChange,
    CourseCoordinator,
    Transfer,
    TreatmentPause,
)
from feedback.services import audit
from feedback.services.courses.course_facts import CourseFacts, course_facts
from feedback.services.courses.plan_evaluation import plan_course
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.refusals import NotFound, Refused, _

Changed = tuple[str, str, str]

Row = TypeVar("Row", AreaChange, CourseCoordinator, Transfer, TreatmentPause)


class ImpossibleCourse(Refused):
    """The facts of a course cannot be true together; `problems` say why, in no language."""

    def __init__(self, problems: Sequence[Problem], field: str) -> None:
        super().__init__(" ".join(map(problem_sentence, problems)), field)
        self.problems = tuple(problems)


def begin_change(
    session: Session, actor: Actor, pathway: CarePathway, action: str, now: datetime
) -> CourseFacts:
    """Tell the log, and read the facts as they are stored now. Raises Refused for a closed course.

    The log comes first: on PostgreSQL it makes changes queue, so that nobody plans from facts that are old.
    """
    note_in_log(session, actor, pathway, action, now)
    session.refresh(pathway)
    if pathway.closed_on is not None:
        raise Refused(_("The course is closed. Open it again first, if something has to be corrected."))
    return course_facts(session, pathway)


def find_fact(session: Session, pathway: CarePathway, table: type[Row], number: int | None) -> Row | None:
    """What is to be corrected, as it is stored now; None for something new. Raises NotFound."""
    return get_fact(session, pathway, table, number) if number is not None else None


def get_fact(session: Session, pathway: CarePathway, table: type[Row], number: int) -> Row:
    """One row of a table of this course, as it is stored now. Raises NotFound."""
    found = session.get(table, number, populate_existing=True)
    if found is None or found.pathway_id != pathway.id:
        raise NotFound
    return found


def refuse_impossible(before: History, after: History, today: date, field: str) -> None:
    """Raise ImpossibleCourse for what is wrong about the new facts and was not wrong about the old ones.

    What was registered wrongly long ago does not keep anybody from correcting one thing after another; it stands on
    the page until it is put right.
    """
    known = set(check_recorded(before, today))
    problems = [problem for problem in check_recorded(after, today) if problem not in known]
    if problems:
        raise ImpossibleCourse(problems, field)


def end_change(
    session: Session, actor: Actor, facts: CourseFacts, changes: Iterable[Changed], now: datetime
) -> None:
    """Keep the changes (field, before, after), plan the next point from the new facts, and ask what is due then.

    What a plan has asked moves with its point, or is taken back; what was answered or begun stays (rule A4).
    """
    for what in changes:
        note_course_change(session, actor, facts.pathway.id, what, now)
    plan_course(session, facts, day_of(now))
    ask_what_is_due(session, actor, facts.pathway.patient_id, now)


def note_course_change(session: Session, actor: Actor, pathway: int, what: Changed, now: datetime) -> None:
    """Keep what was changed: field, before and after, as plain codes and days; nothing where they are alike."""
    field, before, after = what
    if before != after:
        row = CourseChange(
            pathway_id=pathway, at=now, by_id=actor.person, field=field, before=before, after=after
        )
        session.add(row)
        session.flush()


def note_in_log(session: Session, actor: Actor, pathway: CarePathway, action: str, now: datetime) -> None:
    """One row of the audit log."""
    patient, target = pathway.patient_id, f"course {pathway.id}"
    audit.record(session, actor, action, now, patient=patient, target=target, purpose=purpose_of(actor))


def purpose_of(actor: Actor) -> str:
    """What somebody in this role changes a course for."""
    return "care" if actor.role == "clinician" else "registration"


def changes_of_course(session: Session, pathway: int) -> list[CourseChange]:
    """Every change of a course, the newest first."""
    mine = select(CourseChange).where(CourseChange.pathway_id == pathway)
    return list(session.scalars(mine.order_by(CourseChange.id.desc())))
