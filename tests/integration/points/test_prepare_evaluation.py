"""Before a point: a clinician's own preparation, who can be expected, and when one meets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from sqlalchemy.orm import Session
from test_write_evaluation import point

from feedback.domain.calendar import day_of
from feedback.domain.points.evaluation_codes import Part
from feedback.domain.points.preparation import Prepared
from feedback.persistence.tables import EvaluationPoint
from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.points.evaluation.prepare_evaluation import (
    open_together,
    own_preparation,
    prepared_of,
    save_preparation,
    shown_at,
    shown_preparations,
)
from feedback.services.points.expected_people import expected_people
from feedback.services.refusals import NotFound, Refused

__all__ = ["point"]


def test_a_preparation_is_its_authors_until_they_open_the_point(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, lie = acting(session, clinic.berg), acting(session, clinic.lie)
    prepared = Prepared(("Søvn",), "Mer ute", "Sjeldnere")
    save_preparation(session, berg, point, Prepared(), clinic.now)
    save_preparation(session, berg, point, prepared, clinic.now)
    save_preparation(session, lie, point, Prepared(("Jobb",)), clinic.now)
    row = own_preparation(session, berg, point)
    assert row is not None
    assert prepared_of(row) == prepared
    assert prepared_of(own_preparation(session, acting(session, clinic.siv), point)) == Prepared()
    assert own_preparation(session, OPERATOR, point) is None
    assert shown_preparations(session, point) == []
    open_together(session, berg, point, clinic.now)
    open_together(session, berg, point, clinic.now + timedelta(hours=1))
    assert shown_preparations(session, point) == [row]
    assert shown_at(row) == clinic.now
    assert shown_preparations(session, point, clinic.now - timedelta(seconds=1)) == []
    hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
    with pytest.raises(Refused):
        save_preparation(session, berg, point, Prepared(), clinic.now)
    join_or_correct = open_together(session, lie, point, clinic.now)
    assert join_or_correct.version == 2
    assert shown_preparations(session, point) == [row]


def test_who_goes_through_the_point_is_expected_there(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    today = day_of(clinic.now)
    kari, berg, per = expected_people(session, acting(session, clinic.berg), point, today)
    assert [(one.name, one.part, one.here) for one in (kari, berg, per)] == [
        ("Kari Nordvik", Part.PATIENT, True),
        ("Anna Berg", Part.CLINICIAN, True),
        ("Per Nordvik", Part.RELATIVE, False),
    ]
    deputy = expected_people(session, acting(session, clinic.lie), point, today)
    assert [(one.name, one.here) for one in deputy if one.part is Part.CLINICIAN] == [
        ("Anna Berg", False),
        ("Morten Lie", True),
    ]


def test_a_preparation_has_three_topics_and_an_author(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    with pytest.raises(NotFound):
        save_preparation(session, OPERATOR, point, Prepared(), clinic.now)
    berg, four = acting(session, clinic.berg), Prepared(("a", "b", "c", "d"))
    with pytest.raises(Refused) as refused:
        save_preparation(session, berg, point, four, clinic.now)
    assert refused.value.field == "topics"


@pytest.mark.parametrize("days", [-1, 400])
def test_a_meeting_lies_ahead_and_not_far(
    session: Session, clinic: Clinic, point: EvaluationPoint, days: int
) -> None:
    berg = acting(session, clinic.berg)
    with pytest.raises(Refused) as refused:
        agree_meeting(session, berg, point, clinic.now + timedelta(days=days), clinic.now)
    assert refused.value.field == "day"
    agree_meeting(session, berg, point, clinic.now + timedelta(days=3), clinic.now)
    assert point.meeting_at == clinic.now + timedelta(days=3)
    agree_meeting(session, berg, point, None, clinic.now)
    assert point.meeting_at is None
