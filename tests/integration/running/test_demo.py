"""The demo: the same for the same day, with every course that it promises, and only in an empty database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from clinic import Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.demo import make_demo
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring
from feedback.persistence.migrate import migrate
from feedback.persistence.tables import (
    Appointment,
    CarePathway,
    CareRelation,
    CourseCoordinator,
    CriticalAnswer,
    EvaluationPoint,
    Installation,
    Milestone,
    Patient,
    Person,
    Relationship,
    Reply,
    Response,
    StoredScore,
    Transfer,
    TreatmentPause,
)
from feedback.services.questionnaires.question_sets import publish_shipped
from feedback.services.refusals import Refused

DAY = date(2026, 11, 20)
STARTED = datetime(2026, 11, 20, 6, tzinfo=UTC)


def _fill(database: Database) -> None:
    with database.transaction() as session:
        publish_shipped(session, STARTED)
        make_demo(session, DAY)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Callable[[str], Database]:
    """Makes demos."""

    def make(name: str) -> Database:
        folder: Path = tmp_path_factory.mktemp(name)
        database = Database(f"sqlite:///{folder / 'feedback.sqlite'}", keyring)
        migrate(database)
        _fill(database)
        return database

    return make


@pytest.fixture(scope="module")
def one(demo: Callable[[str], Database]) -> Database:
    """A demo."""
    return demo("one")


def _told(database: Database) -> list[object]:
    with database.transaction() as session:
        people = [
            (row.id, row.role, row.name, row.unit.name)
            for row in session.scalars(select(Person).order_by(Person.id))
        ]
        responses = [
            (row.id, row.subject_id, row.source_id, row.authored_at, row.answers, row.sharing)
            for row in session.scalars(select(Response).order_by(Response.id))
        ]
        scores = [
            (row.response_id, row.value, row.band)
            for row in session.scalars(select(StoredScore).order_by(StoredScore.id))
        ]
        points = [
            (row.id, row.due_on, row.held_on, row.late_reason)
            for row in session.scalars(select(EvaluationPoint).order_by(EvaluationPoint.id))
        ]
        replies = [
            (row.response_id, row.kind, row.text) for row in session.scalars(select(Reply).order_by(Reply.id))
        ]
    return [people, responses, scores, points, replies]


def test_the_same_day_gives_the_same_demo(one: Database, demo: Callable[[str], Database]) -> None:
    assert _told(one) == _told(demo("other"))


def test_it_is_made_on_either_database(database: Database) -> None:
    _fill(database)
    with database.transaction() as session:
        assert session.get_one(Installation, 1).demo


def test_a_database_with_people_is_left_as_it_is(clinic: Clinic) -> None:
    before = _told(clinic.database)
    with pytest.raises(Refused), clinic.database.transaction() as session:
        make_demo(session, DAY)
    assert _told(clinic.database) == before


def _totals(session: Session) -> list[list[float]]:
    """The PHQ-9 totals of each patient, oldest first."""
    rows = session.execute(
        select(Response.subject_id, StoredScore.value)
        .join(Response, Response.id == StoredScore.response_id)
        .where(StoredScore.value.is_not(None))
        .order_by(Response.authored_at)
    )
    found: dict[int, list[float]] = {}
    for patient, value in rows:
        found.setdefault(patient, []).append(float(value or 0))
    return list(found.values())


def test_courses_of_every_kind_are_there(one: Database) -> None:
    with one.transaction() as session:
        changes = [totals[-1] - totals[0] for totals in _totals(session) if len(totals) > 2]
        assert min(changes) <= -6 <= 6 <= max(changes)
        assert any(abs(change) < 3 for change in changes)
        states = set(session.scalars(select(Appointment.state)))
        assert {"attended", "cancelled", "no-show"} <= states
        assert session.scalars(select(CriticalAnswer).where(CriticalAnswer.acknowledged_at.is_(None))).all()
        held = session.scalars(select(EvaluationPoint).where(EvaluationPoint.held_on.is_not(None))).all()
        late = [point for point in held if point.held_on and point.held_on > point.due_on]
        assert late
        assert all(point.late_reason for point in late)
        assert {"PHV", "PHBU", "TSB"} <= set(session.scalars(select(CarePathway.area)))
        young = [
            row.person_id
            for row in session.scalars(select(Patient))
            if row.born_on > DAY - timedelta(days=18 * 365)
        ]
        parents = select(Relationship).where(
            Relationship.kind == "parent", Relationship.patient_id.in_(young)
        )
        assert session.scalars(parents).all()
        assert session.scalars(select(CareRelation)).all()


def test_a_course_with_a_stay_a_pause_and_an_extended_decision(one: Database) -> None:
    with one.transaction() as session:
        kinds = (Milestone.kind == MilestoneKind.EXTENDED_DECISION,)
        course = session.scalars(select(Milestone.pathway_id).where(*kinds)).one()
        moves = session.scalars(select(Transfer.to_setting).where(Transfer.pathway_id == course)).all()
        assert moves == ["inpatient", "outpatient"]
        assert session.scalars(select(TreatmentPause.reason).where(TreatmentPause.pathway_id == course)).all()
        held = (EvaluationPoint.pathway_id == course, EvaluationPoint.held_on.is_not(None))
        assert len(session.scalars(select(EvaluationPoint.id).where(*held)).all()) >= 2
        pathways = set(session.scalars(select(CarePathway.id)))
        assert set(session.scalars(select(CourseCoordinator.pathway_id))) == pathways


def test_most_session_feedback_has_its_reply(one: Database) -> None:
    with one.transaction() as session:
        replied = set(session.scalars(select(Reply.response_id)))
        assert len(replied) > 20
        assert set(session.scalars(select(Reply.kind))) >= {"followed", "partly"}
