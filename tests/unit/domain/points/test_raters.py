"""In which order people stand beside each other in a table of goals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from feedback.domain.points.sheet import Goal, GoalRating, raters

DAY = date(2026, 11, 27)


def test_the_patient_stands_first_whoever_rated_the_first_goal() -> None:
    per = GoalRating(DAY, "Per", Decimal(4), place=1)
    berg = GoalRating(DAY, "Dr. Berg", None, place=2)
    kari = GoalRating(DAY, "Kari", Decimal(6), place=0)
    goals = (Goal("Sove", (per, berg)), Goal("Gå tur", (kari, per)), Goal("Ringe"))
    assert raters(goals) == ["Kari", "Per", "Dr. Berg"]
    assert raters(()) == []
