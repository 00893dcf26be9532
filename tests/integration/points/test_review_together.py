"""*Gone through together*: each word about it is noted once and stays, and a correction is confirmed anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import EvaluationPoint, ReviewedTogether
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.points.evaluation.review_together import (
    confirm_review,
    find_review,
    reviews_of,
    reviews_of_version,
)
from feedback.services.points.evaluation.write_evaluation import save_notes
from feedback.services.refusals import NotFound, Refused


@pytest.fixture
def point(session: Session, clinic: Clinic) -> EvaluationPoint:
    """Kari's first point, held."""
    found = get_point(session, clinic.kari, 1)
    hold_point(session, acting(session, clinic.berg), found, day_of(clinic.now), "", clinic.now)
    return found


def _confirm(
    session: Session, clinic: Clinic, point: EvaluationPoint, how: str, reason: str = "", who: str = "berg"
) -> None:
    actor = acting(session, getattr(clinic, who))
    confirm_review(session, actor, point, how, reason, clinic.now + timedelta(minutes=len(how)))


def test_spoken_is_never_overwritten_by_not_confirmed(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    _confirm(session, clinic, point, "spoken")
    with pytest.raises(Refused) as refused:
        _confirm(session, clinic, point, "not-confirmed", "uenig")
    assert refused.value.field == "how"
    _confirm(session, clinic, point, "spoken")
    [row] = session.scalars(select(ReviewedTogether))
    assert (row.how, row.by_id, row.reason) == ("spoken", clinic.berg, None)


def test_karis_own_hand_is_added_to_what_was_spoken(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    _confirm(session, clinic, point, "spoken")
    _confirm(session, clinic, point, "patient", who="kari")
    _confirm(session, clinic, point, "spoken")
    found = reviews_of_version(session, point)
    assert {how: row.by_id for how, row in found.items()} == {"spoken": clinic.berg, "patient": clinic.kari}
    review = find_review(session, point)
    assert review is not None
    assert review.how == "patient"
    assert reviews_of(session, [point]) == {point.id: review}


def test_not_confirmed_can_still_become_confirmed_and_stays_beside_it(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    assert reviews_of(session, [point]) == {}
    with pytest.raises(Refused) as refused:
        _confirm(session, clinic, point, "not-confirmed", " ")
    assert refused.value.field == "reason"
    _confirm(session, clinic, point, "not-confirmed", " uenig om målet ")
    with pytest.raises(Refused, match="noted already"):
        _confirm(session, clinic, point, "not-confirmed", "noe annet")
    _confirm(session, clinic, point, "spoken")
    found = reviews_of_version(session, point)
    assert found["not-confirmed"].reason == "uenig om målet"
    review = find_review(session, point)
    assert review is not None
    assert review.how == "spoken"


def test_a_correction_has_to_be_confirmed_anew(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    _confirm(session, clinic, point, "patient", who="kari")
    berg, later = acting(session, clinic.berg), clinic.now + timedelta(hours=1)
    save_notes(session, berg, point, {"works": "Turene"}, later)
    assert find_review(session, point) is not None
    hold_point(session, berg, point, day_of(clinic.now), "", later)
    assert find_review(session, point) is None
    _confirm(session, clinic, point, "patient", who="kari")
    assert (
        set(reviews_of_version(session, point, 1))
        == set(reviews_of_version(session, point, 2))
        == {"patient"}
    )


@pytest.mark.parametrize("before", [(), ("not-confirmed",), ("spoken",), ("not-confirmed", "spoken")])
def test_what_kari_objects_stands_before_all_that_is_noted_for_her(
    session: Session, clinic: Clinic, point: EvaluationPoint, before: tuple[str, ...]
) -> None:
    for how in before:
        _confirm(session, clinic, point, how, "uenig" if how == "not-confirmed" else "")
    _confirm(session, clinic, point, "not-so", "Vi snakket ikke om jobb", who="kari")
    with pytest.raises(Refused, match="said already"):
        _confirm(session, clinic, point, "not-so", "Igjen", who="kari")
    _confirm(session, clinic, point, "spoken")
    review = find_review(session, point)
    assert review is not None
    assert (review.how, review.by_id, review.reason) == ("not-so", clinic.kari, "Vi snakket ikke om jobb")
    _confirm(session, clinic, point, "patient", who="kari")
    assert set(reviews_of_version(session, point)) == {*before, "not-so", "spoken", "patient"}
    with pytest.raises(Refused, match="confirmed already"):
        _confirm(session, clinic, point, "not-so", "Likevel", who="kari")


@pytest.mark.parametrize(
    ("how", "who"),
    [
        ("patient", "berg"),
        ("spoken", "kari"),
        ("nodded", "berg"),
        ("not-so", "berg"),
        ("not-confirmed", "kari"),
    ],
)
def test_each_confirms_for_themself(
    session: Session, clinic: Clinic, point: EvaluationPoint, how: str, who: str
) -> None:
    with pytest.raises(NotFound):
        _confirm(session, clinic, point, how, who=who)
    with pytest.raises(NotFound):
        confirm_review(session, OPERATOR, point, "spoken", "", clinic.now)


def test_a_point_that_is_not_held_cannot_be_confirmed(session: Session, clinic: Clinic) -> None:
    waiting = get_point(session, clinic.kari, 1)
    with pytest.raises(Refused, match="not been held"):
        _confirm(session, clinic, waiting, "patient", who="kari")
