"""Plans and courses to test with: made by hand, or at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.plan.facts import Appointment, Course, Facts, Given, PersonPause, Point, Respondent
from feedback.domain.plan.questions import Asking, Rules
from feedback.domain.plan.request import Request, Schedule
from feedback.domain.plan.schedule import schedule
from feedback.domain.plan.template import Adaptation, Change, Plan, Step, Template
from feedback.domain.plan.vocabulary import OfWhom, When

START = date(2026, 1, 5)  # a Monday
END = START + timedelta(365)
EVERYBODY = ("patient", "relative", "clinician")

FEEDBACK = Asking("after-session", 5, "after-session", 1, EVERYBODY)
HOW = Asking("how-i-am", 11, "how-i-am", 14, EVERYBODY)
GOALS = Asking("my-goals", 6, "my-goals", 14, EVERYBODY)
PREPARE = Asking("before-evaluation", 7, "before-evaluation", 14, EVERYBODY)
PHQ = Asking("phq-in-a-table", 10, "PHQ-9", 14, EVERYBODY)
PHQ_AGAIN = Asking("phq-from-a-file", 10, "PHQ-9", 14, EVERYBODY)
LONG = Asking("register-form", 60, "register-form", 28, EVERYBODY)
ASKINGS = {one.ask: one for one in (FEEDBACK, HOW, GOALS, PREPARE, PHQ, PHQ_AGAIN, LONG)}
RULES = Rules(ASKINGS)

PATIENT = Respondent("kari", "patient")
BROTHER = Respondent("per", "relative")
MOTHER = Respondent("tove", "relative", is_parent=True)
CLINICIAN = Respondent("berg", "clinician")


def day(number: int) -> date:
    return START + timedelta(number)


def step(ask: Asking, when: str, of: str = "patient", **more: int) -> Step:
    return Step(ask.ask, OfWhom(of), When(when), **more)


def plan(*steps: Step, adaptations: tuple[Adaptation, ...] = ()) -> Plan:
    title = {"en": "A plan"}
    area, setting = CarePathwayArea.PHV, Setting.OUTPATIENT
    return Plan(Template("a-plan", "1", START, title, area, setting, steps), adaptations)


def adapted(change: str, one: Step, from_on: date, reason: str = "Kari asked for it") -> Adaptation:
    made_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    return Adaptation(Change(change), one, from_on, "Dr. Anna Berg", made_at, reason)


def sessions(*numbers: int, **more: object) -> tuple[Appointment, ...]:
    return tuple(Appointment(str(number), day(number), **more) for number in numbers)  # type: ignore[arg-type]


def facts(*steps: Step, adaptations: tuple[Adaptation, ...] = (), **more: object) -> Facts:
    """One course from START for Kari alone; `more` are fields of Course or of Facts."""
    of_facts = {
        name: more.pop(name) for name in ("respondents", "pauses", "answered", "given") if name in more
    }
    course = Course(plan(*steps, adaptations=adaptations), START, **more)  # type: ignore[arg-type]
    return Facts((course,), **{"respondents": (PATIENT,), **of_facts})  # type: ignore[arg-type]


def made(known: Facts, rules: Rules = RULES, until: date = END) -> Schedule:
    return schedule(known, rules, until)


def days(known: Facts, rules: Rules = RULES) -> list[tuple[str, int]]:
    """What is asked and on which day after START."""
    return [(one.asking.ask, (one.asked_on - START).days) for one in made(known, rules).requests]


def answer(request: Request, after: int = 0) -> Request:
    return request._replace(answered_on=request.asked_on + timedelta(after))


NUMBERS = st.integers(0, 60)  # close together, so that weeks fill and windows meet
WHOM = (OfWhom.PATIENT, OfWhom.PATIENT, *OfWhom)
STEPS = st.builds(
    Step,
    st.sampled_from(sorted(ASKINGS)),
    st.sampled_from(WHOM),
    st.sampled_from(When),
    weeks=st.integers(1, 8),
    days_before=st.integers(0, 21),
    days_open=st.integers(1, 21),
    long_allowed=st.booleans(),
)
ADAPTATIONS = st.builds(
    Adaptation,
    st.sampled_from(Change),
    st.integers(1, 3).map(lambda weeks: step(GOALS, "every", weeks=weeks)),
    NUMBERS.map(day),
    st.just("Dr. Anna Berg"),
    st.integers(0, 99).map(lambda hours: datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=hours)),
    st.sampled_from(("because", "for another reason")),
)


@st.composite
def _points(draw: st.DrawFn) -> tuple[Point, ...]:
    began, found = day(draw(st.integers(-10, 40))), []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        due = began + timedelta(draw(st.integers(7, 84)))
        held = draw(st.none() | st.integers(-10, 20).map(lambda late, due=due: due + timedelta(late)))
        cancelled = None if held else draw(st.none() | st.just(due))
        found.append(Point(number, due, began, held, cancelled))
        began = held or due
    return tuple(found)


@st.composite
def _courses(draw: st.DrawFn, key: str) -> Course:
    steps = draw(st.lists(STEPS, min_size=1, max_size=8, unique_by=lambda one: one.place))
    adaptations = tuple(draw(st.lists(ADAPTATIONS, max_size=3)))
    states = st.sampled_from(("booked", "attended", "cancelled", "no-show"))
    numbers = draw(st.lists(NUMBERS, max_size=12))
    appointments = tuple(
        Appointment(f"{key}{place}", day(number), draw(states), draw(st.sampled_from(((), ("per", "tove")))))
        for place, number in enumerate(numbers)
    )
    closing = draw(st.none() | st.integers(30, 250).map(day))
    start = day(draw(st.integers(-10, 10)))
    return Course(plan(*steps, adaptations=adaptations), start, appointments, draw(_points()), closing, key)


PAUSES = st.builds(
    lambda first, length, of: PersonPause(day(first), day(first + length), of),
    NUMBERS,
    st.integers(0, 40),
    st.sampled_from(("", "kari", "per")),
)
GIVEN = st.builds(Given, st.sampled_from(sorted(ASKINGS)), st.sampled_from(("kari", "per")), NUMBERS.map(day))


@st.composite
def unanswered_facts(draw: st.DrawFn) -> Facts:
    """One or two overlapping courses of Kari, with people, pauses and answers of their own accord."""
    courses = tuple(draw(_courses(key)) for key in ("a", "b")[: draw(st.integers(1, 2))])
    brother = replace(
        BROTHER, from_on=day(draw(st.integers(0, 60))), until_on=day(draw(st.integers(61, 300)))
    )
    people = (PATIENT, brother, MOTHER, CLINICIAN)
    pauses = tuple(draw(st.lists(PAUSES, max_size=3)))
    return Facts(courses, people, pauses, (), tuple(draw(st.lists(GIVEN, max_size=3))))


@st.composite
def all_facts(draw: st.DrawFn) -> Facts:
    """The same, with some of the requests answered, sooner or later."""
    known = draw(unanswered_facts())
    requests = made(known).requests
    chosen = draw(st.lists(st.sampled_from(requests), unique_by=lambda one: one.key)) if requests else []
    return replace(known, answered=tuple(answer(one, draw(st.integers(0, 30))) for one in chosen))
