"""What clinicians read, answer and acknowledge, and what patients see of it (needs N2, rules A7 to A10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting, ask, give_work, send
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import SKIPPED, answered
from feedback.persistence.tables import AuditEvent, CareRelation, CriticalAnswer, Reading, Response
from feedback.services import audit
from feedback.services.access.who_has_looked import Look, who_has_looked
from feedback.services.answers.read_feedback import (
    get_read_response,
    relationship_kinds,
    responses_about,
    responses_by,
    scores_of,
)
from feedback.services.answers.reply import acknowledge, critical_answers_of, get_response, mark_read, reply
from feedback.services.patients.patient_lists import (
    clinicians_caring_for,
    clinicians_of,
    open_critical_answers,
    own_patients,
    unit_patients,
)
from feedback.services.questionnaires.question_sets import add_question_set
from feedback.services.refusals import NotFound, Refused

SAID = {"since-last": answered(3), "useful": SKIPPED, "different": answered("Litt for fort.")}


def _said(session: Session, clinic: Clinic, sharing: str = "all") -> Response:
    return send(session, clinic, ask(session, clinic, clinic.kari, "after-session"), SAID, sharing)


def _critical(session: Session, clinic: Clinic, sharing: str = "all") -> Response:
    add_question_set(session, neutral_questionnaire(profiles()["PHQ-9"]), "demo", clinic.now)
    given = {f"item-{place}": answered("1") for place in range(1, 10)}
    response = send(session, clinic, ask(session, clinic, clinic.kari, "phq-9-demo"), given, sharing)
    session.flush()
    return response


@pytest.mark.parametrize(
    ("sharing", "seen"),
    [
        ("all", {"since-last", "useful", "different"}),
        ("numbers", {"since-last", "useful"}),
        ("private", set()),
    ],
)
def test_the_clinician_sees_what_kari_shares_and_kari_all_of_it(
    session: Session, clinic: Clinic, sharing: str, seen: set[str]
) -> None:
    response = _said(session, clinic, sharing)
    [read] = responses_about(session, clinic.kari)
    assert set(read.answers) == seen
    assert (read.on, read.source.id, read.occasion.kind) == (day_of(clinic.now), clinic.kari, "session")
    [own] = responses_about(session, clinic.kari, for_patient=True)
    assert own.answers == SAID
    assert get_read_response(session, clinic.kari, response.id).response is response
    for patient, number in ((clinic.nora, response.id), (clinic.kari, 99_999)):
        with pytest.raises(NotFound):
            get_read_response(session, patient, number)


def test_a_relatives_answer_is_not_among_karis_own(session: Session, clinic: Clinic) -> None:
    response = send(session, clinic, ask(session, clinic, clinic.per, "relative-view"), {})
    assert [read.response for read in responses_about(session, clinic.kari)] == [response]
    assert responses_about(session, clinic.kari, for_patient=True) == []
    assert responses_by(session, clinic.per) == [response]
    assert relationship_kinds(session, clinic.kari) == {clinic.per: "sibling"}


@pytest.mark.parametrize(("sharing", "count"), [("all", 1), ("numbers", 1), ("private", 0)])
def test_the_scores_of_a_response_that_is_kept_are_kept_too(
    session: Session, clinic: Clinic, sharing: str, count: int
) -> None:
    response = _critical(session, clinic, sharing)
    read = get_read_response(session, clinic.kari, response.id)
    assert len(scores_of(session, read)) == count
    assert [row.link_id for row in read.critical] == ["item-9"]


def test_the_first_reading_counts_and_every_reading_is_logged(session: Session, clinic: Clinic) -> None:
    response, berg = _said(session, clinic), acting(session, clinic.berg)
    later = clinic.now + timedelta(days=1)
    mark_read(session, berg, clinic.kari, [response], clinic.now)
    session.flush()
    mark_read(session, berg, clinic.kari, [response], later)
    for other in (acting(session, clinic.siv), OPERATOR):
        mark_read(session, other, clinic.kari, [response], later)
    session.flush()
    [reading] = session.scalars(select(Reading))
    assert (reading.reader_id, reading.read_at) == (clinic.berg, clinic.now)
    looked = select(AuditEvent.target).where(AuditEvent.action == "read patient page")
    assert list(session.scalars(looked)) == [f"response {response.id}"] * 2
    [read] = responses_about(session, clinic.kari)
    assert list(read.readings) == [reading]


def test_kari_sees_who_has_looked_a_line_per_person_and_day(session: Session, clinic: Clinic) -> None:
    def look(who: int, days: int, action: str = "read patient page", patient: int = clinic.kari) -> None:
        instant = clinic.now + timedelta(days=days)
        audit.record(session, acting(session, who), action, instant, patient=patient)

    look(clinic.berg, 0)
    look(clinic.berg, 0, "read response")
    look(clinic.kari, 1)
    look(clinic.berg, 1, "read sheet")
    look(clinic.berg, 1, "replied")
    look(clinic.lie, 1, patient=clinic.nora)
    day = day_of(clinic.now)
    assert who_has_looked(session, clinic.kari) == [
        Look("Anna Berg", "clinician", day + timedelta(days=1)),
        Look("Anna Berg", "clinician", day),
    ]


def test_a_reply_says_what_came_of_it(session: Session, clinic: Clinic) -> None:
    response, berg = _said(session, clinic), acting(session, clinic.berg)
    for kind, text, field in (("", "x", "kind"), ("loved", "x", "kind"), ("not", " ", "text")):
        with pytest.raises(Refused) as refused:
            reply(session, berg, response, kind, text, clinic.now)
        assert refused.value.field == field
    with pytest.raises(NotFound):
        reply(session, OPERATOR, response, "followed", "", clinic.now)
    reply(session, berg, response, "not", " fordi ", clinic.now)
    reply(session, berg, response, "followed", "", clinic.now)
    session.flush()
    [read] = responses_about(session, clinic.kari)
    assert [(row.kind, row.text) for row in read.replies] == [("not", "fordi"), ("followed", "")]


def test_a_response_is_found_with_its_patient_once_it_is_sent(session: Session, clinic: Clinic) -> None:
    response = _said(session, clinic)
    assert get_response(session, clinic.kari, response.id) is response
    for patient, number in ((clinic.nora, response.id), (clinic.kari, 99_999)):
        with pytest.raises(NotFound):
            get_response(session, patient, number)
    response.status, response.authored_at = "in-progress", None
    with pytest.raises(NotFound):
        get_response(session, clinic.kari, response.id)


def test_a_critical_answer_is_open_until_somebody_says_what_was_done(
    session: Session, clinic: Clinic
) -> None:
    response, berg = _critical(session, clinic, "private"), acting(session, clinic.berg)
    [row] = critical_answers_of(session, response)
    assert open_critical_answers(session, [clinic.kari, clinic.nora]) == [row]
    assert open_critical_answers(session, [clinic.nora]) == []
    for actor, patient, number in (
        (berg, clinic.nora, row.id),
        (berg, clinic.kari, 99_999),
        (OPERATOR, clinic.kari, row.id),
    ):
        with pytest.raises(NotFound):
            acknowledge(session, actor, patient, number, "ringte", clinic.now)
    with pytest.raises(Refused) as refused:
        acknowledge(session, berg, clinic.kari, row.id, "  ", clinic.now)
    assert refused.value.field == "done"
    acknowledge(session, berg, clinic.kari, row.id, " ringte ", clinic.now)
    acknowledge(session, berg, clinic.kari, row.id, "noe annet", clinic.now + timedelta(days=1))
    session.flush()
    session.expire_all()
    [row] = session.scalars(select(CriticalAnswer))
    assert (row.acknowledged_by_id, row.acknowledged_at, row.done) == (clinic.berg, clinic.now, "ringte")
    assert open_critical_answers(session, [clinic.kari]) == []


def test_the_log_tells_nothing_of_a_critical_answer(session: Session, clinic: Clinic) -> None:
    response, berg = _critical(session, clinic), acting(session, clinic.berg)
    [row] = critical_answers_of(session, response)
    acknowledge(session, berg, clinic.kari, row.id, "ringte", clinic.now)
    reply(session, berg, response, "followed", "", clinic.now)
    newest = select(AuditEvent.action, AuditEvent.target).order_by(AuditEvent.id.desc()).limit(2)
    assert len(set(session.execute(newest).all())) == 1


def test_the_list_puts_open_critical_answers_first_and_then_names(session: Session, clinic: Clinic) -> None:
    today, berg = day_of(clinic.now), acting(session, clinic.berg)
    session.add(CareRelation(patient_id=clinic.nora, staff_id=clinic.berg, starts_on=today))
    give_work(session, clinic, clinic.berg, clinic.lie)
    session.flush()
    assert [row.patient.person_id for row in own_patients(session, berg, today)] == [clinic.kari, clinic.nora]
    add_question_set(session, neutral_questionnaire(profiles()["PHQ-9"]), "demo", clinic.now)
    given = {f"item-{place}": answered("1") for place in range(1, 10)}
    send(session, clinic, ask(session, clinic, clinic.nora, "phq-9-demo"), given, "private")
    response = _said(session, clinic)
    session.flush()
    first, second = own_patients(session, berg, today)
    assert (first.patient.person_id, first.critical, first.new, first.point) == (clinic.nora, 1, 0, None)
    assert (second.patient.person_id, second.critical, second.new) == (clinic.kari, 0, 1)
    assert second.point is not None
    mark_read(session, berg, clinic.kari, [response], clinic.now)
    session.flush()
    assert [row.new for row in own_patients(session, berg, today)] == [0, 0]
    assert clinicians_caring_for(session, clinic.nora, today) == ["Morten Lie", "Anna Berg"]


def test_a_unit_finds_its_own_patients_by_part_of_a_name_or_by_number(
    session: Session, clinic: Clinic
) -> None:
    siv = acting(session, clinic.siv)
    for wanted, found in (("", 1), ("NORDV", 1), (" f-1 ", 1), ("f-", 0), ("nora", 0), ("l-1", 0)):
        assert unit_patients(session, siv, wanted, 1, day_of(clinic.now)).count == found, wanted
    assert [row.id for row in clinicians_of(session, siv.unit, day_of(clinic.now))] == [clinic.berg]
    assert list(clinicians_of(session, None, day_of(clinic.now))) == []
