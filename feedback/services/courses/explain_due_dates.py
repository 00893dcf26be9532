"""Due dates of a course typed in by hand, without a database (`feedback pathway due`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.pathway.due_dates import DueDate, due_dates
from feedback.domain.pathway.explanation import sentence
from feedback.domain.pathway.history import AreaChange, History, Milestone, Pause, Transfer
from feedback.domain.pathway.problem_wording import problem_sentence
from feedback.domain.pathway.problems import Problem, ProblemCode, check
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Phase, Setting
from feedback.services.typed import TypedWrongly, read_day, read_days, read_pair

Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class CourseTyped:
    """A course as typed: dates as YYYY-MM-DD, transfers as SETTING:DATE, changes of care pathway as PATHWAY:DATE,
    pauses as FROM:TO, both included."""

    pathway: str
    setting: str
    first_attendance: str | None = None
    decision: str | None = None
    extended_decision: str | None = None
    detox_end: str | None = None
    transfers: Sequence[str] = ()
    pauses: Sequence[str] = ()
    held: Sequence[str] = ()
    today: str | None = None
    under_18: bool = False
    area_changes: Sequence[str] = ()


def explain_due_dates(course: CourseTyped, today: date) -> list[dict[str, object]]:
    """Every due date of the course, in order, the next point last; keys as the command promises.

    `today` is used where the course names none, and only to tell what is too far away or has not been held yet.
    `max_days` is the figure of the row that decided, without carried days and pauses; only what takes the rest of a cap
    has no row and shows that rest. Raises TypedWrongly with a sentence for each thing that is wrong.
    """
    history = read_history(course)
    seen_from = read_day("--today", course.today) if course.today else today
    if problems := [*check(history, seen_from), *_held_ahead(history, seen_from)]:
        raise TypedWrongly(" ".join(map(problem_sentence, problems)))
    dates = due_dates(history, shipped_rules())
    _refuse_undecided(history, dates)
    if unused := [*_unused_detox(history, dates), *_unused_pauses(history)]:
        raise TypedWrongly(" ".join(unused))
    return [as_plain(due) for due in dates]


def as_plain(due: DueDate) -> dict[str, object]:
    """One due date as JSON-ready data."""
    return {
        "phase": due.phase.value,
        "setting": due.setting.value,
        "from": due.starts_on.isoformat(),
        "due_on": due.due_on.isoformat(),
        "max_days": due.max_days,
        "ruleset": due.ruleset,
        "source": due.source,
        "standing": due.standing,
        "explanation": sentence(due),
    }


def read_history(course: CourseTyped) -> History:
    """The course as facts. Raises TypedWrongly where a word or a date cannot be read."""
    return History(
        _one_of(CarePathwayArea, "--pathway", course.pathway),
        _one_of(Setting, "--setting", course.setting),
        tuple(_milestones(course)),
        tuple(map(_transfer, course.transfers)),
        tuple(map(_pause, course.pauses)),
        tuple(read_day("--held", text) for text in course.held),
        course.under_18,
        area_changes=tuple(map(_area_change, course.area_changes)),
    )


def _refuse_undecided(history: History, dates: Iterable[DueDate]) -> None:
    if history.on(MilestoneKind.FIRST_ATTENDANCE) is None:
        missing = "There is no first attendance yet. Add --first-attendance DATE"
    elif history.on(MilestoneKind.BASIC_DECISION) is None:
        missing = "There is no decision yet, so no point has a date. Add --decision DATE"
    else:
        return
    so_far = "".join(f" ({due.phase.value}: {sentence(due)})" for due in list(dates)[:1])
    raise TypedWrongly(f"{missing} when it is known{so_far}.")


def _held_ahead(history: History, today: date) -> Iterator[Problem]:
    """Another date can be tried out; that a point was held cannot have happened yet."""
    held = MilestoneKind.EVALUATION_HELD
    yield from (Problem(ProblemCode.NOT_YET, day, today, held) for day in sorted(history.held) if day > today)


def _unused_detox(history: History, dates: Iterable[DueDate]) -> Iterator[str]:
    day = history.on(MilestoneKind.DETOX_ENDED)
    if day and all(due.phase is not Phase.START_AFTER_DETOX for due in dates):
        yield (
            f"--detox-end {day}: {history.area.value} has no limit from the end of detoxification. Leave it out, or "
            "correct --pathway."
        )


def _unused_pauses(history: History) -> Iterator[str]:
    """Nothing is counted before the first of these days, so a pause before it moves nothing."""
    starts = map(history.on, (MilestoneKind.DETOX_ENDED, MilestoneKind.FIRST_ATTENDANCE))
    first = min(day for day in starts if day)
    for pause in sorted(history.pauses, key=lambda pause: pause.first_day):
        if pause.last_day < first:
            yield (
                f"--pause {pause.first_day}:{pause.last_day} ends before the first day that is counted, {first}, and "
                "moves nothing. Correct one of the dates, or leave it out."
            )


def _milestones(course: CourseTyped) -> Iterator[Milestone]:
    single = (
        (MilestoneKind.DETOX_ENDED, "--detox-end", course.detox_end),
        (MilestoneKind.FIRST_ATTENDANCE, "--first-attendance", course.first_attendance),
        (MilestoneKind.BASIC_DECISION, "--decision", course.decision),
        (MilestoneKind.EXTENDED_DECISION, "--extended-decision", course.extended_decision),
    )
    yield from (Milestone(kind, read_day(option, text)) for kind, option, text in single if text is not None)


def _transfer(text: str) -> Transfer:
    setting, day = read_pair("--transfer", text, "SETTING:DATE, for example inpatient:2025-03-01")
    return Transfer(_one_of(Setting, "--transfer", setting), read_day("--transfer", day))


def _area_change(text: str) -> AreaChange:
    area, day = read_pair("--change-to", text, "PATHWAY:DATE, for example OCD:2025-03-01")
    return AreaChange(_one_of(CarePathwayArea, "--change-to", area), read_day("--change-to", day))


def _pause(text: str) -> Pause:
    return Pause(*read_days("--pause", text))


def _one_of(choices: type[Choice], option: str, text: str) -> Choice:
    for choice in choices:
        if choice.value == text:
            return choice
    raise TypedWrongly(f"{option} {text}: use one of {', '.join(choice.value for choice in choices)}.")
