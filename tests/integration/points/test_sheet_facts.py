"""What stands on the sheet of a point: what was known when it was held, and nothing that came later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from clinic import Clinic
from clinician_pages import Browser, add_phq9, answer, point_path, sign_in
from patient_pages import me
from profile_changes import publish, with_subscales
from sqlalchemy.orm import Session

from feedback.catalogue.arranging import with_item
from feedback.catalogue.codec import from_plain
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.calendar import day_of
from feedback.domain.points.sheet import SheetContent
from feedback.domain.questionnaires.answers import Answer, AnswerState, answered
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option
from feedback.persistence.tables import EvaluationPoint, Person, Response
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.reply import reply
from feedback.services.date_words import date_rule
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point, save_notes
from feedback.services.questionnaires.edit_question_set import edit_set, keep_draft, publish_draft
from feedback.services.questionnaires.question_sets import add_question_set, get_current
from feedback.services.refusals import Refused
from feedback.services.sheets.make_sheet import make_sheet

SESSION = {"since-last": answered(4), "different": answered("Mer om jobb")}


def untranslated(text: str) -> str:
    return text


def sheet_of(clinic: Clinic, number: int = 1, later: timedelta = timedelta(0)) -> SheetContent:
    with clinic.database.transaction() as session:
        point = get_point(session, clinic.kari, number)
        return make_sheet(session, point, untranslated, "nb", clinic.now + later)


def hold(clinic: Clinic, at: datetime, number: int = 1) -> None:
    """Dr Berg holds the point at this instant."""
    with clinic.database.transaction() as session:
        point, berg = get_point(session, clinic.kari, number), actor_for(session.get_one(Person, clinic.berg))
        save_notes(session, berg, point, {"works": "Turene"}, at)
        hold_point(session, berg, point, day_of(at), _late(point, at), at)


def _late(point: EvaluationPoint, at: datetime) -> str:
    return "holiday" if day_of(at) > point.due_on else ""


def sent(clinic: Clinic, key: str, answers: Mapping[str, Answer], at: datetime, person: int = 0) -> int:
    """A response that was sent at this instant."""
    number = answer(clinic, person or clinic.kari, key, answers)
    with clinic.database.transaction() as session:
        session.get_one(Response, number).authored_at = at
    return number


def replied(session: Session, clinic: Clinic, response: int, at: datetime) -> None:
    berg = actor_for(session.get_one(Person, clinic.berg))
    reply(session, berg, session.get_one(Response, response), "followed", "Ja", at)


@pytest.mark.parametrize("after", [timedelta(seconds=1), timedelta(days=3)])
def test_an_answer_after_the_point_was_held_changes_nothing_on_its_sheet(
    clinic: Clinic, after: timedelta
) -> None:
    sent(clinic, "how-i-am", {"calm": answered(3)}, clinic.now - timedelta(hours=1))
    hold(clinic, clinic.now)
    before = sheet_of(clinic)
    sent(clinic, "after-session", SESSION, clinic.now + after)
    sent(clinic, "relative-view", {"now": answered(2)}, clinic.now + after, clinic.per)
    assert sheet_of(clinic) == before
    following = sheet_of(clinic, 2, timedelta(days=4))
    assert len(following.sessions) == 1
    assert len(following.relatives) == 1


def test_a_reply_after_the_point_was_held_changes_nothing_on_its_sheet(clinic: Clinic) -> None:
    response = sent(clinic, "after-session", SESSION, clinic.now - timedelta(hours=2))
    hold(clinic, clinic.now)
    before = sheet_of(clinic)
    with clinic.database.transaction() as session:
        replied(session, clinic, response, clinic.now + timedelta(minutes=5))
    assert sheet_of(clinic) == before
    assert before.sessions[0].reply is None


def test_an_answer_stands_on_one_sheet_only(clinic: Clinic) -> None:
    sent(clinic, "after-session", SESSION, clinic.now - timedelta(hours=1))
    hold(clinic, clinic.now)
    assert len(sheet_of(clinic).sessions) == 1
    assert sheet_of(clinic, 2).sessions == ()


def test_a_correction_lets_no_later_answer_in(clinic: Clinic) -> None:
    hold(clinic, clinic.now)
    sent(clinic, "after-session", SESSION, clinic.now + timedelta(minutes=5))
    hold(clinic, clinic.now + timedelta(minutes=10))
    assert sheet_of(clinic).sessions == ()


def test_the_rule_is_that_of_the_day_it_stands_beside(clinic: Clinic) -> None:
    hold(clinic, clinic.now)
    content = sheet_of(clinic)
    with clinic.database.transaction() as session:
        following = get_point(session, clinic.kari, 2)
        assert content.next_on == following.due_on
        assert content.date_rule == date_rule(session, following, untranslated, "nb")


@pytest.mark.parametrize(
    ("reason", "field"), [("", "late_reason"), ("vacation", "late_reason"), ("other", "late_words")]
)
def test_a_late_point_takes_one_of_the_reasons(clinic: Clinic, reason: str, field: str) -> None:
    with clinic.database.transaction() as session:
        point, berg = get_point(session, clinic.kari, 1), actor_for(session.get_one(Person, clinic.berg))
        point.opens_on = point.due_on = day_of(clinic.now) - timedelta(2)
        with pytest.raises(Refused) as refused:
            hold_point(session, berg, point, day_of(clinic.now), reason, clinic.now)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("reason", "said"),
    [("patients_wish", "The patient's wish"), ("other: Snøstorm", "Other: Snøstorm")],
)
def test_the_reason_stands_in_words_on_the_sheet(clinic: Clinic, reason: str, said: str) -> None:
    with clinic.database.transaction() as session:
        point, berg = get_point(session, clinic.kari, 1), actor_for(session.get_one(Person, clinic.berg))
        point.opens_on = point.due_on = day_of(clinic.now) - timedelta(2)
        hold_point(session, berg, point, day_of(clinic.now), reason, clinic.now)
    assert sheet_of(clinic).late_reason == said


def test_what_a_relative_says_about_themself_stays_off_the_sheet(clinic: Clinic) -> None:
    wishes = {"self": answered(3), "contact": answered(True), "children": answered(False)}
    answer(clinic, clinic.per, "relative-self", wishes)
    assert sheet_of(clinic).relatives == ()


def test_choices_of_another_set_stand_with_their_question(clinic: Clinic) -> None:
    asked = (
        Item("time", ItemType.BOOLEAN, {"nb": "Har du tid?"}),
        Item("when", ItemType.CHOICE, {"nb": "Når?"}, options=(Option("late", {"nb": "Om kvelden"}),)),
    )
    own = replace(neutral_questionnaire(profiles()["PHQ-9"]), key="own-set", items=asked, profile="")
    with clinic.database.transaction() as session:
        add_question_set(session, replace(own, respondents=("relative",)), "demo", clinic.now)
    answer(clinic, clinic.per, "own-set", {"time": answered(False), "when": answered("late")})
    [view] = sheet_of(clinic).relatives
    assert view.wishes == ("Har du tid? No", "Når? Om kvelden")


def test_what_a_relative_says_in_private_stays_off_the_sheet(clinic: Clinic) -> None:
    answer(clinic, clinic.per, "relative-self", {"contact": answered(True)}, "talk-first")
    assert sheet_of(clinic).relatives == ()


def test_change_and_cut_off_are_two_facts_with_a_reference(clinic: Clinic, browser: Browser) -> None:
    add_phq9(clinic)
    with clinic.database.transaction() as session:
        unit = session.get_one(Person, clinic.kari).unit
        unit.interpretation_confirmed_on, unit.interpretation_confirmed_by = day_of(clinic.now), "Geir"
    sent(clinic, "phq-9-demo", _phq9(2), clinic.now - timedelta(days=20))
    sent(clinic, "phq-9-demo", _phq9(1), clinic.now - timedelta(days=1))
    content = sheet_of(clinic)
    [series] = content.trend.series
    assert series.direction == "reliably better"
    assert series.cutoff_status == "cut-off 10: was in the clinical range, is now outside it"
    published = "PHQ-9: Kroenke, Spitzer & Williams 2001; cut-off 10"
    source = f"{published}; reliable change 6 (95 %, NHS Talking Therapies manual)"
    assert content.sources == (source,)
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/points/1/sheet")
    assert "was in the clinical range, is now outside it" in berg.words()
    assert source in berg.words()


def _phq9(number: int) -> dict[str, Answer]:
    questions = [f"item-{at}" for at in range(1, 10)]
    return {name: answered(str(number)) for name in questions}


def test_what_owners_want_printed_stands_on_page_sheet_and_pdf(clinic: Clinic, browser: Browser) -> None:
    named = replace(neutral_questionnaire(profiles()["PHQ-9"]), key="named")
    with clinic.database.transaction() as session:
        rights = replace(named.rights, attribution="(c) Some owner 1999")
        add_question_set(session, replace(named, rights=rights), "demo", clinic.now)
    sent(clinic, "named", _phq9(2), clinic.now - timedelta(days=20))
    assert sheet_of(clinic).attributions == ("(c) Some owner 1999",)
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/points/1/sheet")
    assert "(c) Some owner 1999" in berg.words()
    point_id = point_path(clinic).rpartition("/")[2]
    berg.post(f"{point_path(clinic)}/open")
    for page in ("", "/responses/1", f"/points/{point_id}/together/change"):
        berg.get(f"/staff/patients/{clinic.kari}{page}")
        assert "(c) Some owner 1999" in berg.words(), page
    kari = me(browser, clinic.kari)
    kari.get("/me/answers/1")
    assert "(c) Some owner 1999" in kari.words()


def test_an_item_that_an_edit_gave_another_scale_is_another_line(clinic: Clinic, browser: Browser) -> None:
    answer(clinic, clinic.kari, "how-i-am", {"sleep": answered(10)})
    with clinic.database.transaction() as session:
        siv = actor_for(session.get_one(Person, clinic.siv))
        before = get_current(session, "how-i-am")
        draft = edit_set(session, siv, before, clinic.now + timedelta(minutes=1))
        changed = from_plain(draft.definition)
        sleep = replace(changed.by_link_id["sleep"], maximum=Decimal(5))
        keep_draft(session, siv, draft, replace(changed, items=with_item(changed.items, sleep)), clinic.now)
        publish_draft(session, siv, draft, clinic.now + timedelta(minutes=1))
    answer(clinic, clinic.kari, "how-i-am", {"sleep": answered(3)})
    series = [one for one in sheet_of(clinic).trend.series if one.facts.key.startswith("how-i-am.sleep")]
    assert [(one.facts.maximum, [point.value for point in one.points]) for one in series] == [
        (10, [10]),
        (5, [3]),
    ]
    sign_in(browser).get(f"/staff/patients/{clinic.kari}")


def test_every_scale_names_its_source_the_total_first(clinic: Clinic) -> None:
    add_phq9(clinic)
    publish(clinic, "PHQ-9", with_subscales)
    with clinic.database.transaction() as session:
        unit = session.get_one(Person, clinic.kari).unit
        unit.interpretation_confirmed_on, unit.interpretation_confirmed_by = day_of(clinic.now), "Geir"
    sent(clinic, "phq-9-demo", _phq9(2), clinic.now - timedelta(days=20))
    sent(clinic, "phq-9-demo", _phq9(1), clinic.now - timedelta(days=1))
    total, part = sheet_of(clinic).sources
    assert total.startswith("PHQ-9: ")
    assert part.startswith("PHQ-9 kropp: ")


def test_the_newest_of_what_the_patient_says_about_the_help_stands_on_the_sheet(clinic: Clinic) -> None:
    """National pathways: the point asks whether patient and relatives are satisfied."""
    assert sheet_of(clinic).experience is None
    sent(clinic, "service-experience", {"overall": answered("2")}, clinic.now - timedelta(hours=2))
    newest = {"overall": answered("4"), "relatives": Answer(AnswerState.NOT_APPLICABLE)}
    sent(clinic, "service-experience", newest, clinic.now - timedelta(hours=1))
    hold(clinic, clinic.now)
    told = sheet_of(clinic, later=timedelta(days=1)).experience
    assert told is not None
    assert told.title == "Erfaringer med hjelpen"
    assert ("Er du alt i alt fornøyd?", "I stor grad") in told.answers
    assert ("Har pårørende vært med så mye som du ønsker?", "does not apply") in told.answers
    assert sheet_of(clinic, number=2, later=timedelta(days=1)).experience is None


def test_what_the_patient_ticked_is_no_quotation(clinic: Clinic) -> None:
    """A13: a person's own words stand exactly as they were written; a choice is nobody's wording."""
    told = {"plan": answered("keep"), "not-helped": answered("Skjemaene")}
    sent(clinic, "before-evaluation", told, clinic.now - timedelta(hours=1))
    notes = {quote.words: quote.chosen for _heading, quote in sheet_of(clinic).notes}
    assert notes["Skjemaene"] is False
    assert [chosen for words, chosen in notes.items() if words != "Skjemaene"] == [True]
