"""A held point never changes, whatever is done later, and no agreed step is lost on the way to the next."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from asking import acting, ask, send
from clinic import Clinic
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_codes import Outcome
from feedback.domain.points.evaluation_plain import to_plain
from feedback.domain.points.evaluation_record import LookedAt, Record
from feedback.domain.points.preparation import Prepared
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import EvaluationPoint, EvaluationRecord
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.plan_evaluation import plan_next_point
from feedback.services.courses.transfer_patient import Move, record_transfer
from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.correct_evaluation import correct_point
from feedback.services.points.evaluation.evaluation_records import agreed_before, get_point, newest_record
from feedback.services.points.evaluation.hold_evaluation import hold_point, note_late_reason, save_notes
from feedback.services.points.evaluation.prepare_evaluation import save_preparation
from feedback.services.points.evaluation.review_together import confirm_review
from feedback.services.points.evaluation.write_evaluation import begin_draft, drop_draft
from feedback.services.refusals import NotFound, Refused
from feedback.services.sheets.make_sheet import make_sheet

Action = Callable[[Session, Clinic, EvaluationPoint, datetime], object]
STEPS = (
    AgreedStep("Ringe fastlegen", "Kari"),
    AgreedStep("Gå tur"),
    AgreedStep("Søke permisjon", "Anna Berg"),
)
LOOKED = st.tuples(*(st.sampled_from([None, *Outcome]) for _step in STEPS))


def _answer(session: Session, clinic: Clinic, point: EvaluationPoint, at: datetime) -> object:
    then = replace(clinic, now=at)
    return send(session, then, ask(session, then, clinic.kari, "how-i-am"), {"calm": answered(3)})


def _write(session: Session, clinic: Clinic, point: EvaluationPoint, at: datetime) -> object:
    content = {"works": f"Skrevet {at}"}
    return save_notes(session, acting(session, clinic.berg), point, content, at)


def _hold(session: Session, clinic: Clinic, point: EvaluationPoint, at: datetime) -> object:
    return hold_point(session, acting(session, clinic.berg), point, day_of(at), "illness", at)


def _hold_the_next(session: Session, clinic: Clinic, point: EvaluationPoint, at: datetime) -> object:
    return _hold(session, clinic, get_point(session, clinic.kari, point.number + 1), at)


def _correct_day(days: int) -> Action:
    def correct(session: Session, clinic: Clinic, point: EvaluationPoint, at: datetime) -> object:
        """Half of what it does stays, where it is refused: that is a draft."""
        berg, day = acting(session, clinic.berg), day_of(clinic.now) - timedelta(days)
        begin_draft(session, berg, point, at)
        return correct_point(session, berg, point, day, "holiday", at)

    return correct


def _pause(session: Session, clinic: Clinic, point: EvaluationPoint, at: datetime) -> object:
    away = Break(day_of(at) + timedelta(days=1), day_of(at) + timedelta(days=20), "ferie")
    return record_pause(session, acting(session, clinic.berg), point.pathway, away, at)


def _transfer(session: Session, clinic: Clinic, point: EvaluationPoint, at: datetime) -> object:
    move = Move("inpatient", day_of(at))
    return record_transfer(session, acting(session, clinic.berg), point.pathway, move, at)


def _by_berg(action: Callable[..., object], *arguments: Any) -> Action:
    return lambda session, clinic, point, at: action(
        session, acting(session, clinic.berg), point, *arguments, at
    )


ACTIONS: dict[str, Action] = {
    "answer": _answer,
    "write": _write,
    "hold again": _hold,
    "correct to an earlier day": _correct_day(12),
    "correct to a later day": _correct_day(4),
    "correct to a day that cannot be": _correct_day(60),
    "pause": _pause,
    "transfer": _transfer,
    "hold the next": _hold_the_next,
    "drop": _by_berg(drop_draft),
    "prepare": _by_berg(save_preparation, Prepared(("Søvn",))),
    "late": _by_berg(note_late_reason, "holiday"),
    "meet": _by_berg(agree_meeting, None),
    "spoken": _by_berg(confirm_review, "spoken", ""),
    "not confirmed": _by_berg(confirm_review, "not-confirmed", "uenig"),
    "confirm": lambda session, clinic, point, at: confirm_review(
        session, acting(session, clinic.kari), point, "patient", "", at
    ),
    "plan": lambda session, clinic, point, at: plan_next_point(session, clinic.kari, day_of(at)),
}


def _as_they_were_held(session: Session, clinic: Clinic) -> dict[tuple[int, int], object]:
    """Every finished version of every point: what is stored, and its whole sheet but for who has confirmed it."""
    session.expire_all()
    finished = select(EvaluationRecord).where(EvaluationRecord.finished_at.is_not(None))
    found: dict[tuple[int, int], object] = {}
    for row in session.scalars(finished):
        point = session.get_one(EvaluationPoint, row.point_id)
        sheet = make_sheet(session, point, str, "nb", row.finished_at or clinic.now, record=row)
        found[point.id, row.version] = (
            (point.number, point.due_on, point.opens_on, point.meeting_at),
            (row.content, row.days, row.finished_at, row.author_id),
            replace(sheet, gone_through=(), not_confirmed=""),
        )
    return found


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=st.lists(st.sampled_from(sorted(ACTIONS)), max_size=9))
def test_a_held_point_never_changes(clinic: Clinic, actions: list[str]) -> None:
    session = clinic.database.open(writing=True)
    try:
        point, berg = get_point(session, clinic.kari, 1), acting(session, clinic.berg)
        content = to_plain(Record(works="Samtaler", steps=STEPS))
        save_notes(session, berg, point, content, clinic.now)
        hold_point(session, berg, point, day_of(clinic.now) - timedelta(days=9), "", clinic.now)
        before = _as_they_were_held(session, clinic)
        for hours, action in enumerate(actions, start=1):
            with suppress(Refused, NotFound):
                ACTIONS[action](session, clinic, point, clinic.now + timedelta(hours=hours))
            after = _as_they_were_held(session, clinic)
            assert {version: after[version] for version in before} == before, action
            before = after
        versions = session.scalars(
            select(EvaluationRecord.version).where(EvaluationRecord.point_id == point.id)
        )
        assert sorted(versions) == list(range(1, 1 + len(set(_versions(session, point)))))
    finally:
        clinic.database.close(session)  # nothing is committed: the next example begins anew


def _versions(session: Session, point: EvaluationPoint) -> list[int]:
    newest = newest_record(session, point)
    return list(range(1, 1 + (newest.version if newest else 0)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(looked=LOOKED, goes_on=st.booleans())
def test_steps_that_go_on_stand_at_the_next_point(
    clinic: Clinic, looked: tuple[Outcome | None, ...], goes_on: bool
) -> None:
    session = clinic.database.open(writing=True)
    try:
        point, berg = get_point(session, clinic.kari, 1), acting(session, clinic.berg)
        save_notes(session, berg, point, to_plain(Record(steps=STEPS)), clinic.now)
        first = day_of(clinic.now) - timedelta(days=9)
        second = hold_point(session, berg, point, first, "", clinic.now)
        assert second is not None
        assert agreed_before(session, second) == STEPS
        outcomes = dict(zip(STEPS, looked, strict=True))
        entries = tuple(LookedAt(step, outcome, "", goes_on) for step, outcome in outcomes.items())
        save_notes(session, berg, second, to_plain(Record(looked_at=entries)), clinic.now)
        third = hold_point(session, berg, second, first + timedelta(days=3), "", clinic.now)
        assert third is not None
        expected = [
            step
            for step, outcome in outcomes.items()
            if outcome is None or (goes_on and outcome is not Outcome.DONE)
        ]
        assert list(agreed_before(session, third)) == expected
        sheet = make_sheet(session, third, str, "nb", clinic.now)
        assert [task.what for task in sheet.earlier_tasks] == [step.what for step in expected]
    finally:
        clinic.database.close(session)
