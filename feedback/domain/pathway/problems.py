"""What cannot be right about the facts of a course, as data and as sentences that say what to correct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from feedback.domain.pathway.history import AreaChange, History, Transfer
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting

YEARS_BACK = 20
YEARS_AHEAD = 5
FURTHEST_PLANNED = timedelta(days=366)

_ORDER = (
    MilestoneKind.REFERRAL_RECEIVED,
    MilestoneKind.REFERRAL_ASSESSED,
    MilestoneKind.DETOX_ENDED,
    MilestoneKind.FIRST_ATTENDANCE,
    MilestoneKind.BASIC_DECISION,
    MilestoneKind.EXTENDED_DECISION,
)
_PLANNED = (MilestoneKind.FIRST_ATTENDANCE,)  # of the milestones; all others have happened


class ProblemCode(StrEnum):
    """What is wrong; the fields of `Problem` that it fills stand beside it."""

    FAR_PAST = "far_past"  # on
    FAR_FUTURE = "far_future"  # on
    NOT_YET = "not_yet"  # kind, on, other: today
    PLANNED_FAR = "planned_far"  # on
    WRONG_ORDER = "wrong_order"  # kind, on; other_kind, other: what should have come before
    RECORDED_TWICE = "recorded_twice"  # kind, on, other
    EXTENDED_WITHOUT_BASIC = "extended_without_basic"  # on
    EVALUATION_WITHOUT_DECISION = "evaluation_without_decision"  # on
    EVALUATION_BEFORE_DECISION = "evaluation_before_decision"  # on, other: the decision
    EXTENDED_AFTER_EVALUATION = "extended_after_evaluation"  # on, other: the first point held
    TWO_EVALUATIONS_ON_ONE_DAY = "two_evaluations_on_one_day"  # on
    TRANSFER_BEFORE_START = "transfer_before_start"  # on, other: the start
    TWO_TRANSFERS_ON_ONE_DAY = "two_transfers_on_one_day"  # on
    TRANSFER_TO_SAME_SETTING = "transfer_to_same_setting"  # on, setting
    AREA_BEFORE_START = "area_before_start"  # on, other: the start
    TWO_AREAS_ON_ONE_DAY = "two_areas_on_one_day"  # on
    AREA_ALREADY_FOLLOWED = "area_already_followed"  # on, area
    PAUSE_ENDS_BEFORE_IT_BEGINS = "pause_ends_before_it_begins"  # on: first day, other: last day
    AFTER_CLOSING = "after_closing"  # kind, on, other: the closing
    EVALUATION_AFTER_CLOSING = "evaluation_after_closing"  # on, other: the closing
    TRANSFER_AFTER_CLOSING = "transfer_after_closing"  # on, other: the closing
    AREA_AFTER_CLOSING = "area_after_closing"  # on, other: the closing


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that cannot be right."""

    code: ProblemCode
    on: date
    other: date | None = None
    kind: MilestoneKind | None = None
    other_kind: MilestoneKind | None = None
    setting: Setting | None = None
    area: CarePathwayArea | None = None


def check(history: History, today: date) -> tuple[Problem, ...]:
    """Everything impossible about the facts, none if they can be true; far is seen from today.

    Facts in the near future are allowed, as a course can be tried out: see `check_recorded`.
    """
    if far := tuple(_far(history, today)):
        return far
    return (
        *_milestones(history),
        *_evaluations(history),
        *_transfers(history),
        *_area_changes(history),
        *_pauses(history),
        *_after_closing(history),
    )


def check_recorded(history: History, today: date) -> tuple[Problem, ...]:
    """The same for facts to be stored: a milestone has happened, and all else is planned for a year at most."""
    found = check(history, today)
    far = {problem.on for problem in found if problem.code is ProblemCode.FAR_FUTURE}
    ahead = (*_not_yet(history, today), *_planned_far(history, today))
    return (*found, *(problem for problem in ahead if problem.on not in far))


def _not_yet(history: History, today: date) -> Iterator[Problem]:
    happened = {(one.on, one.kind) for one in history.milestones if one.kind not in _PLANNED}
    happened |= {(day, MilestoneKind.EVALUATION_HELD) for day in history.held}
    for day, kind in sorted(happened):
        if day > today:
            yield Problem(ProblemCode.NOT_YET, on=day, other=today, kind=kind)


def _planned_far(history: History, today: date) -> Iterator[Problem]:
    planned = {one.on for one in history.milestones if one.kind in _PLANNED} | set(_turns_and_pauses(history))
    for day in sorted(planned):
        if day - today > FURTHEST_PLANNED:
            yield Problem(ProblemCode.PLANNED_FAR, on=day)


def _days(history: History) -> Iterator[date]:
    yield from (milestone.on for milestone in history.milestones)
    yield from history.held
    yield from _turns_and_pauses(history)


def _turns_and_pauses(history: History) -> Iterator[date]:
    yield from (transfer.on for transfer in history.transfers)
    yield from (change.on for change in history.area_changes)
    for pause in history.pauses:
        yield from (pause.first_day, pause.last_day)


def _far(history: History, today: date) -> Iterator[Problem]:
    for day in sorted(set(_days(history))):
        if day.year < today.year - YEARS_BACK:
            yield Problem(ProblemCode.FAR_PAST, on=day)
        if day.year > today.year + YEARS_AHEAD:
            yield Problem(ProblemCode.FAR_FUTURE, on=day)


def _milestones(history: History) -> Iterator[Problem]:
    yield from _twice(history)
    known = [(kind, day) for kind in _ORDER if (day := history.on(kind))]
    for (kind_before, before), (kind, day) in pairwise(known):
        if day < before:
            yield Problem(ProblemCode.WRONG_ORDER, day, before, kind, kind_before)
    extended = history.on(MilestoneKind.EXTENDED_DECISION)
    if extended and not history.on(MilestoneKind.BASIC_DECISION):
        yield Problem(ProblemCode.EXTENDED_WITHOUT_BASIC, extended)


def _twice(history: History) -> Iterator[Problem]:
    for milestone in sorted(history.milestones, key=lambda milestone: milestone.on):
        first = history.on(milestone.kind)
        if milestone.kind is not MilestoneKind.EVALUATION_HELD and milestone.on != first:
            yield Problem(ProblemCode.RECORDED_TWICE, milestone.on, first, milestone.kind)


def _evaluations(history: History) -> Iterator[Problem]:
    decided = history.on(MilestoneKind.BASIC_DECISION)
    times = Counter(history.held) | Counter(history.held_milestones)
    for held_on in history.points_held:
        if times[held_on] > 1:
            yield Problem(ProblemCode.TWO_EVALUATIONS_ON_ONE_DAY, held_on)
        if decided is None:
            yield Problem(ProblemCode.EVALUATION_WITHOUT_DECISION, held_on)
        elif held_on < decided:
            yield Problem(ProblemCode.EVALUATION_BEFORE_DECISION, held_on, decided)
    extended = history.on(MilestoneKind.EXTENDED_DECISION)
    if extended and history.points_held and history.points_held[0] < extended:
        yield Problem(ProblemCode.EXTENDED_AFTER_EVALUATION, extended, history.points_held[0])


def _transfers(history: History) -> Iterator[Problem]:
    codes = _TurnCodes(
        twice=ProblemCode.TWO_TRANSFERS_ON_ONE_DAY,
        early=ProblemCode.TRANSFER_BEFORE_START,
        pointless=ProblemCode.TRANSFER_TO_SAME_SETTING,
    )
    return _turns(history, history.transfers, history.setting, codes, "setting")


def _area_changes(history: History) -> Iterator[Problem]:
    codes = _TurnCodes(
        twice=ProblemCode.TWO_AREAS_ON_ONE_DAY,
        early=ProblemCode.AREA_BEFORE_START,
        pointless=ProblemCode.AREA_ALREADY_FOLLOWED,
    )
    return _turns(history, history.area_changes, history.area, codes, "area")


class _TurnCodes(NamedTuple):
    """What can be wrong about something that turns on a day: setting or care pathway."""

    twice: ProblemCode
    early: ProblemCode
    pointless: ProblemCode


def _turns(
    history: History,
    turns: Iterable[Transfer | AreaChange],
    at_first: Setting | CarePathwayArea,
    codes: _TurnCodes,
    name: str,
) -> Iterator[Problem]:
    start, stands = history.on(MilestoneKind.FIRST_ATTENDANCE), at_first
    times = Counter(turn.on for turn in turns)
    yield from (Problem(codes.twice, day) for day in sorted(times) if times[day] > 1)
    for turn in sorted(turns, key=lambda turn: (turn.on, turn.to)):
        if start and turn.on < start:
            yield Problem(codes.early, turn.on, start)
        if turn.to is stands and times[turn.on] == 1:
            known: dict[str, Any] = {name: stands}
            yield Problem(codes.pointless, turn.on, **known)
        stands = turn.to


def _pauses(history: History) -> Iterator[Problem]:
    for pause in sorted(history.pauses, key=lambda pause: (pause.first_day, pause.last_day)):
        if pause.last_day < pause.first_day:
            yield Problem(ProblemCode.PAUSE_ENDS_BEFORE_IT_BEGINS, pause.first_day, pause.last_day)


def _after_closing(history: History) -> Iterator[Problem]:
    closed = history.on(MilestoneKind.CLOSING)
    if closed is None:
        return
    happened = [
        *((one.on, ProblemCode.AFTER_CLOSING, one.kind) for one in history.milestones),
        *((day, ProblemCode.EVALUATION_AFTER_CLOSING, None) for day in history.held),
        *((one.on, ProblemCode.TRANSFER_AFTER_CLOSING, None) for one in history.transfers),
        *((one.on, ProblemCode.AREA_AFTER_CLOSING, None) for one in history.area_changes),
    ]
    for day, code, kind in sorted(set(happened), key=lambda one: (one[0], one[1], one[2] or "")):
        if day > closed:
            yield Problem(code, day, closed, kind)
