"""Many points: each filter says the same as the domain, and pages hold every row once and in order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from many_courses import Bulk
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_point import PointStatus, status
from feedback.domain.points.overview import Missing
from feedback.persistence.tables import (
    EvaluationPoint,
)
from feedback.services.points.evaluation.hold_evaluation import get_point
from feedback.services.points.overview.find_points import Shown, Wanted
from feedback.services.points.overview.list_points import PAGE_SIZE, ListedPoint, every_point, page_of_points

ALL = Wanted(Shown.ALL)
FEW = 240


def _rows(session: Session, actor: Actor, clinic: Clinic, wanted: Wanted | None = None) -> list[ListedPoint]:
    return every_point(session, actor, wanted or Wanted(), day_of(clinic.now))


@pytest.fixture
def many(session: Session, clinic: Clinic) -> Actor:
    """Siv, in whose unit there are many courses of every kind."""
    siv = acting(session, clinic.siv)
    assert siv.unit is not None
    Bulk(session, siv.unit, [clinic.berg], day_of(clinic.now), sessions=2).fill(FEW)
    return siv


def test_each_filter_says_the_same_as_the_domain(session: Session, clinic: Clinic, many: Actor) -> None:
    today = day_of(clinic.now)
    cancelled = session.scalars(
        select(EvaluationPoint).where(EvaluationPoint.held_on.is_(None)).limit(5)
    ).all()
    for point in cancelled:
        point.cancelled_on = today
    session.flush()
    every = _rows(session, many, clinic, ALL)
    assert len(every) > FEW * 2
    for one in PointStatus:
        found = {row.row.point for row in _rows(session, many, clinic, Wanted(Shown(one)))}
        facts = [(row.row.point, row.row.standing.point) for row in every]
        assert found == {point for point, known in facts if known and status(known, today) is one}, one
        assert found
    for code in Missing:
        for shown in Shown:
            whole = _rows(session, many, clinic, Wanted(shown))
            found = _rows(session, many, clinic, Wanted(shown, missing=code))
            assert found == [row for row in whole if code in row.missing], (code, shown)
    assert {code for row in (*every, *_rows(session, many, clinic)) for code in row.missing} == set(Missing)


def test_pages_hold_every_row_once_and_in_order(session: Session, clinic: Clinic, many: Actor) -> None:
    today = day_of(clinic.now)
    for wanted in (Wanted(), ALL, Wanted(missing=Missing.NOT_PREPARED), Wanted(text="hagen")):
        whole = every_point(session, many, wanted, today)
        pages = [page_of_points(session, many, wanted, number, today) for number in range(1, 99)]
        last = next(page for page in pages if not page.has_more)
        assert [row for page in pages[: last.number] for row in page.rows] == whole
        assert all(len(page.rows) == PAGE_SIZE for page in pages[: last.number - 1])
        for beyond in (last.number + 1, 99, 10**30):
            assert page_of_points(session, many, wanted, beyond, today) == last
        for before in (0, -1, -(10**30)):
            assert page_of_points(session, many, wanted, before, today) == pages[0]
    days = [row.row.standing.point.due_on for row in _rows(session, many, clinic) if row.row.standing.point]
    assert days == sorted(days)
    assert [row.row.point is None for row in _rows(session, many, clinic)] == sorted(
        row.row.point is None for row in _rows(session, many, clinic)
    )
    held = [row.row.standing.point.held_on for row in _rows(session, many, clinic, Wanted(Shown.HELD))]  # type: ignore[union-attr]
    assert held == sorted(held, reverse=True)  # type: ignore[type-var]


def test_a_period_takes_both_its_days_and_no_course_without_a_day(
    session: Session, clinic: Clinic, many: Actor
) -> None:
    due = get_point(session, clinic.kari, 1).due_on
    for wanted, inside in (
        (Wanted(begins_on=due, ends_on=due), True),
        (Wanted(begins_on=due + timedelta(days=1)), False),
        (Wanted(ends_on=due - timedelta(days=1)), False),
    ):
        rows = _rows(session, many, clinic, wanted)
        assert (clinic.kari in {row.row.patient for row in rows}) is inside
        assert all(row.row.point is not None for row in rows)
    assert _rows(session, many, clinic, Wanted(Shown.UNPLANNED))
    assert _rows(session, many, clinic, Wanted(Shown.UNPLANNED, begins_on=due)) == []
