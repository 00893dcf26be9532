"""Getting ready for a point through the services: what counts as done, and which relatives are asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from patient_pages import point
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import CarePathway, EvaluationPoint, Invitation, Milestone, Response
from feedback.services.answers.invite import invite
from feedback.services.answers.occasions import own_initiative
from feedback.services.courses.plan_evaluation import plan_next_point
from feedback.services.points.ask_relatives import ask_relative, leave_out_relative, relatives_at
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.open_points import point_to_prepare
from feedback.services.points.own_steps import begin_step, own_steps
from feedback.services.refusals import NotFound, Refused

__all__ = ["point"]


def test_what_a_relative_has_answered_stays(session: Session, clinic: Clinic) -> None:
    kari, point = acting(session, clinic.kari), get_point(session, clinic.kari, 1)
    ask_relative(session, kari, point, clinic.per, clinic.now)
    [first, second] = session.scalars(select(Invitation).where(Invitation.person_id == clinic.per))
    session.add(
        Response(
            invitation_id=first.id, version=1, subject_id=clinic.kari, source_id=clinic.per, author_id=clinic.per,
            way="own-device", status="completed", sharing="all", language="nb", started_at=clinic.now,
            authored_at=clinic.now, answers={},
        )
    )  # fmt: skip
    session.flush()
    leave_out_relative(session, kari, point, clinic.per, clinic.now)
    assert (first.withdrawn_at, second.withdrawn_at) == (None, clinic.now)
    [per] = relatives_at(session, point, day_of(clinic.now))
    assert (per.asked, per.answered, per.by_law) == (True, True, False)


def test_a_parent_takes_part_by_law_and_an_ended_consent_ends_it(session: Session, clinic: Clinic) -> None:
    pathway = session.scalars(select(CarePathway).where(CarePathway.patient_id == clinic.nora)).one()
    decision = Milestone(pathway_id=pathway.id, kind="basic_decision", happened_on=pathway.started_on)
    session.add(decision)
    session.flush()
    point = plan_next_point(session, clinic.nora, day_of(clinic.now))
    assert point is not None
    nora = acting(session, clinic.nora)
    [tove] = relatives_at(session, point, day_of(clinic.now))
    assert (tove.by_law, tove.asked) == (True, False)
    with pytest.raises(NotFound):
        leave_out_relative(session, nora, point, clinic.tove, clinic.now)
    assert relatives_at(session, point, day_of(clinic.now) + timedelta(days=3660)) == []


@pytest.mark.usefixtures("point")
class TestSteps:
    """What counts as done, and what is gone on with."""

    def test_an_answer_since_the_point_opened_counts_wherever_it_was_asked(
        self, session: Session, clinic: Clinic
    ) -> None:
        point, kari = get_point(session, clinic.kari, 1), acting(session, clinic.kari)
        own = own_initiative(session, clinic.kari, day_of(clinic.now))
        asked = invite(session, kari, clinic.kari, "how-i-am", own, clinic.now)
        assert begin_step(session, kari, point, "how-i-am", clinic.now) is asked
        assert begin_step(session, kari, point, "my-goals", clinic.now).occasion.point_id == point.id
        response = Response(
            invitation_id=asked.id, version=1, subject_id=clinic.kari, source_id=clinic.kari, author_id=clinic.kari,
            way="own-device", status="completed", sharing="all", language="nb", started_at=clinic.now,
            authored_at=clinic.now, answers={},
        )  # fmt: skip
        session.add(response)
        session.flush()
        done = {step.key: step.sent_on for step in own_steps(session, point)}
        assert done == {"before-evaluation": None, "my-goals": None, "how-i-am": day_of(clinic.now)}
        response.authored_at = clinic.now - timedelta(days=3)
        session.flush()
        assert [step.sent_on for step in own_steps(session, point)] == [None, None, None]

    def test_another_question_set_is_no_step(self, session: Session, clinic: Clinic) -> None:
        point, kari = get_point(session, clinic.kari, 1), acting(session, clinic.kari)
        with pytest.raises(NotFound):
            begin_step(session, kari, point, "after-session", clinic.now)

    def test_a_point_can_be_prepared_once_it_is_open_or_a_meeting_is_agreed(
        self, session: Session, clinic: Clinic
    ) -> None:
        today = day_of(clinic.now)
        point = point_to_prepare(session, clinic.kari, today)
        assert isinstance(point, EvaluationPoint)
        before = today - timedelta(days=1)
        assert point_to_prepare(session, clinic.kari, before) is None
        point.meeting_at = clinic.now
        session.flush()
        assert point_to_prepare(session, clinic.kari, before) is point
        assert point_to_prepare(session, clinic.nora, today) is None

    def test_nobody_is_asked_at_a_point_that_is_over(self, session: Session, clinic: Clinic) -> None:
        point, kari = get_point(session, clinic.kari, 1), acting(session, clinic.kari)
        point.cancelled_on = day_of(clinic.now)
        session.flush()
        with pytest.raises(Refused):
            ask_relative(session, kari, point, clinic.per, clinic.now)
