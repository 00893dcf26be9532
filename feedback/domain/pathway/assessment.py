"""Due dates of the phases before treatment: start after detoxification, and the assessments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from feedback.domain.pathway.days import day_after, days_counted
from feedback.domain.pathway.due import DueDate, Part, PartCode, Start, count
from feedback.domain.pathway.history import History
from feedback.domain.pathway.intervals import Condition, Found, IntervalRules
from feedback.domain.pathway.vocabulary import Event, MilestoneKind, Phase, Setting

_EVENTS = {
    Phase.START_AFTER_DETOX: (Event.DETOX_END, MilestoneKind.DETOX_ENDED, MilestoneKind.FIRST_ATTENDANCE),
    Phase.BASIC_ASSESSMENT: (
        Event.FIRST_ATTENDANCE,
        MilestoneKind.FIRST_ATTENDANCE,
        MilestoneKind.BASIC_DECISION,
    ),
    Phase.EXTENDED_ASSESSMENT: (
        Event.BASIC_DECISION,
        MilestoneKind.BASIC_DECISION,
        MilestoneKind.EXTENDED_DECISION,
    ),
}


def assessment_due_dates(history: History, rules: IntervalRules) -> Iterator[DueDate]:
    """The due date of every phase that has begun and has a limit, in the order of the course."""
    phases = (
        _plain(history, rules, _start(history, Phase.START_AFTER_DETOX)),
        _plain(history, rules, _start(history, Phase.BASIC_ASSESSMENT)),
        _extended(history, rules),
        _whole(history, rules),
    )
    return (due for due in phases if due)


def _start(history: History, phase: Phase) -> Start | None:
    event, begins, ends = _EVENTS[phase]
    day = history.on(begins)
    if day is None:
        return None
    return Start(phase, event, day, history.setting_on(day), reached_on=history.on(ends))


def _find(history: History, rules: IntervalRules, phase: Phase, setting: Setting, on: date) -> Found | None:
    return rules.find(history.areas_on(on), phase, setting, on)


def _plain(history: History, rules: IntervalRules, start: Start | None) -> DueDate | None:
    if start is None:
        return None
    found = _find(history, rules, start.phase, start.setting, start.on)
    return count(history, found, start, found.rule.max_days) if found else None


def _whole(history: History, rules: IntervalRules) -> DueDate | None:
    """The cap on both assessments; where the setting at the start has none, that of the basic decision, as the extended
    assessment takes its days from the same cap."""
    start = _start(history, Phase.BASIC_ASSESSMENT)
    if start is None:
        return None
    decided = history.on(MilestoneKind.BASIC_DECISION)
    whole = start._replace(phase=Phase.TOTAL_ASSESSMENT, reached_on=history.final_decision())
    moved = whole._replace(setting=history.setting_on(decided)) if decided else whole
    return _plain(history, rules, whole) or _plain(history, rules, moved)


def _extended(history: History, rules: IntervalRules) -> DueDate | None:
    """Its own limit with the days carried over, under the cap; or, where it has none, the rest of the cap."""
    start = _start(history, Phase.EXTENDED_ASSESSMENT)
    attended = history.on(MilestoneKind.FIRST_ATTENDANCE)
    if start is None or attended is None:
        return None
    cap = _find(history, rules, Phase.TOTAL_ASSESSMENT, start.setting, attended)
    found = _find(history, rules, Phase.EXTENDED_ASSESSMENT, start.setting, start.on)
    if found:
        due = _capped(history, _with_carried_days(history, rules, found, start, attended), cap, attended)
    elif cap and cap.rule.condition is Condition.EXTENDED_TAKES_REST:
        due = _rest_of_cap(history, cap, start, attended)
    else:
        return None
    decided = history.on(MilestoneKind.EXTENDED_DECISION)
    return due if decided else due.because(Part(PartCode.ONLY_IF_EXTENDED))


def _with_carried_days(
    history: History, rules: IntervalRules, found: Found, start: Start, attended: date
) -> DueDate:
    basic = _find(history, rules, Phase.BASIC_ASSESSMENT, history.setting_on(attended), attended)
    if basic is None or found.rule.condition is not Condition.CARRIES_OVER:
        return count(history, found, start, found.rule.max_days)
    unused = max(0, basic.rule.max_days - days_counted(attended, start.on, history.breaks))
    due = count(history, found, start, found.rule.max_days + unused)
    return due.because(Part(PartCode.CARRIED_OVER, days=unused)) if unused else due


def _capped(history: History, due: DueDate, cap: Found | None, attended: date) -> DueDate:
    """Not after the cap, but never before its own first day: a decision made after the cap leaves no day."""
    if cap is None:
        return due
    last, _ = day_after(attended, cap.rule.max_days, history.breaks)
    if max(last, due.starts_on) >= due.due_on:
        return due
    code = PartCode.CAPPED if last >= due.starts_on else PartCode.CAP_USED
    return replace(due, due_on=max(last, due.starts_on)).because(
        Part(code, on=attended, days=cap.rule.max_days)
    )


def _rest_of_cap(history: History, cap: Found, start: Start, attended: date) -> DueDate:
    rest = max(0, cap.rule.max_days - days_counted(attended, start.on, history.breaks))
    due = count(history, cap, start, rest)
    return _capped(history, replace(due, max_days=rest), cap, attended)
