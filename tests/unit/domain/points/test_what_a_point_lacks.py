"""What is missing at a point: a pure function of facts, and nothing before it opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.points.evaluation_point import PointFacts, PointStatus, status
from feedback.domain.points.overview import OF_BOTH, OF_HELD, Missing, Standing, missing

TODAY = date(2026, 11, 26)
OPEN = PointFacts(TODAY - timedelta(10), TODAY + timedelta(4))
PASSED = PointFacts(TODAY - timedelta(20), TODAY - timedelta(1))
UPCOMING = PointFacts(TODAY + timedelta(1), TODAY + timedelta(15))
NOTHING_LACKS = Standing(OPEN, prepared=True, since=TODAY - timedelta(60), measured_on=TODAY, noted=True)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ()),
        ({"prepared": False}, (Missing.NOT_PREPARED,)),
        ({"measured_on": None}, (Missing.NOT_MEASURED,)),
        ({"measured_on": TODAY - timedelta(61)}, (Missing.NOT_MEASURED,)),
        ({"measured_on": TODAY - timedelta(60)}, ()),
        ({"unasked": True}, (Missing.RELATIVES_NOT_ASKED,)),
        ({"silent": True}, (Missing.RELATIVES_SILENT,)),
        ({"unregistered": True, "noted": False}, ()),
        ({"point": PASSED}, (Missing.NO_REASON,)),
        ({"point": PASSED, "has_reason": True}, ()),
        ({"point": UPCOMING, "prepared": False, "measured_on": None, "unasked": True}, ()),
        ({"point": replace(PASSED, cancelled_on=TODAY), "prepared": False}, ()),
        ({"point": replace(OPEN, held_on=TODAY), "prepared": False, "silent": True}, ()),
        ({"point": replace(OPEN, held_on=TODAY), "noted": False}, (Missing.NOT_CONFIRMED,)),
        ({"point": replace(OPEN, held_on=TODAY), "objected": True}, (Missing.OBJECTED,)),
        ({"objected": True}, ()),
        ({"point": replace(OPEN, held_on=TODAY), "unregistered": True}, (Missing.NOT_REGISTERED,)),
        ({"point": replace(PASSED, held_on=TODAY)}, (Missing.NO_REASON,)),
        ({"point": replace(PASSED, held_on=PASSED.due_on)}, ()),
        ({"point": None, "decided": False}, (Missing.NO_DECISION,)),
        ({"point": None}, (Missing.NOT_PLANNED,)),
    ],
)
def test_each_fact_tells_its_own(changed: dict[str, object], expected: tuple[Missing, ...]) -> None:
    assert missing(replace(NOTHING_LACKS, **changed), TODAY) == expected  # type: ignore[arg-type]


DAYS = st.dates(TODAY - timedelta(90), TODAY + timedelta(90))
POINTS = st.builds(
    lambda opens, length, held, cancelled: PointFacts(opens, opens + timedelta(length), held, cancelled),
    DAYS,
    st.integers(0, 30),
    st.none() | DAYS,
    st.none() | DAYS,
)
STANDINGS = st.builds(
    Standing,
    st.none() | POINTS,
    *(st.booleans() for _fact in ("decided", "has_reason", "prepared")),
    since=DAYS,
    measured_on=st.none() | DAYS,
    unasked=st.booleans(),
    silent=st.booleans(),
    noted=st.booleans(),
    objected=st.booleans(),
    unregistered=st.booleans(),
)


@given(STANDINGS)
def test_what_is_told_belongs_to_the_status_and_keeps_its_order(facts: Standing) -> None:
    found = missing(facts, TODAY)
    assert list(found) == [code for code in Missing if code in found]
    if facts.point is None:
        assert found in ((Missing.NO_DECISION,), (Missing.NOT_PLANNED,))
        return
    stands = status(facts.point, TODAY)
    if stands in (PointStatus.UPCOMING, PointStatus.CANCELLED):
        assert found == ()
    elif stands is PointStatus.HELD:
        assert set(found) <= {*OF_HELD, *OF_BOTH}
    else:
        assert not set(found) & {*OF_HELD, Missing.NO_DECISION, Missing.NOT_PLANNED}
    if stands is PointStatus.DUE:
        assert Missing.NO_REASON not in found
