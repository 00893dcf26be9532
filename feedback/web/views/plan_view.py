"""A version of the treatment plan on the screen, and what it changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.plan_document import PlanDocument
from feedback.domain.goals.treatment_plan import (
    PLAN_PARTS,
    Piece,
    PlanContent,
    steps_gone_and_new,
    what_changed,
)
from feedback.domain.points.sheet import Task
from feedback.reports.treatment_plan import together_line, version_line
from feedback.reports.voice import Voice
from feedback.services.goals.tell_plan import PLAN_TITLES, tell_plan
from feedback.services.goals.treatment_plan import content_of, plans_of
from feedback.web.clinician.tables import Table, goal_table, task_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import TreatmentPlan


@dataclass(frozen=True, slots=True)
class PlanView:
    """The version, the tables that it draws, and what changed since the one before (nothing in the first)."""

    document: PlanDocument
    steps: Table
    goals: Table
    history: tuple[tuple[int, str], ...]
    line: str
    together: str
    changes: tuple[tuple[str, tuple[Piece, ...]], ...]


def plan_view(session: Session, plan: TreatmentPlan, language: str, now: datetime) -> PlanView:
    """A version as it is read in one language."""
    document, voice = tell_plan(session, plan, _, language, now), Voice(_, language)
    before = next(
        (one for one in plans_of(session, plan.pathway_id) if one.version == plan.version - 1), None
    )
    changes = _changes(content_of(before), content_of(plan), voice) if before else ()
    return PlanView(
        document,
        task_table([Task(one.what, one.who, one.due_on) for one in document.steps], voice),
        goal_table(document.goals, voice),
        tuple((one.number, version_line(one, voice)) for one in document.history),
        version_line(document.version, voice),
        together_line(document.version, voice),
        tuple(changes),
    )


def plan_titles() -> dict[str, str]:
    """What the parts of a plan are called, in order."""
    return {part: _(PLAN_TITLES[part]) for part in PLAN_PARTS}


def _changes(
    before: PlanContent, after: PlanContent, voice: Voice
) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    for part in PLAN_PARTS:
        old, new = before.parts.get(part, ""), after.parts.get(part, "")
        if old != new:
            yield _(PLAN_TITLES[part]), what_changed(old, new)
    gone, new_steps = steps_gone_and_new(before.steps, after.steps)
    if gone or new_steps:
        pieces = [Piece("removed", line) for line in _lines(gone, voice)]
        pieces += [Piece("added", line) for line in _lines(new_steps, voice)]
        yield _("Who does what, by when"), tuple(pieces)


def _lines(steps: Sequence[AgreedStep], voice: Voice) -> Iterator[str]:
    """A line for each step."""
    for step in steps:
        due = voice.day(step.due_on) if step.due_on else ""
        yield ", ".join(filter(None, (step.what, step.who, due))) + "\n"
