"""Due dates of the evaluation points: the first after the final decision, then from one point to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from feedback.domain.pathway.due import DueDate, Part, PartCode, Start, count
from feedback.domain.pathway.history import History, Transfer
from feedback.domain.pathway.intervals import IntervalRules
from feedback.domain.pathway.vocabulary import Event, MilestoneKind, Phase, TransferRule


def due_after_transfer(running: DueDate, from_transfer: DueDate, rule: TransferRule) -> DueDate:
    """The due date that holds after a transfer between outpatient and inpatient care.

    `running` is the date already running, `from_transfer` the new setting's interval counted from the
    transfer. The rule is ours, as the sources give none: the earlier of the two. A unit can choose another.
    """
    match rule:
        case TransferRule.KEEP:
            return running
        case TransferRule.FROM_TRANSFER:
            return from_transfer
    return from_transfer if from_transfer.due_on < running.due_on else running


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
    for move in history.moves:
        if due and start.on < move.on and (start.known_by is None or move.on < start.known_by):
            due = _after_move(history, rules, due, move, start)
    return due


def _counted(history: History, rules: IntervalRules, start: Start) -> DueDate | None:
    """The new interval is that of the day it starts: ruleset, setting and treatment year."""
    later_year = history.in_later_year(start.on)
    found = rules.find(history.areas, start.phase, start.setting, start.on, later_year)
    if found is None:
        return None
    due = count(history, found, start, found.rule.max_days)
    if later_year and start.phase is Phase.BETWEEN_EVALUATIONS and found.rule.condition:
        return due.because(Part(PartCode.LATER_YEAR, on=history.second_year_from))
    return due


def _after_move(
    history: History, rules: IntervalRules, running: DueDate, move: Transfer, start: Start
) -> DueDate:
    moved = start._replace(event=Event.TRANSFER, on=move.on, setting=move.to)
    from_transfer = _counted(history, rules, moved)
    rule = history.choices.transfer
    if from_transfer and due_after_transfer(running, from_transfer, rule) is from_transfer:
        return from_transfer.because(Part(PartCode.TRANSFER_SET_DATE, on=running.due_on))
    return running.because(Part(PartCode.TRANSFER_CHANGED_NOTHING, on=move.on, setting=move.to))
