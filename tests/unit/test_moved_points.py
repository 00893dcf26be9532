"""What a rule would move, told by day and without names; few lines for many points."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel

from feedback.services.units.choose_intervals import WaitingDays
from feedback.web.administration.moved_points import MOST_SHOWN, tried
from feedback.web.languages import short_day

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, locale_selector=lambda: "en")
    with app.test_request_context():
        yield


def waits(days: int) -> WaitingDays:
    return WaitingDays(TODAY + timedelta(days - 14), TODAY + timedelta(days))


def shown(days: int) -> str:
    return short_day(TODAY + timedelta(days))


def test_points_that_move_alike_stand_together_by_day() -> None:
    before = {1: waits(30), 2: waits(30), 3: waits(9), 4: waits(5), 5: waits(-3)}
    found = tried(before, {1: waits(20), 2: waits(20), 3: waits(-1), 4: waits(5), 6: waits(8)}, TODAY)
    assert found.sentence == (
        "5 points that wait get another day. The new day of 1 of them has passed already."
    )
    assert found.moves == [
        f"1 point from {shown(-3)} to no day",
        f"1 point from {shown(9)} to {shown(-1)}",
        f"2 points from {shown(30)} to {shown(20)}",
        f"1 point from no day to {shown(8)}",
    ]
    assert found.more == 0


def test_what_is_too_much_for_a_page_is_counted() -> None:
    before = {number: waits(number) for number in range(30)}
    found = tried(before, {number: waits(number + 1) for number in range(30)}, TODAY)
    assert (len(found.moves), found.more) == (MOST_SHOWN, 30 - MOST_SHOWN)
    assert tried(before, before, TODAY).moves == []
