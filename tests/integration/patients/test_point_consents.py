"""The patient shows a relative something of the points: each by its own yes, taken back at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.people.actors import OF_POINTS, SEE_COPY, SEE_MEETING, SEE_STEPS
from feedback.domain.points.evaluation_codes import Part, Presence, Receiver
from feedback.domain.points.evaluation_plain import to_plain
from feedback.domain.points.evaluation_record import Copy, Participant, Record
from feedback.persistence.tables import AuditEvent, Consent, EvaluationPoint, Person
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.patients.consents import (
    NewRelative,
    add_relative,
    renew_consent,
    withdraw_consent,
)
from feedback.services.patients.point_consents import choose_of_points
from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes
from feedback.services.points.shown_points import points_shown_to, read_copy, read_points
from feedback.services.refusals import NotFound, Refused

STEP = AgreedStep("Gå tur", "Per")
RECORD = Record(
    steps=(STEP, AgreedStep("Ringe fastlegen", "Anna Berg")),
    took_part=(Participant("Per Nordvik", Part.RELATIVE, Presence.ROOM),),
    copies=(Copy(Receiver.DOCTOR), Copy(Receiver.NAMED, "per nordvik", agreed=True)),
)


def show(
    session: Session, clinic: Clinic, wanted: Collection[str] = OF_POINTS, who: str = "kari",
    until: date | None = None, agreed: bool = True,
) -> None:  # fmt: skip
    actor = acting(session, getattr(clinic, who))
    choose_of_points(session, actor, clinic.kari, clinic.per, wanted, agreed, until, clinic.now)


def held(session: Session, clinic: Clinic, record: Record = RECORD) -> EvaluationPoint:
    """Kari's first point, held with this, and a meeting for the next one."""
    berg, point = acting(session, clinic.berg), get_point(session, clinic.kari, 1)
    save_notes(session, berg, point, to_plain(record), clinic.now)
    hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
    following = get_point(session, clinic.kari, 2)
    agree_meeting(session, berg, following, clinic.now + timedelta(days=9), clinic.now)
    return point


def noras_point(session: Session, clinic: Clinic) -> EvaluationPoint:
    """A point at which one meets in three days."""
    course, day = open_pathway(session, clinic.nora), day_of(clinic.now) + timedelta(days=3)
    assert course is not None
    point = EvaluationPoint(pathway_id=course.id, number=1, opens_on=day, due_on=day)
    point.meeting_at = clinic.now + timedelta(days=3)
    session.add(point)
    session.flush()
    return point


def correct(session: Session, clinic: Clinic, point: EvaluationPoint, record: Record) -> None:
    berg, later = acting(session, clinic.berg), clinic.now + timedelta(hours=1)
    save_notes(session, berg, point, to_plain(replace(record, held_on=point.held_on)), later)
    hold_point(session, berg, point, day_of(clinic.now), "", later)


def seen(session: Session, clinic: Clinic, days: int = 0) -> list[str]:
    found = points_shown_to(session, clinic.per, day_of(clinic.now) + timedelta(days=days))
    parts = [("meeting", one.meeting_at) for one in found]
    parts += [("steps", one.steps) for one in found] + [("copies", one.copies) for one in found]
    return [name for name, part in parts if part]


@pytest.mark.parametrize("who", ["kari", "siv"])
@pytest.mark.parametrize(
    ("scope", "part"), [(SEE_MEETING, "meeting"), (SEE_STEPS, "steps"), (SEE_COPY, "copies")]
)
def test_each_part_is_a_yes_of_its_own(
    session: Session, clinic: Clinic, who: str, scope: str, part: str
) -> None:
    held(session, clinic)
    assert seen(session, clinic) == []
    show(session, clinic, [scope], who)
    assert seen(session, clinic) == [part]
    show(session, clinic, [], who, agreed=False)  # taking back needs no yes
    assert seen(session, clinic) == []
    said = select(AuditEvent.action).where(AuditEvent.action.like(f"%{scope}%"))
    assert session.scalars(said).all() == [f"consent to {scope} given", f"consent to {scope} withdrawn"]


def test_a_relative_sees_their_own_steps_alone(session: Session, clinic: Clinic) -> None:
    point = held(session, clinic)
    show(session, clinic)
    [found] = points_shown_to(session, clinic.per, day_of(clinic.now))
    assert (found.patient.id, found.steps, found.copies) == (clinic.kari, (STEP,), [point])
    assert found.meeting_at == clinic.now + timedelta(days=9)
    assert points_shown_to(session, clinic.tove, day_of(clinic.now)) == []


def test_what_stands_stays_and_a_new_end_is_a_new_yes(session: Session, clinic: Clinic) -> None:
    held(session, clinic)
    today = day_of(clinic.now)
    show(session, clinic, [SEE_STEPS])
    show(session, clinic, [SEE_STEPS, SEE_MEETING])
    rows = session.scalars(select(Consent).where(Consent.scope.in_(OF_POINTS)).order_by(Consent.id)).all()
    assert [(row.scope, row.withdrawn_at) for row in rows] == [(SEE_STEPS, None), (SEE_MEETING, None)]
    show(session, clinic, [SEE_STEPS], until=today + timedelta(days=3))
    assert (seen(session, clinic, 3), seen(session, clinic, 4)) == (["steps"], [])
    with pytest.raises(Refused, match="before today"):
        show(session, clinic, until=today - timedelta(days=1))
    with pytest.raises(Refused, match="tick the box"):
        show(session, clinic, who="siv", agreed=False)


def test_only_the_patient_and_who_writes_it_down_decide(session: Session, clinic: Clinic) -> None:
    for who in ("per", "berg", "nora", "tove", "geir", "nina"):
        with pytest.raises(NotFound):
            show(session, clinic, who=who)
    for relative in (clinic.tove, clinic.kari, 99_999):
        with pytest.raises(NotFound):
            choose_of_points(
                session, acting(session, clinic.siv), clinic.kari, relative, OF_POINTS, True, None, clinic.now
            )
    with pytest.raises(NotFound):
        choose_of_points(
            session, OPERATOR, clinic.kari, clinic.per, OF_POINTS, True, None, clinic.now
        )  # fmt: skip


def test_an_ended_part_takes_all_of_it_away(session: Session, clinic: Clinic) -> None:
    """Nor does a new yes to taking part alone bring it back."""
    point, siv = held(session, clinic), acting(session, clinic.siv)
    show(session, clinic)
    withdraw_consent(session, siv, clinic.kari, clinic.per, clinic.now)
    assert seen(session, clinic) == []
    with pytest.raises(NotFound):
        read_copy(session, acting(session, clinic.per), point.id, clinic.now)
    with pytest.raises(Refused, match="does not take part"):
        show(session, clinic)
    renew_consent(session, siv, clinic.kari, clinic.per, True, None, clinic.now)
    assert seen(session, clinic) == []


def test_only_a_held_version_that_names_them_is_a_copy(session: Session, clinic: Clinic) -> None:
    show(session, clinic)
    berg, point, per = acting(session, clinic.berg), get_point(session, clinic.kari, 1), clinic.per
    save_notes(session, berg, point, to_plain(RECORD), clinic.now)
    assert seen(session, clinic) == []  # a draft is nobody's
    hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
    assert seen(session, clinic) == ["steps", "copies"]
    assert read_copy(session, acting(session, per), point.id, clinic.now) is point
    short = Copy(Receiver.NAMED, "Per", agreed=True)
    correct(session, clinic, point, replace(RECORD, copies=(Copy(Receiver.DOCTOR), short)))
    assert seen(session, clinic) == ["steps"]
    with pytest.raises(NotFound):
        read_copy(session, acting(session, per), point.id, clinic.now)


def test_two_relatives_of_one_name_are_told_apart_by_nobody(session: Session, clinic: Clinic) -> None:
    held(session, clinic)
    show(session, clinic)
    namesake = NewRelative("per nordvik", "friend", "nb")
    add_relative(session, acting(session, clinic.siv), clinic.kari, namesake, True, clinic.now)
    assert seen(session, clinic) == ["meeting"]


def test_a_first_name_of_somebody_who_took_part_is_not_theirs(session: Session, clinic: Clinic) -> None:
    other = Participant("Per Hansen", Part.OTHER, Presence.ROOM)
    held(session, clinic, replace(RECORD, took_part=(other,)))
    show(session, clinic)
    assert seen(session, clinic) == ["meeting", "copies"]


def test_a_meeting_that_has_been_is_gone(session: Session, clinic: Clinic) -> None:
    held(session, clinic)
    show(session, clinic, [SEE_MEETING])
    assert (seen(session, clinic, 9), seen(session, clinic, 10)) == (["meeting"], [])


def test_the_law_shows_nothing_to_a_parent(session: Session, clinic: Clinic) -> None:
    nora, today = acting(session, clinic.nora), day_of(clinic.now)
    noras_point(session, clinic)
    assert points_shown_to(session, clinic.tove, today) == []
    choose_of_points(session, nora, clinic.nora, clinic.tove, OF_POINTS, True, None, clinic.now)
    assert len(points_shown_to(session, clinic.tove, today)) == 1


def test_each_look_is_in_the_log(session: Session, clinic: Clinic) -> None:
    point, per = held(session, clinic), acting(session, clinic.per)
    assert read_points(session, per, clinic.now) == []
    show(session, clinic, [SEE_COPY])
    read_points(session, per, clinic.now)  # that there is a copy is no look
    show(session, clinic)
    read_points(session, per, clinic.now)
    read_copy(session, per, point.id, clinic.now)
    rows = session.execute(
        select(AuditEvent.action, AuditEvent.patient_id, AuditEvent.target)
        .where(AuditEvent.actor_id == clinic.per)
        .order_by(AuditEvent.id)
    )
    assert [tuple(row) for row in rows] == [
        ("read what is agreed", clinic.kari, "meeting, agreed steps"),
        ("read copy of sheet", clinic.kari, f"evaluation point {point.id}"),
    ]


def test_nobody_elses_point_is_a_copy(session: Session, clinic: Clinic) -> None:
    point = held(session, clinic)
    show(session, clinic)
    noras = noras_point(session, clinic)
    for who, number in (("per", noras.id), ("per", 99_999), ("tove", point.id), ("kari", point.id)):
        with pytest.raises(NotFound):
            read_copy(session, acting(session, getattr(clinic, who)), number, clinic.now)
    assert session.get_one(Person, clinic.per).role == "relative"
