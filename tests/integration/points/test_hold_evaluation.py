"""An evaluation point is held, confirmed and corrected; what was held never changes (rules A3 and A4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.points.evaluation_record import Record
from feedback.persistence.tables import EvaluationPoint, EvaluationRecord, Milestone
from feedback.services.courses.plan_evaluation import due_of, open_pathway, plan_next_point
from feedback.services.points.evaluation.evaluation_records import record_of
from feedback.services.points.evaluation.hold_evaluation import (
    get_point,
    hold_point,
    list_held,
    newest_record,
    note_late_reason,
    save_notes,
)
from feedback.services.refusals import NotFound, Refused

WORKS = {"works": "Samtaler"}


@pytest.fixture
def point(session: Session, clinic: Clinic) -> EvaluationPoint:
    return get_point(session, clinic.kari, 1)


def _hold(
    session: Session, clinic: Clinic, point: EvaluationPoint, day: date | None = None, reason: str = ""
) -> EvaluationPoint | None:
    actor = acting(session, clinic.berg)
    return hold_point(session, actor, point, day or day_of(clinic.now), reason, clinic.now)


def test_a_point_held_early_gives_the_next(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    assert point.due_on > day_of(clinic.now)
    following = _hold(session, clinic, point)
    assert following is not None
    assert (following.number, following.held_on) == (2, None)
    assert (point.held_on, point.late_reason) == (day_of(clinic.now), None)
    assert list_held(session, clinic.kari) == [point]
    record = newest_record(session, point)
    assert record is not None
    assert (record.version, record_of(record), record.finished_at) == (1, Record(), clinic.now)
    due = due_of(session, following)
    assert due is not None
    assert due.due_on == following.due_on


def test_a_late_point_needs_its_reason(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    point.opens_on = point.due_on = day_of(clinic.now) - timedelta(days=1)
    session.flush()
    for reason in ("", "  ", "ferie"):
        with pytest.raises(Refused) as refused:
            _hold(session, clinic, point, reason=reason)
        assert refused.value.field == "late_reason"
    with pytest.raises(Refused) as refused:
        _hold(session, clinic, point, reason="other: ")
    assert refused.value.field == "late_words"
    _hold(session, clinic, point, reason=" other: ferie ")
    assert point.late_reason == "other: ferie"


@pytest.mark.parametrize("days", [1, -71])
def test_a_day_that_cannot_be_is_refused(
    session: Session, clinic: Clinic, point: EvaluationPoint, days: int
) -> None:
    with pytest.raises(Refused) as refused:
        _hold(session, clinic, point, day_of(clinic.now) + timedelta(days=days))
    assert refused.value.field == "held_on"
    assert point.held_on is None


def test_a_held_point_never_changes_and_a_correction_is_a_version(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg = acting(session, clinic.berg)
    point.opens_on = point.due_on = day_of(clinic.now) - timedelta(days=3)
    save_notes(session, berg, point, WORKS, clinic.now)
    _hold(session, clinic, point, reason="holiday")
    held_on, due_on = point.held_on, point.due_on
    save_notes(session, berg, point, {"works": "Mer"}, clinic.now + timedelta(hours=1))
    save_notes(session, berg, point, {"works": "Turer"}, clinic.now + timedelta(hours=2))
    later = clinic.now + timedelta(days=1)
    hold_point(session, berg, point, point.due_on, "", later)
    assert (point.held_on, point.due_on, point.late_reason) == (held_on, due_on, "holiday")
    first, second = session.scalars(select(EvaluationRecord).order_by(EvaluationRecord.version))
    assert (first.version, record_of(first).works, first.finished_at) == (1, "Samtaler", clinic.now)
    assert (second.version, record_of(second).works, second.finished_at) == (2, "Turer", later)
    assert "writers" not in second.content


def test_holding_twice_changes_nothing(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    _hold(session, clinic, point)
    hold_point(
        session, acting(session, clinic.berg), point, day_of(clinic.now), "", clinic.now + timedelta(hours=1)
    )
    [record] = session.scalars(select(EvaluationRecord))
    assert record.finished_at == clinic.now
    assert len(list(session.scalars(select(EvaluationPoint)))) == 2


def test_notes_are_somebodys(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    with pytest.raises(NotFound):
        save_notes(session, OPERATOR, point, WORKS, clinic.now)
    with pytest.raises(NotFound):
        get_point(session, clinic.kari, 9)
    assert newest_record(session, point) is None


def test_the_same_once_more_is_no_correction(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg = acting(session, clinic.berg)
    save_notes(session, berg, point, WORKS, clinic.now)
    _hold(session, clinic, point)
    same = newest_record(session, point)
    assert save_notes(session, berg, point, WORKS, clinic.now) is same


def _said(session: Session, clinic: Clinic, point: EvaluationPoint, day: date) -> Refused:
    with pytest.raises(Refused) as refused:
        _hold(session, clinic, point, day, "holiday")
    return refused.value


def test_two_points_are_not_held_on_one_day_nor_in_the_wrong_order(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    today = day_of(clinic.now)
    following = _hold(session, clinic, point, today - timedelta(days=3))
    assert following is not None
    same = _said(session, clinic, following, today - timedelta(days=3))
    assert (same.field, same.details) == ("held_on", {"number": 1})
    before = _said(session, clinic, following, today - timedelta(days=5))
    assert before.details == {"number": 1, "day": today - timedelta(days=3)}
    assert following.held_on is None


def test_no_point_is_held_before_the_decision(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    decision = session.scalars(select(Milestone).where(Milestone.kind == "basic_decision")).one()
    refused = _said(session, clinic, point, decision.happened_on - timedelta(days=1))
    assert refused.details == {"day": decision.happened_on}
    session.delete(decision)
    session.flush()
    assert "No decision" in str(_said(session, clinic, point, day_of(clinic.now)))
    assert point.held_on is None


def test_nor_before_an_extended_decision(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    decided_on = day_of(clinic.now) - timedelta(days=3)
    extended = Milestone(pathway_id=point.pathway_id, kind="extended_decision", happened_on=decided_on)
    session.add(extended)
    session.flush()
    refused = _said(session, clinic, point, decided_on - timedelta(days=1))
    assert refused.details == {"day": decided_on}
    _hold(session, clinic, point, decided_on, "holiday")
    assert point.held_on == decided_on


def test_no_point_is_held_in_a_closed_course_or_when_it_is_called_off(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    today = day_of(clinic.now)
    point.cancelled_on = today
    session.flush()
    assert "called off" in str(_said(session, clinic, point, today))
    point.cancelled_on, point.pathway.closed_on = None, today
    session.flush()
    assert _said(session, clinic, point, today).details == {"day": today}


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"shape": 2, "earlier_days": ["2999-01-01"]}, "earlier_days"),
        ({"shape": 2, "earlier_days": ["1999-01-01"]}, "earlier_days"),
        ({"shape": 2, "copies": [{"receiver": "named", "name": "Nabo"}]}, "copies"),
    ],
)
def test_what_was_written_is_looked_at_before_it_is_held(
    session: Session, clinic: Clinic, point: EvaluationPoint, content: dict[str, object], field: str
) -> None:
    save_notes(session, acting(session, clinic.berg), point, content, clinic.now)
    assert _said(session, clinic, point, day_of(clinic.now)).field == field
    assert point.held_on is None


def test_the_reason_can_be_noted_while_the_point_waits(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg = acting(session, clinic.berg)
    with pytest.raises(Refused, match="needs no reason"):
        note_late_reason(session, berg, point, "illness", clinic.now)
    point.opens_on = point.due_on = day_of(clinic.now) - timedelta(days=1)
    session.flush()
    with pytest.raises(Refused, match="why the point has not been held yet"):
        note_late_reason(session, berg, point, "", clinic.now)
    with pytest.raises(Refused, match="Write in a few words what it is") as refused:
        note_late_reason(session, berg, point, "other", clinic.now)
    assert refused.value.field == "late_words"
    note_late_reason(session, berg, point, "illness", clinic.now)
    assert point.late_reason == "illness"
    _hold(session, clinic, point)
    assert (point.late_reason, point.held_on) == ("illness", day_of(clinic.now))


def test_nothing_is_planned_before_a_decision_or_without_a_course(session: Session, clinic: Clinic) -> None:
    assert plan_next_point(session, clinic.nora, day_of(clinic.now)) is None
    pathway = open_pathway(session, clinic.kari)
    assert pathway is not None
    pathway.closed_on = day_of(clinic.now)
    session.flush()
    assert plan_next_point(session, clinic.kari, day_of(clinic.now)) is None
