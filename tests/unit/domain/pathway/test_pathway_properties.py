"""What holds for every course, tried on random ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from pathway_histories import histories, opposite

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.pathway.due_dates import due_dates, next_point
from feedback.domain.pathway.explanation import sentence
from feedback.domain.pathway.history import AreaChange, History, Milestone, Pause, Transfer
from feedback.domain.pathway.points import point_due_dates
from feedback.domain.pathway.problem_wording import problem_sentence
from feedback.domain.pathway.problems import check
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind

RULES = shipped_rules()


def shuffled(history: History, draw: st.DataObject) -> History:
    return replace(
        history,
        milestones=tuple(draw.draw(st.permutations(history.milestones))),
        transfers=tuple(draw.draw(st.permutations(history.transfers))),
        area_changes=tuple(draw.draw(st.permutations(history.area_changes))),
        pauses=tuple(draw.draw(st.permutations(history.pauses))),
        held=tuple(draw.draw(st.permutations(history.held))),
    )


@given(histories(), st.data())
def test_same_facts_in_any_order_give_the_same_dates(history: History, data: st.DataObject) -> None:
    other = shuffled(history, data)
    assert due_dates(other, RULES) == due_dates(history, RULES)
    assert point_due_dates(other, RULES) == point_due_dates(history, RULES)


@given(histories(), st.dates(date(2018, 1, 1), date(2035, 1, 1)))
def test_time_passing_alone_moves_nothing(history: History, today: date) -> None:
    before = due_dates(history, RULES)
    for problem in check(history, today):
        assert problem_sentence(problem)
    assert due_dates(history, RULES) == before


@given(histories(), st.integers(1, 200), st.integers(0, 40))
def test_what_happens_after_a_held_point_never_changes_it(history: History, wait: int, pause: int) -> None:
    held = history.points_held
    if not held:
        return
    later = held[-1] + timedelta(wait)
    setting = opposite(history.setting_on(later))
    area = CarePathwayArea.TSB if history.area_on(later) is CarePathwayArea.PHV else CarePathwayArea.PHV
    after = replace(
        history,
        milestones=(*history.milestones, Milestone(MilestoneKind.CLOSING, later)),
        transfers=(*history.transfers, Transfer(setting, later)),
        area_changes=(*history.area_changes, AreaChange(area, later)),
        pauses=(*history.pauses, Pause(later, later + timedelta(pause))),
        held=(*history.held, later),
    )
    count = len(held)
    assert point_due_dates(after, RULES)[:count] == point_due_dates(history, RULES)[:count]


@given(histories())
def test_next_point_is_the_last_date_and_after_its_start(history: History) -> None:
    point = next_point(history, RULES)
    assert point is not None
    assert point == due_dates(history, RULES)[-1]
    assert all(due.due_on >= due.starts_on for due in due_dates(history, RULES))
    assert sentence(point).startswith("due ")


@given(histories(), st.integers(0, 400), st.integers(0, 30))
def test_a_pause_never_brings_a_point_forward(history: History, begins: int, length: int) -> None:
    first = history.milestones[0].on + timedelta(begins)
    paused = replace(history, pauses=(*history.pauses, Pause(first, first + timedelta(length))))
    before, after = next_point(history, RULES), next_point(paused, RULES)
    assert before is not None
    assert after is not None
    # The date may be pushed into a pause that lay behind it, and then moves by that one's days too.
    behind = sum((pause.last_day - pause.first_day).days + 1 for pause in history.pauses)
    assert before.due_on <= after.due_on <= before.due_on + timedelta(length + 1 + behind)
