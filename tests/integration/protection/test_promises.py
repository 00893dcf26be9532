"""The database keeps the promises: rows that break a named CHECK or UNIQUE are refused, on both kinds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asking import acting, ask, give_work, invitation_of, send
from clinic import OPERATOR, Clinic
from sqlalchemy import CheckConstraint, Table, UniqueConstraint, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.calendar import day_of
from feedback.domain.goals.treatment_plan import PlanContent
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import (
    AccessDecision,
    AskingPause,
    BoundLogIn,
    CollectionPlan,
    DeletionRequest,
    Occasion,
    Person,
    PlanAdaptation,
    PlanTemplate,
    RetentionDays,
)
from feedback.persistence.tables.base import Base
from feedback.services.access.absences import NewAbsence, record_absence
from feedback.services.access.emergency import open_in_emergency
from feedback.services.access.link_sessions import begin_link_session
from feedback.services.access.second_factor import new_recovery_codes
from feedback.services.access.sign_in import begin_sign_in
from feedback.services.answers.invite import new_link
from feedback.services.answers.occasions import occasion_of_course
from feedback.services.answers.reply import reply
from feedback.services.courses.change_area import record_area_change
from feedback.services.courses.coordinate_course import set_coordinator
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.courses.transfer_patient import Move, record_transfer
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.treatment_plan import write_plan
from feedback.services.goals.write_goal import write_goal
from feedback.services.points.evaluation.hold_evaluation import confirm_review, get_point, hold_point
from feedback.services.questionnaires.question_sets import add_question_set
from feedback.services.units.administer_units import get_unit, set_welcome
from feedback.services.units.choose_intervals import OwnInterval, add_interval
from feedback.services.units.process_codes import NewCode, add_code

TABLES = Base.metadata.tables
NO_OCCASION = {"appointment_id": None, "point_id": None, "pathway_id": None, "plan_key": None}
BREAKS: dict[str, dict[str, Any]] = {
    "ck_installation_only_one": {"id": 2},
    "ck_question_set_published_has_time": {"published_at": None},
    "ck_question_set_state_known": {"state": "nonsense", "published_at": None},
    "ck_unit_interpretation_confirmed_on_together": {"interpretation_confirmed_by": "Geir"},
    "ck_care_relation_ends_after_start": {"ends_on": -500},
    "ck_assignment_ends_after_start": {"ends_on": -1},
    "ck_absence_ends_after_start": {"ends_on": -1},
    "ck_absence_deputy_is_another": {"deputy_id": 1, "staff_id": 1},
    "ck_emergency_access_ends_after_begin": {"ends_at": datetime(1990, 1, 1, tzinfo=UTC)},
    "ck_emergency_access_seen_at_together": {"seen_by_id": 1},
    "ck_emergency_access_followed_up_at_together": {"followed_up_by_id": 1},
    "ck_consent_ends_after_start": {"ends_on": -1},
    "ck_care_pathway_closed_after_start": {"closed_on": -500},
    "ck_treatment_pause_ends_after_start": {"ends_on": -500},
    "ck_course_coordinator_ends_after_start": {"ends_on": -500},
    "ck_unit_interval_max_days_possible": {"max_days": literal(-1)},
    "ck_evaluation_point_held_or_cancelled": {"held_on": 0, "cancelled_on": 0},
    "ck_evaluation_point_opens_before_due": {"opens_on": 900},
    "ck_evaluation_record_finished_at_together": {"days": None},
    "ck_reviewed_together_reason_when_not_confirmed": {"how": "not-confirmed"},
    "ck_occasion_kind_known": {"kind": "nonsense", "appointment_id": None, "point_id": None},
    "ck_occasion_session_has_appointment": {"kind": "session", "appointment_id": None, "point_id": None},
    "ck_occasion_evaluation_has_point": {"kind": "evaluation", "appointment_id": None, "point_id": None},
    "ck_response_finished_has_time": {"authored_at": None},
    "ck_score_empty_has_reason": {"value": None, "why": ""},
    "ck_bound_log_in_can_be_found": {"subject_hash": None, "hpr_hash": None, "hpr_number": None},
    "ck_bound_log_in_national_id_together": {"national_id_hash": None},
    "ck_bound_log_in_hpr_number_together": {"hpr_hash": None},
    "ck_scoring_profile_own_has_maker": {"origin": "own", "made_by_id": None},
    "ck_deletion_request_decided_at_together": {"decided_by_id": None},
    "ck_access_decision_withheld_has_grounds": {"decision": "withheld"},
    "ck_critical_answer_acknowledged_at_together": {"acknowledged_by_id": 1},
    "ck_goal_ended_has_day": {"state": "reached"},
    "ck_goal_ended_on_together": {"ended_by_id": 1},
    "ck_goal_follows_an_earlier": {"changed_from_id": 1, "id": 1},
    "ck_goal_state_known": {
        "state": "nonsense",
        "ended_on": 0,
        "ended_at": datetime(2026, 1, 1, tzinfo=UTC),
        "ended_by_id": 1,
    },
    "ck_goal_rating_value_on_the_scale": {"value": literal(11)},
    "ck_retention_days_days_positive": {"days": literal(0)},
    "ck_collection_plan_ends_after_start": {"ends_on": -500},
    "ck_asking_pause_ends_after_start": {"ends_on": -500},
    "ck_asking_pause_ended_at_together": {"ended_on": 0},
    "ck_process_fact_registered_on_together": {"registered_on": 0},
    "ck_occasion_periodic_has_plan": {**NO_OCCASION, "kind": "periodic"},
    "ck_occasion_start_and_closing_have_course": {**NO_OCCASION, "kind": "start"},
}


def _named(kind: type[CheckConstraint | UniqueConstraint]) -> list[tuple[str, Any]]:
    return [
        (table.name, constraint)
        for table in TABLES.values()
        for constraint in sorted(table.constraints, key=lambda one: str(one.name))
        if type(constraint) is kind
    ]


@pytest.fixture
def filled(session: Session, clinic: Clinic) -> Session:
    """A row in every table."""
    berg, now = acting(session, clinic.berg), clinic.now
    add_question_set(session, neutral_questionnaire(profiles()["PHQ-9"]), "demo", now)
    given = {f"item-{place}": answered("1") for place in range(1, 10)}
    response = send(session, clinic, ask(session, clinic, clinic.kari, "phq-9-demo"), given)
    reply(session, berg, response, "followed", "", now)
    new_link(session, berg, invitation_of(session, ask(session, clinic, clinic.kari, "after-session")), now)
    row = DeletionRequest(
        person_id=clinic.kari, patient_id=clinic.kari, response_id=None, reason="x", asked_at=now,
        decided_at=now, decided_by_id=clinic.berg, decision="refused", grounds="x",
    )  # fmt: skip
    session.add(row)
    session.add(
        AccessDecision(response_id=response.id, decision="open", decided_by_id=clinic.berg, decided_at=now)
    )
    session.flush()
    begin_sign_in(session, session.get_one(Person, clinic.berg), now)
    give_work(session, clinic, clinic.lie, clinic.berg)
    record_absence(session, berg, NewAbsence(clinic.berg, clinic.lie, day_of(now), day_of(now)), now)
    open_in_emergency(session, berg, "L-1", "danger", "in the emergency ward", now, 4)
    begin_link_session(session, 1, now, confirmed=True)
    new_recovery_codes(session, session.get_one(Person, clinic.berg), now)
    unit = get_unit(session, 1)
    set_welcome(session, OPERATOR, unit, {"nb": "Hei"}, now)
    _goals(session, clinic)
    point = get_point(session, clinic.kari, 1)
    hold_point(session, berg, point, day_of(now), "", now)
    confirm_review(session, berg, point, "spoken", "", now)
    session.add(_log_in(clinic.berg, "1"))
    session.flush()
    _move_and_rest(session, clinic)
    _asking(session, clinic)
    return session


def _move_and_rest(session: Session, clinic: Clinic) -> None:
    """What happens to Kari's course, and a rule of her unit."""
    actor, course, now = acting(session, clinic.berg), newest_pathway(session, clinic.kari), clinic.now
    assert course is not None
    record_transfer(session, actor, course, Move("inpatient", day_of(now)), now)
    record_area_change(session, actor, course, Move("OCD", day_of(now)), now)
    record_pause(session, actor, course, Break(day_of(now), day_of(now), "ferie"), now)
    set_coordinator(session, actor, course, clinic.siv, day_of(now), now)
    own = OwnInterval("PHV", "any", "first_evaluation", 30, day_of(now), "Rutine")
    add_interval(session, acting(session, clinic.nina), get_unit(session, 1), own, now)


def _asking(session: Session, clinic: Clinic) -> None:
    """A plan that asks, a pause from it, and what the unit has set for itself."""
    kari, today, now = clinic.kari, day_of(clinic.now), clinic.now
    course = newest_pathway(session, kari)
    assert course is not None
    made = {"made_by_id": clinic.nina, "made_at": now}
    plan = CollectionPlan(
        pathway_id=course.id, template_key="own", template={}, starts_on=today, switched_on_by_id=clinic.berg,
        switched_on_at=now,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    session.add_all(
        (
            PlanAdaptation(plan_id=plan.id, change="ask", step={}, from_on=today, reason="x", **made),
            AskingPause(person_id=kari, starts_on=today, ends_on=today, **made),
            PlanTemplate(unit_id=1, key="own", version="1", definition={}, **made),
            Occasion(patient_id=kari, kind="periodic", plan_key="1/1", happened_on=today),
            occasion_of_course(session, kari, "start", today),
            RetentionDays(key="drafts", days=30),
        )
    )
    session.flush()
    add_code(
        session,
        acting(session, clinic.nina),
        get_unit(session, 1),
        NewCode("evaluation-held", "own", "1", today),
        now,
    )


def _goals(session: Session, clinic: Clinic) -> None:
    """A goal with a rating, and a plan."""
    kari, berg, now = acting(session, clinic.kari), acting(session, clinic.berg), clinic.now
    rate_goal(session, kari, write_goal(session, kari, clinic.kari, "Sove", now), 5, now)
    write_plan(session, berg, clinic.kari, PlanContent({"do": "Samtaler"}), True, now)


def _log_in(person: int, mark: str) -> BoundLogIn:
    """A log-in of which everything is known."""
    return BoundLogIn(
        person_id=person,
        issuer=f"https://{mark}.example",
        subject_hash=f"subject {mark}",
        national_id="01015500000",
        national_id_hash=f"national {mark}",
        hpr_number="1234567",
        hpr_hash=f"hpr {mark}",
        bound_at=datetime.now(UTC),
    )


def _refused(session: Session, statement: Any) -> str:
    with pytest.raises(IntegrityError) as refused, session.begin_nested():
        session.execute(statement)
    return str(refused.value.orig)


def _value(session: Session, clinic: Clinic, value: Any) -> Any:
    is_days = isinstance(value, int) and value not in (1, 2)
    return day_of(clinic.now) + timedelta(days=value) if is_days else value


@pytest.mark.parametrize(("table", "check"), _named(CheckConstraint))
def test_every_check_refuses_what_breaks_it(
    filled: Session, clinic: Clinic, table: str, check: CheckConstraint
) -> None:
    name = str(check.name)
    column = name.removeprefix(f"ck_{table}_").removesuffix("_known")
    changes = BREAKS.get(name) or {column: "nonsense"}
    values = {key: _value(filled, clinic, value) for key, value in changes.items()}
    said = _refused(filled, update(TABLES[table]).values(values))
    assert name in said


@pytest.mark.parametrize(("table", "unique"), _named(UniqueConstraint))
def test_every_row_is_there_once(
    filled: Session, clinic: Clinic, table: str, unique: UniqueConstraint
) -> None:
    columns = [column.name for column in unique.columns]
    _assert_once(filled, clinic, TABLES[table], str(unique.name), columns)


@pytest.mark.parametrize(
    ("table", "index", "columns"),
    [
        ("consent", "uq_consent_open", ["patient_id", "relative_id", "scope"]),
        ("care_pathway", "uq_care_pathway_open", ["patient_id"]),
        ("course_coordinator", "uq_course_coordinator_open", ["pathway_id"]),
    ],
)
def test_only_one_is_open_at_a_time(
    filled: Session, clinic: Clinic, table: str, index: str, columns: list[str]
) -> None:
    _assert_once(filled, clinic, TABLES[table], index, columns)


def _assert_once(session: Session, clinic: Clinic, table: Table, name: str, columns: list[str]) -> None:
    filled_in = [table.c[column].is_not(None) for column in columns]
    row = session.execute(select(table).where(*filled_in).limit(1)).mappings().one()
    again = {key: row[key] for key in row if key != "id"}
    if table.primary_key.columns.keys() == ["person_id"]:
        again["person_id"] = clinic.per  # somebody who has no such row
    for other in (one for one in table.constraints if isinstance(one, UniqueConstraint)):
        last = list(other.columns)[-1].name
        holds = all(again.get(column.name) is not None for column in other.columns)
        if holds and last not in columns and isinstance(again[last], str):
            again[last] += " of another"  # so that this promise alone is broken
    said = _refused(session, insert(table).values(again))
    assert name in said or all(f"{table.name}.{column}" in said for column in columns)
