"""A group that repeats, answered without JavaScript: one more, one less, another tab, and everywhere it is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import acting, as_it_stands, ask, send
from clinic import OPERATOR, Clinic
from clinician_pages import sign_in
from page_client import PageClient
from sqlalchemy import select

from feedback.catalogue.fhir import write_json
from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import IN_PERSON, NOT_SHOWN, SKIPPED, answered, answers_from_plain
from feedback.persistence.tables import Person, Response
from feedback.services.answers.answering import lock_answering, save_draft
from feedback.services.answers.export_responses import response_resource
from feedback.services.answers.read_feedback import get_read_response
from feedback.services.questionnaires.import_question_set import import_question_set
from feedback.services.rights.held import gather
from feedback.services.rights.person_bundle import person_bundle
from feedback.services.sheets.sheet_parts import quotes_in

Browser = Callable[[], PageClient]
FILE = Path(__file__).parents[2] / "definitions" / "repeating-groups.json"
KEY = "repeating-groups"
TWO = {
    "yes": answered(True),
    "name": answered("Sertralin"),
    "helps": answered("some"),
    "name#2": answered("Melatonin"),
    "helps#2": answered("much"),
    "harms#2": IN_PERSON,
    "age": answered(4),
    "what": answered("Søvn"),
    "what#1.2": answered("Skole"),
}


@pytest.fixture
def kari(clinic: Clinic, browser: Browser) -> PageClient:
    """Kari on the page of her medicines."""
    with clinic.database.transaction() as session:
        import_question_set(session, OPERATOR, FILE.read_bytes(), FILE.name, True, clinic.now)
    page = browser()
    page.get(clinic.link(clinic.kari, KEY))
    page.get(page.path + "1")
    page.submit({"q1": "true"})
    return page


def _stored(clinic: Clinic) -> dict[str, Any]:
    with clinic.database.transaction() as session:
        return answers_from_plain(session.scalars(select(Response)).one().answers)


def _headings(page: PageClient) -> list[str]:
    return ["".join(one.itertext()).strip() for one in page.all("h2") if "Medisin" in "".join(one.itertext())]


def _buttons(page: PageClient) -> list[str]:
    values = [button.get("value", "") for button in page.all("button") if button.get("name") == "action"]
    return [value for value in values if ":" in value]


def test_kari_tells_of_two_medicines(kari: PageClient, clinic: Clinic) -> None:
    assert (_headings(kari), _buttons(kari)) == (["Medisin"], ["more:2"])
    kari.submit({"q3": "Sertralin", "action": "more:2"})
    assert _headings(kari) == ["Medisin (1)", "Medisin (2)"]
    assert _buttons(kari) == ["remove:2", "remove:2_2", "more:2_2"]
    kari.submit({"q3_2": "Melatonin", "q4_2": "much", "q5_2": "~in-person"})
    assert kari.path.endswith("/3")
    assert _stored(clinic) == {
        "yes": answered(True),
        "name": answered("Sertralin"),
        "name#2": answered("Melatonin"),
        "helps#2": answered("much"),
        "harms#2": IN_PERSON,
    }


def test_a_condition_inside_opens_a_question_of_the_same_time(kari: PageClient) -> None:
    kari.submit({"q3": "Sertralin", "action": "more:2"})
    kari.submit({"q3_2": "Melatonin", "q5_2": "true"})
    names = {box.get("name") for box in [*kari.all("textarea"), *kari.all("input")]}
    assert kari.path.endswith("/2")
    assert "q6_2" in names
    assert "q6" not in names


def test_at_most_three(kari: PageClient) -> None:
    for number in ("2", "2_2"):
        kari.submit({"action": f"more:{number}"})
    assert _buttons(kari) == ["remove:2", "remove:2_2", "remove:2_3"]
    kari.submit({"action": "more:2_3"})
    assert len(_headings(kari)) == 3


def test_one_is_taken_away_and_the_next_moves_up(kari: PageClient, clinic: Clinic) -> None:
    kari.submit({"q3": "A", "action": "more:2"})
    kari.submit({"q3_2": "B", "action": "more:2_2"})
    kari.submit({"q3_3": "C", "q5_3": "~skip", "action": "remove:2_2"})
    assert _headings(kari) == ["Medisin (1)", "Medisin (2)"]
    found = _stored(clinic)
    assert (found["name"], found["name#2"], found["harms#2"]) == (answered("A"), answered("C"), SKIPPED)
    assert "name#3" not in found


def test_a_time_that_stays_empty_is_gone_on_the_next_page(kari: PageClient, clinic: Clinic) -> None:
    kari.submit({"q3": "A", "action": "more:2"})
    kari.submit({"action": "more:2_2"})
    kari.submit({"q3_3": "C"})
    assert {key for key in _stored(clinic) if key.startswith("name")} == {"name", "name#2"}
    kari.submit({"action": "back"})
    assert _headings(kari) == ["Medisin (1)", "Medisin (2)"]


def test_a_draft_keeps_a_time_that_was_asked_for(kari: PageClient) -> None:
    kari.submit({"action": "more:2"})
    kari.get(kari.path)
    assert _headings(kari) == ["Medisin (1)", "Medisin (2)"]


def test_what_cannot_be_understood_is_said_before_anything_changes(kari: PageClient) -> None:
    kari.submit({"q3": "A"})
    kari.submit()  # the page of the total
    assert kari.path.endswith("/4")
    kari.submit({"q10": "fire", "action": "more:9_2"}, status=422)
    assert "fire" in kari.text
    assert "q10_3" not in kari.text
    kari.submit({"q10": "4", "q10_2": "to", "action": "remove:9_2"})  # what is wrong goes away with it
    assert "q10_3" not in kari.text


def test_fewer_than_there_should_be_is_said_once(kari: PageClient) -> None:
    kari.submit({"q3": "A"})
    kari.submit()
    assert [value for value in _buttons(kari) if value.endswith(("9", "9_2"))] == [
        "more:9_2"
    ]  # there must be two
    kari.submit({"q10": "4"}, status=422)
    assert "Barn" in kari.words()
    [link] = [one for one in kari.all("a") if one.get("href") == "#q9"]
    assert "2" in "".join(link.itertext())
    kari.submit()
    assert kari.path.endswith("/receipt")


def test_a_group_inside_a_group_repeats_on_its_own(kari: PageClient, clinic: Clinic) -> None:
    kari.submit({"q3": "A"})
    kari.submit()
    kari.submit({"q10": "4", "q12": "Søvn", "action": "more:11"})
    kari.submit({"q12_1_2": "Skole", "q10_2": "7", "action": "more:11_2_1"})
    kari.submit({"q12_2_2": "Venner"})
    assert kari.path.endswith("/receipt")
    found = _stored(clinic)
    said = {key: found[key].value for key in found if key.startswith("what")}
    assert said == {"what": "Søvn", "what#1.2": "Skole", "what#2": "Venner"}


def test_another_tab_with_fewer_times_takes_nothing_away(
    kari: PageClient, clinic: Clinic, browser: Browser
) -> None:
    kari.submit({"q3": "A"})
    kari.submit({"action": "back"})
    stale, token, path = {"times": "2:1", "q3": "A changed", "action": "later"}, kari.token, kari.path
    kari.submit({"action": "more:2"})
    kari.submit({"q3_2": "B", "action": "back"})
    kari.client.post(path, data={**stale, "csrf_token": token})
    found = _stored(clinic)
    assert (found["name"], found["name#2"]) == (answered("A changed"), answered("B"))


def test_another_tab_with_more_times_loses_nothing_that_was_typed(kari: PageClient, clinic: Clinic) -> None:
    kari.submit({"q3": "A", "action": "more:2"})
    kari.submit({"action": "remove:2_2"})
    kari.submit({"times": "2:2", "q3_2": "B", "action": "later"})
    assert _stored(clinic)["name#2"] == answered("B")


@pytest.mark.parametrize(
    "sent",
    [
        {"times": "2:9999 9:30 11:30 nonsense 4:2 :: 2:x", "action": "more:2"},
        {"times": "", "action": "more:77"},
        {"action": "remove:2_30"},
        {"action": "more:"},
        {"action": "more:3"},
        {"q3_900": "x", "q3_2": "y", "action": "later"},
    ],
)
def test_forged_numbers_change_nothing(kari: PageClient, clinic: Clinic, sent: dict[str, str]) -> None:
    kari.submit({**sent, "q3": "A"})
    found = _stored(clinic)
    assert found["name"] == answered("A")
    assert not {key for key in found if key.startswith("name#")}


def _sent(clinic: Clinic, *, sharing: str = "all") -> int:
    with clinic.database.transaction() as session:
        import_question_set(session, OPERATOR, FILE.read_bytes(), FILE.name, True, clinic.now)
        return send(session, clinic, ask(session, clinic, clinic.kari, KEY), TWO, sharing).id


def test_what_is_sent_is_whole(clinic: Clinic) -> None:
    number = _sent(clinic)
    with clinic.database.transaction() as session:
        found = answers_from_plain(session.get_one(Response, number).answers)
    assert found["help"] == answered(3)
    assert (found["how"], found["how#2"]) == (NOT_SHOWN, NOT_SHOWN)
    assert {"medicine", "child"}.isdisjoint(found)


def test_an_empty_time_is_not_sent(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        import_question_set(session, OPERATOR, FILE.read_bytes(), FILE.name, True, clinic.now)
        answering = ask(session, clinic, clinic.kari, KEY)
        answers = {
            "yes": answered(True),
            "name": answered("A"),
            "name#3": answered("C"),
            "medicine": answered(3),
        }
        save_draft(session, acting(session, clinic.kari), answering, answers, "nb", clinic.now)
        answering = as_it_stands(session, answering)
        lock_answering(session, answering)
        row = send(session, clinic, answering, answering.answers)
        assert {key for key in row.answers if key.startswith("name")} == {"name", "name#2"}


def test_the_clinician_reads_each_time_by_its_number(clinic: Clinic, browser: Browser) -> None:
    number = _sent(clinic)
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/responses/{number}")
    for words in ("Medisin (1)", "Medisin (2)", "Navn (2)", "Melatonin", "Bekymring (1.2)", "Skole"):
        assert words in berg.words()
    with clinic.database.transaction() as session:
        read = get_read_response(session, clinic.kari, number)
        said = {quote.question: quote.words for quote in quotes_in(read, "nb")}
        assert (said["Navn"], said["Navn (2)"], said["Hva? (1.2)"]) == ("Sertralin", "Melatonin", "Skole")


def test_own_words_of_every_time_are_kept_from_the_clinician_who_may_see_numbers(clinic: Clinic) -> None:
    number = _sent(clinic, sharing="numbers")
    with clinic.database.transaction() as session:
        read = get_read_response(session, clinic.kari, number)
        assert {"name", "name#2", "what#1.2"}.isdisjoint(read.answers)
        assert read.answers["helps#2"] == answered("much")
        content = response_resource(session, read, interprets=True)
    medicines = [one for one in content["item"] if one["linkId"] == "medicine"]
    assert [one["item"][0]["extension"][0]["valueCode"] for one in medicines] == ["masked", "masked"]


def test_kari_finds_each_time_in_her_file(clinic: Clinic) -> None:
    _sent(clinic)
    with clinic.database.transaction() as session:
        held = gather(session, session.get_one(Person, clinic.kari), day_of(clinic.now))
        bundle = json.loads(write_json(person_bundle(session, held, clinic.now)))
    [response] = [
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "QuestionnaireResponse"
    ]
    names = [
        one["item"][0]["answer"][0]["valueString"] for one in response["item"] if one["linkId"] == "medicine"
    ]
    assert names == ["Sertralin", "Melatonin"]
    [mine] = held.own
    assert "Navn (2)" in {item.text["nb"] for item in mine.questionnaire.questions}
