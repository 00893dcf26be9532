"""Stored question sets: versions never change, drafts cannot be asked (rules A4 and A16)."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from asking import acting, ask
from clinic import OPERATOR, Clinic
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.rights import Rights
from feedback.persistence.tables import QuestionSet
from feedback.services.questionnaires.import_question_set import (
    definition_of,
    discard_import,
    get_question_set,
    import_question_set,
    publish_question_set,
)
from feedback.services.questionnaires.question_sets import (
    add_question_set,
    find_version,
    get_current,
    list_current,
    publish_shipped,
    questionnaire_of,
)
from feedback.services.questionnaires.record_rights import recorder_name
from feedback.services.refusals import NotFound, Refused


@pytest.fixture
def phq9() -> Questionnaire:
    return neutral_questionnaire(profiles()["PHQ-9"])


def _file(**more: Any) -> bytes:
    item = {"linkId": "a", "type": "string", "text": "Hva?"}
    head = {
        "resourceType": "Questionnaire",
        "id": "own",
        "status": "active",
        "language": "nb",
        "title": "Egen",
    }
    return json.dumps({**head, "item": [item], **more}).encode()


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(QuestionSet)) or 0


def test_publishing_what_ships_again_changes_nothing(session: Session, clinic: Clinic) -> None:
    before = _count(session)
    publish_shipped(session, clinic.now)
    assert _count(session) == before


def test_the_same_version_again_is_the_same_row_and_other_content_is_refused(
    session: Session, clinic: Clinic, phq9: Questionnaire
) -> None:
    first = add_question_set(session, phq9, "demo", clinic.now)
    assert add_question_set(session, phq9, "demo", clinic.now) is first
    other = replace(phq9, title={"nb": "Andre ord"})
    with pytest.raises(Refused, match="stored with other content"):
        add_question_set(session, other, "demo", clinic.now)
    newer = add_question_set(session, replace(other, version="2"), "demo", clinic.now)
    assert get_current(session, phq9.key) is newer
    assert find_version(session, phq9.key, phq9.version) is first
    assert questionnaire_of(session, first.id) == phq9
    assert questionnaire_of(session, newer.id).title == {"nb": "Andre ord"}
    assert [row.key for row in list_current(session)].count(phq9.key) == 1


def test_a_draft_cannot_be_asked_until_it_is_published(
    session: Session, clinic: Clinic, phq9: Questionnaire
) -> None:
    draft = add_question_set(session, phq9, "imported", clinic.now, state="draft")
    with pytest.raises(Refused, match="no published question set"):
        ask(session, clinic, clinic.kari, phq9.key)
    assert add_question_set(session, phq9, "imported", clinic.now, state="draft").state == "draft"
    assert add_question_set(session, phq9, "imported", clinic.now) is draft
    assert draft.state == "published"
    assert add_question_set(session, phq9, "imported", clinic.now, state="draft").state == "published"
    assert ask(session, clinic, clinic.kari, phq9.key)


def test_a_row_that_is_not_there_is_not_found(session: Session, clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        questionnaire_of(session, 99_999)
    with pytest.raises(NotFound):
        get_question_set(session, 99_999)


def test_a_file_without_rights_waits_for_somebody_who_vouches(session: Session, clinic: Clinic) -> None:
    nina = acting(session, clinic.nina)
    row, report = import_question_set(
        session, nina, _file(), "own.json", True, clinic.now, rights_needed=True
    )
    assert (row.state, row.origin, report.changes_meaning) == ("draft", "imported", False)
    assert get_question_set(session, row.id) is row
    tomorrow = day_of(clinic.now) + timedelta(days=1)
    for stated, field in (
        (Rights(), "licence"),
        (Rights("CC0"), "owner"),
        (Rights("CC0", "DPS Nord", read_on=tomorrow), "read_on"),
    ):
        with pytest.raises(Refused) as refused:
            publish_question_set(session, nina, row, stated, False, clinic.now)
        assert refused.value.field == field
    publish_question_set(session, nina, row, Rights("CC0", "DPS Nord"), False, clinic.now)
    session.flush()
    rights = questionnaire_of(session, row.id).rights
    assert (row.state, rights.licence, rights.owner) == ("published", "CC0", "DPS Nord")
    assert (rights.recorded_by, rights.recorded_on) == (f"person {clinic.nina}", day_of(clinic.now))
    assert recorder_name(session, rights) == "Nina Ås"
    publish_question_set(session, nina, row, Rights("other", "other"), False, clinic.now)
    session.flush()
    assert questionnaire_of(session, row.id).rights == rights
    again, _report = import_question_set(
        session, nina, _file(), "own.json", True, clinic.now, rights_needed=True
    )
    assert (again.id, questionnaire_of(session, again.id).rights) == (row.id, rights)


def test_whoever_imports_by_command_answers_for_a_file_that_states_no_terms(
    session: Session, clinic: Clinic
) -> None:
    row, _report = import_question_set(session, OPERATOR, _file(), "own.json", False, clinic.now)
    rights = questionnaire_of(session, row.id).rights
    today = day_of(clinic.now)
    assert row.state == "published"
    assert rights == Rights(read_on=today, recorded_by="os:test", recorded_on=today, vouched=True)
    assert recorder_name(session, rights) == "os:test"
    later = clinic.now + timedelta(days=400)
    again, _report = import_question_set(session, OPERATOR, _file(), "own.json", False, later)
    assert (again.id, questionnaire_of(session, again.id).rights) == (row.id, rights)


def test_a_file_that_was_read_before_codes_were_kept_is_the_same_file(
    session: Session, clinic: Clinic
) -> None:
    coded = {"linkId": "a", "type": "string", "text": "Hva?", "code": [{"code": "1", "display": "One"}]}
    row, _report = import_question_set(session, OPERATOR, _file(item=[coded]), "own.json", False, clinic.now)
    definition = copy.deepcopy(row.definition)
    del definition["items"][0]["codes"][0]["display"]
    row.definition = definition
    session.flush()
    again, _report = import_question_set(
        session, OPERATOR, _file(item=[coded]), "own.json", False, clinic.now
    )
    assert again.id == row.id
    coded["code"][0]["code"] = "2"  # type: ignore[index]
    with pytest.raises(Refused, match="stored with other content"):
        import_question_set(session, OPERATOR, _file(item=[coded]), "own.json", False, clinic.now)


def test_a_file_that_was_read_before_options_could_be_texts_is_the_same_file(
    session: Session, clinic: Clinic
) -> None:
    asked = {"linkId": "a", "type": "choice", "text": "Hva?", "answerOption": [{"valueString": "nei"}]}
    file = _file(item=[asked])
    row, _report = import_question_set(session, OPERATOR, file, "own.json", False, clinic.now)
    definition = copy.deepcopy(row.definition)
    del definition["items"][0]["options"][0]["is_text"]
    row.definition = definition
    session.flush()
    again, _report = import_question_set(session, OPERATOR, file, "own.json", False, clinic.now)
    assert again.id == row.id


def test_what_the_file_states_is_recorded_as_it_stands(session: Session, clinic: Clinic) -> None:
    file = _file(copyright="CC BY 4.0", publisher="P", url="http://a.no/q", approvalDate="2026-01-02")
    nina = acting(session, clinic.nina)
    row, _report = import_question_set(session, nina, file, "own.json", False, clinic.now, rights_needed=True)
    rights = questionnaire_of(session, row.id).rights
    assert row.state == "published"
    assert (rights.licence, rights.owner, rights.source) == ("CC BY 4.0", "P", "http://a.no/q")
    assert (rights.attribution, rights.read_on, rights.vouched) == ("CC BY 4.0", date(2026, 1, 2), False)


def test_a_draft_of_the_web_takes_the_rights_that_the_operator_answers_for(
    session: Session, clinic: Clinic
) -> None:
    nina = acting(session, clinic.nina)
    draft, _report = import_question_set(
        session, nina, _file(), "a.json", True, clinic.now, rights_needed=True
    )
    assert draft.state == "draft"
    row, _report = import_question_set(session, OPERATOR, _file(), "a.json", True, clinic.now)
    assert (row.id, row.state) == (draft.id, "published")
    assert definition_of(row).rights.vouched


def test_an_import_that_changes_meaning_is_published_only_with_a_yes(
    session: Session, clinic: Clinic
) -> None:
    items = [{"linkId": "a", "type": "string", "text": "Hva?"}, {"linkId": "b", "type": "attachment"}]
    nina = acting(session, clinic.nina)
    row, _report = import_question_set(session, nina, _file(item=items), "a.json", False, clinic.now)
    with pytest.raises(Refused) as refused:
        publish_question_set(session, nina, row, Rights(), False, clinic.now)
    assert refused.value.field == "accepted"
    publish_question_set(session, nina, row, Rights(), True, clinic.now)
    assert row.state == "published"


@pytest.mark.parametrize(("confirmed", "state"), [(False, "draft"), (True, "published")])
def test_a_change_of_meaning_needs_a_yes(
    session: Session, clinic: Clinic, confirmed: bool, state: str
) -> None:
    items = [
        {"linkId": "a", "type": "string", "text": "Hva?"},
        {"linkId": "b", "type": "attachment", "text": "Bilde"},
    ]
    nina = acting(session, clinic.nina)
    row, report = import_question_set(session, nina, _file(item=items), "own.json", confirmed, clinic.now)
    assert report.changes_meaning
    assert row.state == state


def test_a_corrected_file_takes_the_place_of_its_draft_and_never_of_what_is_published(
    session: Session, clinic: Clinic
) -> None:
    nina = acting(session, clinic.nina)
    wrong = [{"linkId": "a", "type": "string", "text": "Hva?"}, {"linkId": "b", "type": "attachment"}]
    draft, _report = import_question_set(session, nina, _file(item=wrong), "a.json", False, clinic.now)
    right = _file(item=wrong[:1], title="Rettet", copyright="CC0", publisher="P")
    row, _report = import_question_set(session, nina, right, "a.json", False, clinic.now)
    assert (row.id, row.state) == (draft.id, "published")
    assert definition_of(row).title == {"nb": "Rettet"}
    assert [entry["linkId"] for entry in (row.report or {})["items"]] == ["a"]
    with pytest.raises(Refused, match="stored with other content"):
        import_question_set(session, nina, _file(item=wrong), "a.json", True, clinic.now)
    with pytest.raises(NotFound):
        discard_import(session, nina, row, clinic.now)


def test_a_file_that_cannot_be_read_or_takes_a_shipped_name_is_refused(
    session: Session, clinic: Clinic
) -> None:
    nina = acting(session, clinic.nina)
    for data, reason in (
        (b"{}", "own.json: "),
        (_file(id="after-session", name="after-session"), "that ships"),
    ):
        with pytest.raises(Refused, match=reason) as refused:
            import_question_set(session, nina, data, "own.json", True, clinic.now)
        assert refused.value.field == "file"
