"""What was asked, what comes, what is left out and why; and a plan tried out before it is switched on."""

from __future__ import annotations

import pytest
from asking import acting
from clinic import Clinic
from planning import Course, step
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback.domain.plan.template import Change
from feedback.domain.plan.vocabulary import NotAsked, When
from feedback.persistence.tables import (
    CareRelation,
    CollectionPlan,
    Goal,
    GoalRating,
    Invitation,
    Milestone,
    QuestionSet,
)
from feedback.services.answers.invite import get_occasion, invite
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.plans.adapt_plan import adapt_plan
from feedback.services.plans.pause_asking import pause_asking
from feedback.services.plans.plan_overview import PlanOverview, plan_overview
from feedback.services.plans.switch_plan import end_plan, switch_on_plan
from feedback.services.plans.try_plan import Tried, Wanted, try_plan
from feedback.services.plans.what_comes_next import ComesNext, what_comes_next
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point
from feedback.services.refusals import Refused

SESSION, START = step("after-session", "session"), step("how-i-am", "start", days_open=14)
REGULAR = step("how-i-am", "every", weeks=4)
ADULTS = "phv-adult-outpatient"


def overview(course: Course, number: int) -> PlanOverview:
    return plan_overview(course.session, course.patient, course.day(number))


def shown(course: Course, number: int, part: str) -> list[tuple[str, int, str]]:
    """Question set, day and state of the lines of one part."""
    lines = getattr(overview(course, number), part)
    return [(one.request.asking.ask, (one.request.asked_on - course.monday).days, one.state) for one in lines]


def test_without_a_plan_there_is_nothing_to_show(session: Session, clinic: Clinic) -> None:
    assert overview(Course(session, clinic), 0) == PlanOverview([])


def test_what_was_asked_and_what_comes(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START, SESSION, REGULAR)
    course.book(0)
    course.book(8)
    course.ask(0)
    course.answer(course.row("after-session"), 0)
    course.begin(course.row("how-i-am"), 1)
    assert shown(course, 3, "answered") == [("after-session", 0, "answered")]
    assert shown(course, 3, "asked") == [("how-i-am", 0, "begun")]
    assert shown(course, 3, "coming")[:2] == [("after-session", 8, "coming"), ("how-i-am", 28, "coming")]
    found = overview(course, 3)
    assert (found.budget, len(found.in_force(course.day(3))), found.asked[0].name) == (25, 1, "Kari Nordvik")
    assert found.asked[0].about.minutes == 2
    assert found.answered[0].answered_on == course.day(0)


def test_what_was_not_answered_in_time_stays_welcome(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    course.book(0)
    course.ask(0)
    assert shown(course, 6, "asked") == [("after-session", 0, "waiting")]
    assert shown(course, 7, "asked") == [("after-session", 0, "closed")]


def test_what_was_asked_by_hand_is_told_apart(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    own = get_occasion(session, clinic.kari, "own", course.day(0))
    invite(session, course.siv, clinic.kari, "my-goals", own, course.at(0))
    [line] = overview(course, 0).asked
    assert (line.by_hand, line.state, line.request.step.when) == (True, "waiting", When.EVERY)


def test_what_is_left_out_says_why(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, step("how-i-am", "start", days_open=2), SESSION, start=3)
    kari = acting(session, clinic.kari)
    pause_asking(session, kari, clinic.kari, course.day(3), course.day(60), course.at(0))
    course.book(4)
    course.ask(70)
    found = {(one.left_out.ask, one.left_out.reason) for one in overview(course, 70).left_out}
    assert found == {("how-i-am", NotAsked.PAUSED), ("after-session", NotAsked.PAUSED)}


def test_a_question_set_that_is_gone_is_shown_by_its_key(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START, step("my-goals", "every", weeks=4))
    gone = QuestionSet.key.in_(("how-i-am", "my-goals"))
    session.execute(update(QuestionSet).where(gone).values(state="draft", published_at=None))
    course.begin(course.row("how-i-am"), 0)
    found = overview(course, 0)
    assert [one.about.title for one in found.asked] == [{"en": "how-i-am"}]
    assert [(one.title, one.left_out.reason) for one in found.left_out] == [
        ({"en": "my-goals"}, NotAsked.UNAVAILABLE)
    ] * 3


def test_every_change_is_in_the_history(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START)
    assert course.plan is not None
    adapt_plan(session, course.berg, course.plan, Change.ASK, REGULAR, course.day(0), "fordi", course.at(0))
    end_plan(session, course.berg, course.plan, course.day(1), course.at(1))
    course.switch_on(SESSION, start=2)
    found = overview(course, 2)
    assert [len(one.adaptations) for one in found.plans] == [0, 1]
    assert [one.is_in_force(course.day(2)) for one in found.plans] == [True, False]


def rate(session: Session, course: Course, clinician: int, number: int) -> None:
    """A clinician rates a goal of the patient's."""
    pathway = open_pathway(session, course.patient)
    assert pathway is not None
    goal = Goal(
        pathway_id=pathway.id, words="Gå tur", state="active", made_by_id=course.patient,
        made_at=course.at(number), made_on=course.day(number),
    )  # fmt: skip
    session.add(goal)
    session.flush()
    session.add(
        GoalRating(
            goal_id=goal.id, by_id=clinician, author_id=clinician, role="clinician", value=4,
            rated_on=course.day(number), rated_at=course.at(number),
        )
    )  # fmt: skip
    session.flush()


def test_a_clinician_gets_no_invitation_but_something_to_do(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, step("my-goals", "every", of="clinician", weeks=4))
    course.ask(28)
    assert not list(session.scalars(select(Invitation)))
    assert shown(course, 27, "tasks") == []
    assert shown(course, 27, "coming")[0] == ("my-goals", 28, "coming")
    assert shown(course, 28, "tasks") == [("my-goals", 28, "task")]
    rate(session, course, clinic.berg, 27)
    assert shown(course, 28, "tasks") == [("my-goals", 28, "task")]
    rate(session, course, clinic.lie, 29)
    assert shown(course, 29, "tasks") == [("my-goals", 28, "task")]
    rate(session, course, clinic.berg, 30)
    assert shown(course, 30, "tasks") == []
    assert shown(course, 30, "answered") == [("my-goals", 28, "answered")]
    assert shown(course, 56, "tasks") == [("my-goals", 56, "task")]
    assert shown(course, 80, "tasks") == []


def test_what_prepares_a_point_is_to_do_until_it_is_held(session: Session, clinic: Clinic) -> None:
    course, point = Course(session, clinic), get_point(session, clinic.kari, 1)
    point.opens_on, point.due_on = course.day(6), course.day(10)
    course.switch_on(step("my-goals", "before-point", of="clinician", days_before=7))
    assert shown(course, 20, "tasks") == [("my-goals", 3, "task")]
    hold_point(session, course.berg, point, course.day(20), "illness", course.at(20))
    assert shown(course, 21, "tasks") == []


def test_only_who_cares_for_the_patient_has_it_to_do(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, step("my-goals", "every", of="clinician", weeks=2))
    relation = session.scalars(select(CareRelation).where(CareRelation.patient_id == clinic.kari)).one()
    relation.ends_on = course.day(20)
    lie = CareRelation(patient_id=clinic.kari, staff_id=clinic.lie, starts_on=course.day(21))
    session.add(lie)
    names = {one.name for one in overview(course, 28).tasks}
    assert names == {"Morten Lie"}


def tried(course: Course, **more: object) -> Tried:
    wanted = {"key": ADULTS, "starts_on": course.day(0), **more}
    return try_plan(course.session, course.patient, Wanted(**wanted), course.at(0))  # type: ignore[arg-type]


def test_a_dry_run_shows_every_request_and_stores_nothing(session: Session, clinic: Clinic) -> None:
    course, point = Course(session, clinic), get_point(session, clinic.kari, 1)
    point.opens_on, point.due_on = course.day(6), course.day(20)
    found = tried(course)
    assert {"how-i-am", "my-goals", "after-session", "before-evaluation", "relative-view"} <= {
        one.request.asking.ask for one in found.lines
    }
    assert found.imagined_appointments == 26
    assert len(found.imagined_points) >= 1
    assert (found.budget, found.until) == (25, course.day(26 * 7 - 1))
    assert {one.state for one in found.lines if one.request.role != "clinician"} == {"coming"}
    for table in (CollectionPlan, Invitation):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_imagined_appointments_follow_the_booked_ones(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    course.book(10)
    every = [one for one in tried(course, every_days=14).lines if one.request.asking.ask == "after-session"]
    assert [(one.request.asked_on - course.monday).days for one in every][:3] == [10, 24, 38]
    assert tried(course, every_days=0).imagined_appointments == 0


def test_what_is_switched_on_then_is_what_was_tried(session: Session, clinic: Clinic) -> None:
    course, point = Course(session, clinic), get_point(session, clinic.kari, 1)
    point.opens_on, point.due_on = course.day(6), course.day(20)
    course.book(2)
    course.book(9)
    before = [
        (one.request.asking.ask, (one.request.asked_on - course.monday).days)
        for one in tried(course, every_days=0, weeks=4).lines
        if one.request.role == "patient"
    ]
    switch_on_plan(session, course.berg, clinic.kari, ADULTS, course.day(0), course.at(0))
    for number in range(28):
        course.ask(number)
    assert sorted(course.asked()) == sorted(before)
    assert len(before) == 6


def test_a_patient_without_a_decision_has_no_imagined_points(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    course.patient = clinic.nora
    assert tried(course, key="phbu-young-outpatient").imagined_points == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"weeks": 0}, "weeks"),
        ({"weeks": 99}, "weeks"),
        ({"every_days": -1}, "every_days"),
        ({"every_days": 99}, "every_days"),
        ({"key": "no-such-plan"}, "template"),
    ],
)
def test_what_cannot_be_tried_is_refused(
    session: Session, clinic: Clinic, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as found:
        tried(Course(session, clinic), **more)
    assert found.value.field == field


def test_a_plan_after_the_planned_closing_is_refused(session: Session, clinic: Clinic) -> None:
    course, pathway = Course(session, clinic), open_pathway(session, clinic.kari)
    assert pathway is not None
    session.add(Milestone(pathway_id=pathway.id, kind="closing", happened_on=course.day(30)))
    with pytest.raises(Refused) as found:
        tried(course, starts_on=course.day(31))
    assert found.value.field == "starts_on"
    lines = tried(course, weeks=8).lines
    assert max(one.request.asked_on for one in lines) <= course.day(30)
    assert {one.request.until for one in lines if one.request.step.when is When.CLOSING} <= {course.day(30)}


def next_for(course: Course, number: int, person: int = 0) -> list[tuple[str, tuple[str, ...], int]]:
    found = what_comes_next(course.session, person or course.patient, [course.patient], course.day(number))
    return [_told(one) for one in found]


def _told(one: ComesNext) -> tuple[str, tuple[str, ...], int]:
    return one.when.value, tuple(title["en"] for title in one.titles), one.minutes


def test_respondents_are_told_what_comes_next_without_days(session: Session, clinic: Clinic) -> None:
    course, point = Course(session, clinic), get_point(session, clinic.kari, 1)
    point.opens_on, point.due_on = course.day(16), course.day(30)
    course.switch_on(
        SESSION,
        REGULAR,
        step("my-goals", "before-point"),
        step("before-evaluation", "before-point"),
        step("service-experience", "closing"),
        step("relative-view", "before-point", of="relative"),
    )
    course.book(3)
    course.book(10)
    assert next_for(course, 0) == [
        ("session", ("Session feedback",), 1),
        ("before-point", ("Before the evaluation point", "My goals"), 8),
        ("every", ("How I am",), 2),
    ]
    assert [when for when, _titles, _minutes in next_for(course, 0, clinic.per)] == ["before-point"]
    course.ask(16)
    assert [when for when, _titles, _minutes in next_for(course, 16)] == ["every"]
    assert what_comes_next(session, clinic.nora, [clinic.nora], course.day(0)) == []
