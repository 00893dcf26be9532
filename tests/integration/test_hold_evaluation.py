"""An evaluation point is held, confirmed and corrected; what was held never changes (rules A3 and A4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import EvaluationPoint, EvaluationRecord, ReviewedTogether
from feedback.services.hold_evaluation import (
    confirm_review,
    get_point,
    hold_point,
    list_held,
    newest_record,
    reviews_of,
    save_notes,
)
from feedback.services.plan_evaluation import due_of, open_pathway, plan_next_point
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


def _confirm(
    session: Session, clinic: Clinic, point: EvaluationPoint, how: str, reason: str = "", who: str = "berg"
) -> None:
    actor = acting(session, getattr(clinic, who))
    confirm_review(session, actor, point, how, reason, clinic.now + timedelta(minutes=len(how)))


def test_a_point_held_early_gives_the_next(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    assert point.due_on > day_of(clinic.now)
    following = _hold(session, clinic, point)
    assert following is not None
    assert (following.number, following.held_on) == (2, None)
    assert (point.held_on, point.late_reason) == (day_of(clinic.now), None)
    assert list_held(session, clinic.kari) == [point]
    record = newest_record(session, point)
    assert record is not None
    assert (record.version, record.content, record.finished_at) == (1, {}, clinic.now)
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
    assert (first.version, first.content, first.finished_at) == (1, WORKS, clinic.now)
    assert (second.version, second.content, second.finished_at) == (2, {"works": "Turer"}, later)


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


def test_karis_own_yes_beats_what_was_spoken(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    _hold(session, clinic, point)
    assert reviews_of(session, [point]) == {}
    _confirm(session, clinic, point, "not-confirmed", "uenig")
    _confirm(session, clinic, point, "patient", who="kari")
    _confirm(session, clinic, point, "not-confirmed", "uenig")
    [review] = session.scalars(select(ReviewedTogether))
    assert (review.how, review.by_id, review.reason) == ("patient", clinic.kari, None)
    assert reviews_of(session, [point]) == {point.id: review}


def test_what_is_confirmed_stays_confirmed(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    _hold(session, clinic, point)
    for how, stands in (
        ("not-confirmed", "not-confirmed"),
        ("spoken", "spoken"),
        ("not-confirmed", "spoken"),
    ):
        _confirm(session, clinic, point, how, "uenig" if how == "not-confirmed" else "")
        assert reviews_of(session, [point])[point.id].how == stands


def test_a_correction_has_to_be_confirmed_anew(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    _hold(session, clinic, point)
    _confirm(session, clinic, point, "patient", who="kari")
    berg = acting(session, clinic.berg)
    same = newest_record(session, point)
    assert save_notes(session, berg, point, {}, clinic.now) is same
    save_notes(session, berg, point, {"works": "Turene"}, clinic.now)
    _hold(session, clinic, point)
    assert reviews_of(session, [point]) == {}
    _confirm(session, clinic, point, "patient", who="kari")
    assert reviews_of(session, [point])[point.id].version == 2


def test_not_confirmed_needs_its_reason(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    _hold(session, clinic, point)
    with pytest.raises(Refused) as refused:
        _confirm(session, clinic, point, "not-confirmed", " ")
    assert refused.value.field == "reason"
    _confirm(session, clinic, point, "not-confirmed", " uenig om målet ")
    assert session.get_one(ReviewedTogether, (point.id, 1)).reason == "uenig om målet"


@pytest.mark.parametrize(("how", "who"), [("patient", "berg"), ("spoken", "kari"), ("nodded", "berg")])
def test_each_confirms_for_themself(
    session: Session, clinic: Clinic, point: EvaluationPoint, how: str, who: str
) -> None:
    _hold(session, clinic, point)
    with pytest.raises(NotFound):
        _confirm(session, clinic, point, how, who=who)
    with pytest.raises(NotFound):
        confirm_review(session, OPERATOR, point, "spoken", "", clinic.now)


def test_a_point_that_is_not_held_cannot_be_confirmed(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    with pytest.raises(Refused, match="not been held"):
        _confirm(session, clinic, point, "patient", who="kari")


def test_nothing_is_planned_before_a_decision_or_without_a_course(session: Session, clinic: Clinic) -> None:
    assert plan_next_point(session, clinic.nora, day_of(clinic.now)) is None
    pathway = open_pathway(session, clinic.kari)
    assert pathway is not None
    pathway.closed_on = day_of(clinic.now)
    session.flush()
    assert plan_next_point(session, clinic.kari, day_of(clinic.now)) is None
