"""Sending: whole or not at all, once, scored or with the reason why not (rules A4, A5 and A7)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from asking import acting, as_it_stands, ask, send
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.questionnaires.answers import IN_PERSON, NOT_SHOWN, SKIPPED, answered
from feedback.domain.questionnaires.questionnaire import (
    Calculation,
    CalculationKind,
    Condition,
    Item,
    ItemType,
    Operator,
    Questionnaire,
)
from feedback.persistence.tables import CriticalAnswer, Response, StoredScore
from feedback.services.answers.answering import Answering, save_draft
from feedback.services.answers.submit_response import InvalidAnswersError, final_answers, submit_response
from feedback.services.questionnaires.question_sets import add_question_set
from feedback.services.refusals import NotFound

PHQ9 = {f"item-{place}": answered("0") for place in range(1, 10)}


@pytest.fixture
def phq9(session: Session, clinic: Clinic) -> Answering:
    add_question_set(session, neutral_questionnaire(profiles()["PHQ-9"]), "demo", clinic.now)
    return ask(session, clinic, clinic.kari, "phq-9-demo")


def _score(session: Session) -> StoredScore:
    return session.scalars(select(StoredScore)).one()


@pytest.mark.parametrize(
    ("who", "key", "chosen", "kept"),
    [
        ("kari", "after-session", "", "all"),
        ("kari", "after-session", "numbers", "numbers"),
        ("kari", "after-session", "private", "private"),
        ("kari", "after-session", "talk-first", "private"),
        ("per", "relative-view", "talk-first", "talk-first"),
        ("per", "relative-view", "private", "talk-first"),
    ],
)
def test_only_what_a_person_may_choose_is_kept(
    session: Session, clinic: Clinic, who: str, key: str, chosen: str, kept: str
) -> None:
    asked = ask(session, clinic, getattr(clinic, who), key)
    assert send(session, clinic, asked, {}, chosen).sharing == kept


def test_a_second_sending_changes_nothing(session: Session, clinic: Clinic) -> None:
    asked = ask(session, clinic, clinic.kari, "after-session")
    first = send(session, clinic, asked, {"since-last": answered(3), "useful": SKIPPED}, "private")
    again = as_it_stands(session, asked)
    assert send(session, clinic, again, {"since-last": answered(9)}, "all").id == first.id
    session.expire_all()
    [row] = session.scalars(select(Response))
    assert (row.sharing, row.status, row.authored_at) == ("private", "completed", clinic.now)
    assert as_it_stands(session, asked).answers == {"since-last": answered(3), "useful": SKIPPED}


def test_a_draft_becomes_the_response(session: Session, clinic: Clinic) -> None:
    asked = ask(session, clinic, clinic.kari, "after-session")
    save_draft(session, acting(session, clinic.kari), asked, {"since-last": answered(3)}, "nn", clinic.now)
    begun = as_it_stands(session, asked)
    assert begun.response is not None
    assert send(session, clinic, begun, {"since-last": answered(4)}).id == begun.response.id
    assert (begun.response.language, begun.response.version) == ("nb", 1)


def test_a_command_sends_nothing(session: Session, clinic: Clinic) -> None:
    asked = ask(session, clinic, clinic.kari, "after-session")
    with pytest.raises(NotFound):
        submit_response(session, OPERATOR, asked, {}, sharing="all", language="nb", now=clinic.now)


@pytest.mark.parametrize("wrong", [answered(77), answered("3"), answered(1, 2)])
def test_an_invalid_answer_stores_nothing(session: Session, clinic: Clinic, wrong: object) -> None:
    asked = ask(session, clinic, clinic.kari, "after-session")
    with pytest.raises(InvalidAnswersError) as invalid:
        send(session, clinic, asked, {"since-last": wrong, "useful": answered(1)})  # type: ignore[dict-item]
    assert [problem.link_id for problem in invalid.value.problems] == ["since-last"]
    assert list(session.scalars(select(Response))) == []


def test_what_is_not_shown_is_marked_and_what_is_calculated_is_stored() -> None:
    asks = Item("a", ItemType.INTEGER, required=True)
    hidden = Item("b", ItemType.STRING, enable_when=(Condition("a", Operator.EQUAL, 1),), required=True)
    total = Item("c", ItemType.INTEGER, calculation=Calculation(CalculationKind.SUM, ("a", "d")))
    other = Item("d", ItemType.INTEGER, required=True)
    questionnaire = Questionnaire("x", "1", {"nb": "X"}, ("nb",), (asks, hidden, total, other))
    given = {"a": answered(2), "b": answered("left over"), "c": answered(99), "d": answered(3)}
    assert final_answers(questionnaire, given) == {
        "a": answered(2), "b": NOT_SHOWN, "c": answered(5), "d": answered(3)
    }  # fmt: skip
    without = {"a": answered(2), "d": IN_PERSON}
    assert final_answers(questionnaire, without) == {"a": answered(2), "b": NOT_SHOWN, "d": IN_PERSON}


def test_a_whole_score_is_stored_with_its_band(session: Session, clinic: Clinic, phq9: Answering) -> None:
    response = send(session, clinic, phq9, {**PHQ9, "item-1": answered("3"), "item-2": answered("2")})
    row = _score(session)
    assert (row.response_id, row.measure, row.value, row.missing) == (response.id, "PHQ-9", Decimal(5), 0)
    assert row.band
    assert row.profile_version
    assert list(session.scalars(select(CriticalAnswer))) == []


def test_too_many_missing_give_no_total_and_never_0(
    session: Session, clinic: Clinic, phq9: Answering
) -> None:
    some = {key: answered("3") for key in list(PHQ9)[:4]}
    send(session, clinic, phq9, {**some, "item-5": SKIPPED, "item-9": SKIPPED})
    row = _score(session)
    assert (row.value, row.missing, row.band, row.why) == (None, 5, "", "missing")


def test_a_few_missing_are_prorated_where_the_facts_allow_it(session: Session, clinic: Clinic) -> None:
    allowed = [
        profile
        for profile in profiles().values()
        if profile.complete and any(scale.most_missing for scale in profile.totals)
    ]
    profile = allowed[0]
    questionnaire = neutral_questionnaire(profile)
    add_question_set(session, questionnaire, "demo", clinic.now)
    items = questionnaire.questions[: profile.item_count]
    given = {item.link_id: answered(item.options[0].value) for item in items[1:] if item.options}
    send(session, clinic, ask(session, clinic, clinic.kari, questionnaire.key), given)
    row = session.scalars(select(StoredScore)).first()
    assert row is not None
    assert (row.missing, row.why) == (1, "prorated")
    assert row.value is not None


@pytest.mark.parametrize("sharing", ["all", "numbers", "private"])
def test_a_critical_answer_goes_to_the_clinician_whatever_is_shared(
    session: Session, clinic: Clinic, phq9: Answering, sharing: str
) -> None:
    response = send(session, clinic, phq9, {**PHQ9, "item-9": answered("1")}, sharing)
    session.flush()
    [row] = session.scalars(select(CriticalAnswer))
    assert (row.response_id, row.patient_id, row.link_id) == (response.id, clinic.kari, "item-9")
    assert (row.raised_at, row.acknowledged_at) == (clinic.now, None)


def test_a_draft_goes_nowhere(session: Session, clinic: Clinic, phq9: Answering) -> None:
    given = {"item-9": answered("3")}
    save_draft(session, acting(session, clinic.kari), phq9, given, "nb", clinic.now)
    session.flush()
    assert list(session.scalars(select(CriticalAnswer))) == []
    assert list(session.scalars(select(StoredScore))) == []
