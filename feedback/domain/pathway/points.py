"""Due dates of the evaluation points: the first after the final decision, then from one point to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from feedback.domain.pathway.due import DueDate, Part, PartCode, Start, count
from feedback.domain.pathway.history import History, Turn
from feedback.domain.pathway.intervals import IntervalRules
from feedback.domain.pathway.vocabulary import Event, MilestoneKind, Phase, TransferRule


def due_after_turn(running: DueDate, from_turn: DueDate, rule: TransferRule) -> DueDate:
    """The due date that holds after a transfer between outpatient and inpatient care, or a change of care pathway.

    `running` is the date already running, `from_turn` the new setting's or pathway's interval counted from that
    day. The rule is ours, as the sources give none: the earlier of the two. A unit can choose another.
    """
    match rule:
        case TransferRule.KEEP:
            return running
        case TransferRule.FROM_TRANSFER:
            return from_turn
    return from_turn if from_turn.due_on < running.due_on else running


def point_due_dates(history: History, rules: IntervalRules) -> tuple[DueDate, ...]:
    """The due date of every point, held ones first, the next one last (none after the closing).

    The date of a held point depends on nothing that happened after it was held.
    """
    return tuple(_points(history, rules))


def _points(history: History, rules: IntervalRules) -> Iterator[DueDate]:
    start = _first_start(history)
    for held_on in history.points_held:
        due = _due(history, rules, start._replace(known_by=held_on, reached_on=held_on)) if start else None
        if due:
            yield due
        start = _next_start(history, held_on, due)
    next_due = _due(history, rules, start) if start and not history.on(MilestoneKind.CLOSING) else None
    if next_due:
        yield next_due


def _first_start(history: History) -> Start | None:
    decided = history.final_decision(known_by=history.points_held[0] if history.points_held else None)
    if decided is None:
        return None
    return Start(Phase.FIRST_EVALUATION, Event.FINAL_DECISION, decided, history.setting_on(decided))


def _next_start(history: History, held_on: date, due: DueDate | None) -> Start:
    early = due is not None and held_on < due.due_on
    if due and early and not history.choices.early_point_restarts:
        event, day = Event.PLANNED_EVALUATION, due.due_on
    else:
        event, day = Event.EVALUATION, held_on
    return Start(Phase.BETWEEN_EVALUATIONS, event, day, history.setting_on(day))


def _due(history: History, rules: IntervalRules, start: Start) -> DueDate | None:
    due = _counted(history, rules, start)
    for turn in history.turns:
        if due and start.on < turn.on and (start.known_by is None or turn.on < start.known_by):
            due = _after_turn(history, rules, due, turn, start)
    return due


def _counted(history: History, rules: IntervalRules, start: Start) -> DueDate | None:
    """The new interval is that of the day it starts: care pathway, ruleset, setting and treatment year."""
    later_year = history.in_later_year(start.on)
    found = rules.find(history.areas_on(start.on), start.phase, start.setting, start.on, later_year)
    if found is None:
        return None
    due = count(history, found, start, found.rule.max_days)
    if later_year and start.phase is Phase.BETWEEN_EVALUATIONS and found.rule.condition:
        return due.because(Part(PartCode.LATER_YEAR, on=history.second_year_from))
    return due


def _after_turn(
    history: History, rules: IntervalRules, running: DueDate, turn: Turn, start: Start
) -> DueDate:
    turned = start._replace(event=turn.event, on=turn.on, setting=turn.setting)
    from_turn = _counted(history, rules, turned)
    is_transfer, rule = turn.event is Event.TRANSFER, history.choices.transfer
    if from_turn and due_after_turn(running, from_turn, rule) is from_turn:
        code = PartCode.TRANSFER_SET_DATE if is_transfer else PartCode.AREA_SET_DATE
        return from_turn.because(Part(code, on=running.due_on))
    if is_transfer:
        return running.because(Part(PartCode.TRANSFER_CHANGED_NOTHING, on=turn.on, setting=turn.setting))
    return running.because(Part(PartCode.AREA_CHANGED_NOTHING, on=turn.on, area=turn.area))
