"""What can happen to a course, step by step, through the services; possible or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from clinic import Clinic
from courses import berg, course_of
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback.domain.pathway.history import History
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.services.courses.change_area import (
    correct_area_change,
    correct_beginning,
    record_area_change,
    remove_area_change,
)
from feedback.services.courses.close_course import close_course, reopen_course
from feedback.services.courses.pause_treatment import Break, record_pause, remove_pause
from feedback.services.courses.plan_evaluation import newest_pathway, points_of
from feedback.services.courses.record_milestone import RECORDED, record_milestone
from feedback.services.courses.transfer_patient import (
    Move,
    correct_transfer,
    record_transfer,
    remove_transfer,
)
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.refusals import NotFound, Refused
from feedback.services.units.administer_units import get_unit
from feedback.services.units.choose_intervals import OwnInterval, add_interval, choose

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)  # the courses of `histories` lie behind
IN_TURN = ("hold", "transfer", "area")
BORN_ON = date(2003, 3, 1)  # turns 18 in the middle of them


@dataclass(frozen=True)
class World:
    """A session, the clinic, and a patient whose course is played."""

    session: Session
    clinic: Clinic
    patient: int

    @property
    def start(self) -> tuple[Any, ...]:
        """What every change of the course takes first."""
        pathway = newest_pathway(self.session, self.patient)
        return self.session, berg(self.session, self.clinic), pathway


@dataclass(frozen=True)
class Step:
    """One thing that somebody records; raises Refused or NotFound where it cannot be."""

    name: str
    do: Callable[[World], object]

    def __repr__(self) -> str:
        return self.name

    @property
    def in_turn(self) -> str:
        """The kind of step, where those of a kind are entered in the order of their days; else empty."""
        kind = self.name.split(" ")[0]
        return kind if kind in IN_TURN else ""


def new_world(
    session: Session, clinic: Clinic, area: CarePathwayArea, setting: Setting, start: date
) -> World:
    """A patient with nothing but the first attendance."""
    siv = berg(session, clinic).__class__(clinic.siv, "coordinator", course_of(session, clinic).unit_id)
    facts = Registration("H-1", "Ola Haug", BORN_ON, "nb", clinic.berg, start, area=area, setting=setting)
    return World(session, clinic, register_patient(session, siv, facts, NOW).person_id)


def steps_of(history: History) -> list[Step]:
    """The facts of a possible course, to be entered in any order, but each `in_turn` after the earlier of its kind."""
    made = [milestone(one.kind, one.on) for one in history.milestones]
    made += [transfer(one.to, one.on) for one in history.transfers]
    made += [pause(one.first_day, one.last_day) for one in history.pauses]
    made += [area_change(one.to, one.on) for one in history.area_changes]
    return made + [hold(day) for day in history.held]


def milestone(kind: MilestoneKind, day: date | None) -> Step:
    return Step(f"{kind} {day}", lambda world: record_milestone(*world.start, kind, day, NOW))


def transfer(to: Setting, day: date) -> Step:
    return Step(f"transfer {to} {day}", lambda world: record_transfer(*world.start, Move(to, day), NOW))


def area_change(to: CarePathwayArea, day: date) -> Step:
    new = Move(to, day)
    return Step(f"area {to} {day}", lambda world: record_area_change(*world.start, new, NOW))


def pause(first: date, last: date) -> Step:
    new = Break(first, last, "ferie")
    return Step(f"pause {first} {last}", lambda world: record_pause(*world.start, new, NOW))


def hold(day: date) -> Step:
    def do(world: World) -> None:
        session, actor, pathway = world.start
        waiting = [point for point in points_of(session, pathway.id) if point.held_on is None]
        if not waiting or waiting[0].cancelled_on is not None:
            raise NotFound  # nothing waits yet
        hold_point(session, actor, waiting[0], day, "holiday", NOW)

    return Step(f"hold {day}", do)


DAYS = st.dates(date(2019, 6, 1), date(2023, 6, 1))
SETTINGS = st.sampled_from(Setting)
NUMBERS = st.integers(1, 4)


@st.composite
def any_step(draw: st.DrawFn) -> Step:
    """Something that somebody may try to record: often impossible."""
    day = draw(DAYS)
    days = timedelta(draw(st.integers(-5, 60)))
    setting, number = draw(SETTINGS), draw(NUMBERS)
    area = draw(st.sampled_from(CarePathwayArea))
    own = OwnInterval(area, "any", "between_evaluations", draw(st.integers(0, 99)), day, "Rutine")
    choice = draw(
        st.sampled_from(
            [("transfer", "keep"), ("pauses", "keep"), ("early_point", "keep"), ("opens_before", "3")]
        )
    )
    return draw(
        st.sampled_from(
            [
                milestone(draw(st.sampled_from(RECORDED)), day),
                milestone(draw(st.sampled_from(RECORDED)), None),
                transfer(setting, day),
                Step(
                    "move it", lambda world: correct_transfer(*world.start, number, Move(setting, day), NOW)
                ),
                Step("no transfer", lambda world: remove_transfer(*world.start, number, NOW)),
                pause(day, day + days),
                Step("no pause", lambda world: remove_pause(*world.start, number, NOW)),
                hold(day),
                hold(day),
                area_change(area, day),
                Step(
                    "other area",
                    lambda world: correct_area_change(*world.start, number, Move(area, day), NOW),
                ),
                Step("no area", lambda world: remove_area_change(*world.start, number, NOW)),
                Step("area", lambda world: correct_beginning(*world.start, area, setting, NOW)),
                Step("close", lambda world: close_course(*world.start, day, NOW)),
                Step("reopen", lambda world: reopen_course(*world.start, NOW)),
                Step(
                    "own interval",
                    lambda world: add_interval(*world.start[:2], get_unit(world.session, 1), own, NOW),
                ),
                Step(
                    "choice",
                    lambda world: choose(*world.start[:2], get_unit(world.session, 1), *choice, day, NOW),
                ),
            ]
        )
    )


def try_all(world: World, steps: list[Step]) -> list[Step]:
    """Enter what can be entered, again and again until nothing more can; returns what is left. A point waits for
    the one that was held before it (docs/decisions/0025), a move for the one before it (0041)."""
    left = list(steps)
    while True:
        refused: list[Step] = []
        for step in left:
            waits = step.in_turn and step.in_turn in {one.in_turn for one in refused}
            if waits or not is_done(world, step):
                refused.append(step)
        if len(refused) == len(left):
            return refused
        left = refused


def is_done(world: World, step: Step) -> bool:
    """Whether the step could be done."""
    try:
        step.do(world)
    except (Refused, NotFound):
        return False
    return True
