"""Drafts are seen by those who write them; two who write at once keep both texts; a correction is a version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from asking import acting, give_work
from clinic import OPERATOR, Clinic
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_codes import Outcome
from feedback.domain.points.evaluation_plain import fingerprint
from feedback.domain.points.evaluation_record import LookedAt, Record
from feedback.domain.points.preparation import Prepared
from feedback.domain.points.sheet import Heading
from feedback.persistence.tables import AuditEvent, EvaluationPoint, EvaluationRecord, Person
from feedback.services.access.sign_in import actor_for
from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.evaluation_records import (
    agreed_before,
    draft_of,
    finished_record,
    get_point,
    own_draft,
    record_of,
    versions_of,
    writers_of,
)
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.points.evaluation.prepare_evaluation import (
    save_preparation,
)
from feedback.services.points.evaluation.write_evaluation import (
    OvertakenError,
    begin_draft,
    drop_draft,
    join_draft,
    save_parts,
)
from feedback.services.refusals import NotFound, Refused

TURENE, SKRIVING = Record(notes={Heading.USEFUL: "Turene"}), Record(notes={Heading.USEFUL: "Skriving"})


@pytest.fixture
def point(session: Session, clinic: Clinic) -> EvaluationPoint:
    give_work(session, clinic, clinic.lie, clinic.berg)
    return get_point(session, clinic.kari, 1)


def _save(
    session: Session, clinic: Clinic, point: EvaluationPoint, typed: Record, who: str = "berg", seen: str = ""
) -> EvaluationRecord:
    mark = seen or fingerprint(record_of(draft_of(session, point)), Heading.USEFUL)
    actor = acting(session, getattr(clinic, who))
    return save_parts(session, actor, point, typed, {Heading.USEFUL: mark}, clinic.now, [Heading.USEFUL])


def test_a_draft_is_seen_by_those_who_write_it_alone(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, lie, kari = (acting(session, number) for number in (clinic.berg, clinic.lie, clinic.kari))
    row = begin_draft(session, berg, point, clinic.now)
    assert begin_draft(session, berg, point, clinic.now) is row
    assert own_draft(session, berg, point) is row
    assert own_draft(session, lie, point) is None
    assert own_draft(session, kari, point) is None
    with pytest.raises(Refused) as refused:
        begin_draft(session, lie, point, clinic.now)
    assert refused.value.details == {"name": "Anna Berg"}
    with pytest.raises(NotFound):
        _save(session, clinic, point, TURENE, "lie")
    with pytest.raises(Refused):
        hold_point(session, lie, point, day_of(clinic.now), "", clinic.now)
    assert point.held_on is None


def test_going_on_with_somebodys_draft_is_told_to_the_log(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, lie = acting(session, clinic.berg), acting(session, clinic.lie)
    with pytest.raises(NotFound):
        join_draft(session, lie, point, clinic.now)
    row = begin_draft(session, berg, point, clinic.now)
    for _time in range(2):
        join_draft(session, lie, point, clinic.now)
    assert writers_of(row) == [clinic.berg, clinic.lie]
    actions = list(session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == clinic.lie)))
    assert actions.count("went on with draft of evaluation point") == 1
    with pytest.raises(NotFound):
        join_draft(session, OPERATOR, point, clinic.now)


def test_two_who_write_under_one_heading_keep_both_texts(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, lie = acting(session, clinic.berg), acting(session, clinic.lie)
    row = begin_draft(session, berg, point, clinic.now)
    join_draft(session, lie, point, clinic.now)
    opened = fingerprint(record_of(row), Heading.USEFUL)
    _save(session, clinic, point, TURENE, "lie", opened)
    with pytest.raises(OvertakenError) as overtaken:
        _save(session, clinic, point, SKRIVING, "berg", opened)
    assert overtaken.value.headings == (Heading.USEFUL,)
    assert record_of(overtaken.value.row).notes == TURENE.notes
    assert overtaken.value.row.author.name == "Morten Lie"
    _save(session, clinic, point, TURENE, "berg", opened)  # the same text is nothing to choose between
    _save(session, clinic, point, SKRIVING, "berg")
    assert record_of(row).notes == SKRIVING.notes
    assert record_of(row).visited == (Heading.USEFUL,)


def test_two_who_write_under_different_headings_never_meet(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg = acting(session, clinic.berg)
    row = begin_draft(session, berg, point, clinic.now)
    marks = {one: fingerprint(Record(), one) for one in (Heading.USEFUL, Heading.PLAN)}
    save_parts(session, berg, point, TURENE, {Heading.USEFUL: marks[Heading.USEFUL]}, clinic.now)
    typed = Record(works="Samtaler")
    save_parts(session, berg, point, typed, {Heading.PLAN: marks[Heading.PLAN]}, clinic.now)
    assert (record_of(row).works, record_of(row).notes) == ("Samtaler", TURENE.notes)


def test_nothing_new_is_not_written(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    row = begin_draft(session, acting(session, clinic.berg), point, clinic.now)
    _save(session, clinic, point, Record())
    before = row.written_at
    later = clinic.now + timedelta(hours=1)
    mark = {Heading.USEFUL: fingerprint(Record(), Heading.USEFUL)}
    save_parts(session, acting(session, clinic.berg), point, Record(), mark, later)
    assert row.written_at == before


def test_a_correction_can_be_thrown_away(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    berg, lie = acting(session, clinic.berg), acting(session, clinic.lie)
    begin_draft(session, berg, point, clinic.now)
    drop_draft(session, berg, point, clinic.now)
    with pytest.raises(NotFound):
        drop_draft(session, berg, point, clinic.now)
    begin_draft(session, berg, point, clinic.now)
    _save(session, clinic, point, TURENE)
    hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
    begin_draft(session, berg, point, clinic.now)
    _save(session, clinic, point, SKRIVING)
    with pytest.raises(NotFound):
        drop_draft(session, lie, point, clinic.now)
    drop_draft(session, berg, point, clinic.now)
    [only] = versions_of(session, point)
    assert record_of(only).notes == TURENE.notes
    assert finished_record(session, point) is only
    assert finished_record(session, point, 1) is only
    with pytest.raises(NotFound):
        finished_record(session, point, 2)


def test_nothing_is_written_at_a_point_that_is_called_off(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    point.cancelled_on = day_of(clinic.now)
    session.flush()
    berg = acting(session, clinic.berg)
    with pytest.raises(Refused, match="called off"):
        begin_draft(session, berg, point, clinic.now)
    with pytest.raises(Refused):
        agree_meeting(session, berg, point, clinic.now, clinic.now)
    with pytest.raises(Refused):
        save_preparation(session, berg, point, Prepared(), clinic.now)


def test_what_was_agreed_comes_back_as_the_first_thing(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, ring, walk = (
        acting(session, clinic.berg),
        AgreedStep("Ringe fastlegen", "Kari"),
        AgreedStep("Gå tur"),
    )
    assert agreed_before(session, point) == ()
    begin_draft(session, berg, point, clinic.now)
    mark = {Heading.PLAN: fingerprint(Record(), Heading.PLAN)}
    save_parts(session, berg, point, Record(steps=(ring, walk)), mark, clinic.now)
    first = day_of(clinic.now) - timedelta(days=9)
    second = hold_point(session, berg, point, first, "", clinic.now)
    assert second is not None
    assert agreed_before(session, second) == (ring, walk)
    begin_draft(session, berg, second, clinic.now)
    done = Record(looked_at=(LookedAt(ring, Outcome.DONE, "Gikk fint"),))
    seen = fingerprint(Record(), Heading.FOLLOW_UP, (ring, walk))
    save_parts(session, berg, second, done, {Heading.FOLLOW_UP: seen}, clinic.now)
    third = hold_point(session, berg, second, first + timedelta(days=3), "", clinic.now)
    assert third is not None
    assert agreed_before(session, third) == (walk,)
    assert agreed_before(session, second) == (ring, walk)


def test_a_later_correction_changes_no_steps_of_a_held_point(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, later = acting(session, clinic.berg), clinic.now + timedelta(days=1)
    begin_draft(session, berg, point, clinic.now)
    mark = {Heading.PLAN: fingerprint(Record(), Heading.PLAN)}
    save_parts(session, berg, point, Record(steps=(AgreedStep("Ringe"),)), mark, clinic.now)
    second = hold_point(session, berg, point, day_of(clinic.now) - timedelta(days=9), "", clinic.now)
    assert second is not None
    hold_point(session, berg, second, day_of(clinic.now), "", clinic.now)
    row = begin_draft(session, berg, point, later)
    mark = {Heading.PLAN: fingerprint(record_of(row), Heading.PLAN)}
    save_parts(session, berg, point, Record(steps=(AgreedStep("Skrive"),)), mark, later)
    hold_point(session, berg, point, day_of(clinic.now), "", later)
    assert agreed_before(session, second) == (AgreedStep("Ringe"),)


def test_beginning_at_once_is_one_draft_and_no_text_is_lost(clinic: Clinic) -> None:
    count, together = 4, Barrier(4, timeout=20)

    def write(place: int) -> str:
        together.wait()
        with clinic.database.transaction() as session:
            point = get_point(session, clinic.kari, 1)
            berg = actor_for(session.get_one(Person, clinic.berg))
            begin_draft(session, berg, point, clinic.now)
            typed = Record(notes={Heading.USEFUL: f"Tekst {place}"})
            try:
                mark = {Heading.USEFUL: fingerprint(Record(), Heading.USEFUL)}
                save_parts(session, berg, point, typed, mark, clinic.now)
            except OvertakenError as overtaken:
                return record_of(overtaken.row).notes[Heading.USEFUL]
            return ""

    with ThreadPoolExecutor(count) as pool:
        told = list(pool.map(write, range(count)))
    assert told.count("") == 1
    with clinic.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(EvaluationRecord)) == 1
        stored = record_of(draft_of(session, get_point(session, clinic.kari, 1))).notes[Heading.USEFUL]
    assert set(told) == {"", stored}
