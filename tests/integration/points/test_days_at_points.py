"""The days of steps and of the parts of a point fit the days of the points themselves."""

from __future__ import annotations

from datetime import date

import pytest
from asking import acting
from clinic import Clinic
from courses import ago
from sqlalchemy.orm import Session

from feedback.persistence.tables import EvaluationPoint
from feedback.services.points.evaluation.correct_evaluation import correct_point
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes
from feedback.services.points.evaluation.write_evaluation import begin_draft
from feedback.services.refusals import Refused


@pytest.fixture
def point(session: Session, clinic: Clinic) -> EvaluationPoint:
    """Kari's first point, not held yet; the decision was 40 days ago, the course began 70 days ago."""
    return get_point(session, clinic.kari, 1)


def _hold(session: Session, clinic: Clinic, point: EvaluationPoint, day: date) -> EvaluationPoint | None:
    return hold_point(session, acting(session, clinic.berg), point, day, "", clinic.now)


def _said(session: Session, clinic: Clinic, point: EvaluationPoint, day: date) -> Refused:
    with pytest.raises(Refused) as refused:
        _hold(session, clinic, point, day)
    return refused.value


@pytest.mark.parametrize(("days", "is_right"), [(8, False), (7, True)])
def test_no_step_is_agreed_for_a_day_that_is_over(
    session: Session, clinic: Clinic, point: EvaluationPoint, days: int, is_right: bool
) -> None:
    """A point that was held in parts agrees on steps from its first day on."""
    held_on, due_on = ago(clinic, 5), ago(clinic, days).isoformat()
    content = {"shape": 2, "steps": [{"what": "Ringe", "who": "Kari", "due_on": due_on}]}
    save_notes(session, acting(session, clinic.berg), point, content, clinic.now)
    said = _said(session, clinic, point, held_on)
    assert (said.field, said.details["what"], said.details["agreed"]) == ("steps", "Ringe", held_on)
    in_parts = {**content, "earlier_days": [ago(clinic, 7).isoformat()]}
    save_notes(session, acting(session, clinic.berg), point, in_parts, clinic.now)
    if is_right:
        _hold(session, clinic, point, held_on)
    else:
        assert _said(session, clinic, point, held_on).field == "steps"


def test_a_part_of_a_point_lies_after_the_decision_and_after_the_point_before(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg = acting(session, clinic.berg)

    def in_parts(of: EvaluationPoint, days: int) -> None:
        content = {"shape": 2, "earlier_days": [ago(clinic, days).isoformat()]}
        save_notes(session, berg, of, content, clinic.now)

    in_parts(point, 41)
    said = _said(session, clinic, point, ago(clinic, 20))
    assert (said.field, said.details) == ("earlier_days", {"day": ago(clinic, 40)})
    in_parts(point, 40)
    _hold(session, clinic, point, ago(clinic, 20))
    following = get_point(session, clinic.kari, 2)
    for days in (20, 21):
        in_parts(following, days)
        said = _said(session, clinic, following, ago(clinic, 5))
        assert (said.field, said.details) == ("earlier_days", {"day": ago(clinic, 20)})
    in_parts(following, 19)
    _hold(session, clinic, following, ago(clinic, 5))
    in_parts(following, 20)
    with pytest.raises(Refused) as refused:
        hold_point(session, berg, following, ago(clinic, 5), "", clinic.now)
    assert refused.value.field == "earlier_days"


def test_the_new_day_lies_before_the_parts_of_a_later_point(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, second = acting(session, clinic.berg), _hold(session, clinic, point, ago(clinic, 9))
    assert second is not None
    parts = {"shape": 2, "earlier_days": [ago(clinic, 5).isoformat()]}
    save_notes(session, berg, second, parts, clinic.now)
    _hold(session, clinic, second, ago(clinic, 2))
    begin_draft(session, berg, point, clinic.now)
    for days in (5, 4):
        with pytest.raises(Refused) as refused:
            correct_point(session, berg, point, ago(clinic, days), "", clinic.now)
        assert refused.value.field == "held_on"
    correct_point(session, berg, point, ago(clinic, 6), "", clinic.now)
    assert point.held_on == ago(clinic, 6)
