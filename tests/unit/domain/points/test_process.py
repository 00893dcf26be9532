"""Codes that a unit fills in: the one in force on the day decides, and nothing is made up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.points.process import ProcessKind, UnitCode, code_on, kinds_without_code

DAY = date(2026, 11, 26)
HELD = ProcessKind.EVALUATION_HELD


def code(days: int, kind: ProcessKind = HELD, text: str = "A") -> UnitCode:
    return UnitCode(kind, "Own", text, DAY + timedelta(days))


def test_the_newest_that_has_begun_holds() -> None:
    codes = [code(-10, text="old"), code(0, text="new"), code(1, text="later")]
    found = [code_on(codes, HELD, DAY + timedelta(days)) for days in (-11, -10, -1, 0, 1)]
    assert [one.code if one else None for one in found] == [None, "old", "old", "new", "later"]
    assert code_on(codes, ProcessKind.RELATIVES_INVOLVED, DAY) is None


def test_kinds_without_a_code_are_named() -> None:
    assert kinds_without_code([], DAY) == tuple(ProcessKind)
    assert kinds_without_code(iter([code(0)]), DAY) == tuple(kind for kind in ProcessKind if kind is not HELD)
    assert kinds_without_code([code(1)], DAY) == tuple(ProcessKind)


@given(st.lists(st.integers(-50, 50), unique=True), st.integers(-60, 60), st.randoms())
def test_the_order_of_entry_makes_no_difference(days: list[int], on: int, dice: object) -> None:
    codes = [code(day, text=str(day)) for day in days]
    found = code_on(codes, HELD, DAY + timedelta(on))
    dice.shuffle(codes)  # type: ignore[attr-defined]
    assert code_on(codes, HELD, DAY + timedelta(on)) == found
    begun = [day for day in days if day <= on]
    assert (found.code if found else None) == (str(max(begun)) if begun else None)
