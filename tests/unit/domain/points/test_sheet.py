"""The sheet's content knows what is empty and which sentences have to be printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from feedback.domain.measures.trend import Measurement, SeriesFacts, build_trend
from feedback.domain.points.sheet import Goal, Heading, Quote, SessionFeedback, SheetContent

TODAY = date(2026, 11, 20)
EMPTY = SheetContent("Samsyn", "Ola", "TSB", 1, TODAY)
ALWAYS = {Heading.PLAN, Heading.TOOK_PART, Heading.NEXT}


def measured(validated: bool, area: str = "change") -> SheetContent:
    facts = SeriesFacts("x", "X", Decimal(0), Decimal(10), validated=validated, area=area)
    return replace(EMPTY, trend=build_trend([facts], [Measurement("x", TODAY, Decimal(1))]))


def test_there_are_twelve_headings() -> None:
    assert len(Heading) == 12


def test_nothing_stands_under_an_empty_points_headings() -> None:
    assert {heading for heading in Heading if not EMPTY.is_empty(heading)} == ALWAYS


def test_a_goal_a_note_and_a_series_fill_their_headings() -> None:
    content = replace(
        measured(False, "health"),
        goals=(Goal("Sleep"),),
        notes=((Heading.RESOURCES, Quote("Walks")),),
    )
    filled = {heading for heading in Heading if not content.is_empty(heading)} - ALWAYS
    assert filled == {Heading.USEFUL, Heading.RESOURCES, Heading.HEALTH}
    assert content.notes_under(Heading.RESOURCES) == (Quote("Walks"),)


def test_sentences_follow_what_is_shown() -> None:
    assert EMPTY.is_draft
    assert not replace(EMPTY, held_on=TODAY).is_draft
    assert (EMPTY.has_scores, EMPTY.has_unvalidated) == (False, False)
    assert (measured(True).has_scores, measured(True).has_unvalidated) == (True, False)
    assert (measured(False).has_scores, measured(False).has_unvalidated) == (False, True)
    assert replace(EMPTY, sessions=(SessionFeedback(TODAY),)).has_unvalidated
