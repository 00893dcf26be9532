"""Making and editing question sets: a published version never changes, an edit makes the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asking import acting, ask
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.arranging import with_new
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire
from feedback.domain.questionnaires.rights import Rights
from feedback.persistence.tables import AuditEvent, QuestionSet
from feedback.services.questionnaires import question_sets
from feedback.services.questionnaires.edit_question_set import (
    MOST_ITEMS,
    copy_set,
    discard_draft,
    edit_set,
    is_open,
    keep_draft,
    new_link_id,
    next_version,
    open_draft,
    publish_draft,
    start_set,
    unfit,
)
from feedback.services.questionnaires.import_question_set import definition_of
from feedback.services.questionnaires.question_sets import (
    add_question_set,
    find_version,
    get_current,
    publish_shipped,
    questionnaire_of,
    versions_in_use,
)
from feedback.services.refusals import NotFound, Refused

QUESTION = Item("q1", ItemType.STRING, {"nb": "Hva?", "en": "What?"})
RIGHTS = Rights("CC0", "DPS", recorded_by="os:test")
SET = Questionnaire("", "", {"nb": "Søvn & dag", "en": "Sleep"}, ("nb", "en"), (QUESTION,), rights=RIGHTS)


def start(session: Session, clinic: Clinic, **more: object) -> QuestionSet:
    changed = replace(SET, **more)  # type: ignore[arg-type]
    return start_set(session, acting(session, clinic.nina), changed, clinic.now)


def publish(session: Session, clinic: Clinic, row: QuestionSet) -> QuestionSet | None:
    return publish_draft(session, acting(session, clinic.nina), row, clinic.now)


def test_a_new_set_gets_a_key_of_its_title_and_is_a_draft(session: Session, clinic: Clinic) -> None:
    keys = [start(session, clinic).key for _time in range(2)]
    assert keys == ["sovn-dag", "sovn-dag-2"]
    assert start(session, clinic, title={"nb": "睡眠"}).key == "question-set"
    with pytest.raises(Refused, match="no published question set"):
        ask(session, clinic, clinic.kari, "sovn-dag")
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == clinic.nina)).all()
    assert actions.count("made question set") == 3


def test_an_edit_makes_the_next_version_and_invitations_keep_theirs(session: Session, clinic: Clinic) -> None:
    nina = acting(session, clinic.nina)
    first = start(session, clinic)
    publish(session, clinic, first)
    asked = ask(session, clinic, clinic.kari, first.key).asked
    before = definition_of(first)
    draft = edit_set(session, nina, first, clinic.now)
    assert (draft.version, draft.key, is_open(draft), is_open(first)) == ("2", first.key, True, False)
    assert edit_set(session, nina, first, clinic.now) is draft
    row, questionnaire = open_draft(session, draft.id)
    keep_draft(session, nina, row, replace(questionnaire, title={"nb": "Ny", "en": "New"}), clinic.now)
    assert get_current(session, first.key) is first
    session.flush()
    assert versions_in_use(session)[first.key] == "1"
    publish(session, clinic, draft)
    assert get_current(session, first.key) is draft
    assert definition_of(first) == before
    assert asked.question_set_id == first.id
    assert questionnaire_of(session, asked.question_set_id).title["nb"] == "Søvn & dag"
    with pytest.raises(NotFound):
        open_draft(session, draft.id)
    with pytest.raises(NotFound):
        open_draft(session, 99_999)


@pytest.mark.parametrize(
    ("versions", "local", "following"),
    [
        (["1"], False, "2"),
        (["1", "2", "9"], False, "10"),
        (["0.6.3"], True, "0.6.3+1"),
        (["0.6.3", "0.6.3+1"], True, "0.6.3+2"),
        (["1", "1+1", "2"], True, "2+1"),
        (["x"], False, "1"),
    ],
)
def test_the_next_version(versions: list[str], local: bool, following: str) -> None:
    assert next_version(versions, local=local) == following


def test_an_edit_of_what_ships_is_marked_as_ours_and_a_new_shipped_version_waits(
    session: Session, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = get_current(session, "how-i-am")
    draft = edit_set(session, acting(session, clinic.nina), shipped, clinic.now)
    assert draft.version == "1+1"
    publish(session, clinic, draft)
    newer = replace(definition_of(shipped), version="2")
    monkeypatch.setattr(question_sets, "load_shipped", lambda: (newer,))
    publish_shipped(session, clinic.now)
    found = find_version(session, "how-i-am", "2")
    assert found is not None
    assert found.state == "draft"
    assert get_current(session, "how-i-am") is draft


def test_what_was_published_last_is_asked_though_it_was_begun_first(session: Session, clinic: Clinic) -> None:
    phq = neutral_questionnaire(profiles()["PHQ-9"])
    first = add_question_set(session, phq, "demo", clinic.now)
    draft = edit_set(session, acting(session, clinic.nina), first, clinic.now)
    add_question_set(session, replace(phq, version="7"), "demo", clinic.now)
    publish_draft(session, OPERATOR, draft, clinic.now + timedelta(days=365))
    assert get_current(session, phq.key) is draft


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"items": ()}, "put right first"),
        ({"profile": "WHO-5"}, "put right first"),
        ({"title": {"nb": "Bare ett"}, "intro": {"en": "Only here"}}, "No language is whole"),
        ({"rights": Rights()}, "Note the rights first"),
    ],
)
def test_nothing_half_is_published(
    session: Session, clinic: Clinic, more: dict[str, object], reason: str
) -> None:
    row = start(session, clinic, **more)
    with pytest.raises(Refused, match=reason):
        publish(session, clinic, row)
    assert row.state == "draft"


def test_whole_languages_are_published_and_the_rest_goes_on_in_a_draft(
    session: Session, clinic: Clinic
) -> None:
    row = start(
        session, clinic, title={"nb": "Søvn", "en": "Sleep", "nn": "Svevn"}, languages=("nb", "nn", "en")
    )
    following = publish(session, clinic, row)
    assert definition_of(row).languages == ("nb", "en")
    assert "nn" not in definition_of(row).title
    assert following is not None
    assert (following.version, is_open(following)) == ("2", True)
    assert definition_of(following).title["nn"] == "Svevn"


def test_a_profile_that_does_not_fit_says_so(session: Session, clinic: Clinic) -> None:
    assert unfit(session, replace(SET, profile="WHO-5"))
    assert not unfit(session, neutral_questionnaire(profiles()["WHO-5"]))
    assert not unfit(session, SET)


def test_a_copy_is_a_set_of_its_own(session: Session, clinic: Clinic) -> None:
    nina = acting(session, clinic.nina)
    copy = copy_set(session, nina, get_current(session, "how-i-am"), {"nb": "Min egen"}, clinic.now)
    assert (copy.key, copy.version, is_open(copy)) == ("min-egen", "1", True)
    assert definition_of(copy).items == definition_of(get_current(session, "how-i-am")).items


def test_a_link_id_is_never_used_again(session: Session, clinic: Clinic) -> None:
    nina = acting(session, clinic.nina)
    row = start(session, clinic)
    more = with_new(SET.items, replace(QUESTION, link_id="q7"))
    keep_draft(session, nina, row, replace(definition_of(row), items=more), clinic.now)
    publish(session, clinic, row)
    draft = edit_set(session, nina, row, clinic.now)
    without = replace(definition_of(draft), items=SET.items)
    keep_draft(session, nina, draft, without, clinic.now)
    assert new_link_id(session, without) == "q8"


def test_a_draft_can_be_thrown_away_and_has_a_limit(session: Session, clinic: Clinic) -> None:
    nina, row = acting(session, clinic.nina), start(session, clinic)
    many = tuple(replace(QUESTION, link_id=f"q{place}") for place in range(MOST_ITEMS + 1))
    with pytest.raises(Refused, match="at most 1000"):
        keep_draft(session, nina, row, replace(SET, items=many), clinic.now)
    discard_draft(session, nina, row, clinic.now)
    session.flush()
    assert session.get(QuestionSet, row.id) is None
