"""An administrator makes question sets in the browser, from a table or question by question."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from clinic import OPERATOR, Clinic
from editor_pages import FIVE, STEPS, Browser, item_of, make, newest, sign_in
from page_client import PageClient

from feedback.domain.measures.scoring import scored_items
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.questionnaires.questionnaire import Control, Item, ItemType, Option, Questionnaire
from feedback.services.questionnaires.edit_question_set import start_set
from feedback.services.questionnaires.import_question_set import import_question_set
from feedback.services.questionnaires.question_sets import get_current
from feedback.services.questionnaires.scoring_profiles import profile_for

DEFINITIONS = Path(__file__).parents[2] / "definitions"


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser)


def test_from_a_pasted_form_to_a_working_scored_instrument(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, table=FIVE, common=STEPS, profile="WHO-5")
    nina.get(f"{edit}/rights")
    nina.submit({"licence": "Free in treatment", "owner": "Owner", "attribution": "(c) Owner"})
    nina.get(edit)
    nina.submit(form=-2)
    row, questionnaire = newest(clinic)
    assert row.state == "published"
    with clinic.database.transaction() as session:
        profile = profile_for(session, questionnaire)
    assert profile is not None
    assert len(scored_items(profile, questionnaire)) == 5
    assert questionnaire.validated
    nina.get(f"/staff/question-sets/{row.id}")
    assert "5 = Hele tiden · 4 = Mesteparten" in nina.words()
    kari = nina.__class__(nina.client.application)
    kari.get(clinic.link(clinic.kari, row.key))
    kari.get(kari.path + "1")
    assert "Prøveledd 5" in kari.words()
    assert "(c) Owner" in kari.words()


def test_from_a_csv_file(clinic: Clinic, nina: PageClient) -> None:
    answer = nina.client.get("/staff/question-sets/make/template.csv")
    assert answer.mimetype == "text/csv"
    nina.get("/staff/question-sets/make")
    file = (io.BytesIO(answer.data), "questions.csv")
    nina.submit({"title": "Fra tabell", "file": file})  # type: ignore[dict-item]
    _row, questionnaire = newest(clinic)
    kinds = [item.type for item in questionnaire.items]
    assert kinds == [ItemType.CHOICE, ItemType.INTEGER, ItemType.BOOLEAN, ItemType.TEXT]
    assert set(questionnaire.items[0].text) == set(LANGUAGES)
    assert questionnaire.items[0].options[0].text["en"] == "Never"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"table": "text;mood\nx;y"}, "table"),
        ({"table": "Hva?", "common": "Aldri"}, "common"),
        ({"title": ""}, "title"),
        ({"title": "<b></b>"}, "title"),
        ({"language": "xx"}, "language"),
        ({"profile": "XYZ"}, "profile"),
        ({"file": b"\x00\x01"}, "file"),
        ({"file": b"text;mood\nx;y"}, "file"),
        ({"file": b"text\nx", "table": "Hva?"}, "file"),
        ({"file": b"x" * 505_000}, "file"),
        ({"file": b" \n"}, "file"),
    ],
)
def test_what_cannot_be_made_stores_nothing(
    clinic: Clinic, nina: PageClient, fields: dict[str, str | bytes], field: str
) -> None:
    before = newest(clinic)[0].id
    sent = {
        name: (io.BytesIO(value), "a.csv") if isinstance(value, bytes) else value
        for name, value in fields.items()
    }
    make(nina, 422, **sent)
    assert f'href="#{field}"' in nina.text
    assert newest(clinic)[0].id == before


def test_from_nothing_question_by_question_in_three_languages(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina)
    assert "Nothing is asked yet" in nina.words()
    for language in LANGUAGES:
        nina.get(f"{edit}/item?language={language}")
    nina.client.get("/staff/?language=en")
    nina.get(f"{edit}/item")
    first = {"options-0-nb": "Ja, ofte", "options-0-nn": "Ja, ofte", "options-0-en": "Yes, often"}
    second = {"options-1-nb": "Nei", "options-1-nn": "Nei", "options-1-number": "0,5"}
    nina.submit({"text_nb": "Sover du?", "text_nn": "Søv du?", **first, **second, "required": "y"})
    item = item_of(clinic, "q1")
    assert item.text == {"nb": "Sover du?", "nn": "Søv du?"}
    assert [(one.value, str(one.ordinal)) for one in item.options] == [("a1", "None"), ("0.5", "0.5")]
    assert item.required
    assert newest(clinic)[1].languages == LANGUAGES
    assert "English" in nina.words()
    assert "English lacks 3 texts" in nina.words()


def test_every_kind_of_item_is_made_and_shown_again(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina)
    nina.get(f"{edit}/item?kind=choice")
    kinds = [option.get("value", "") for option in nina.all("select")[0].iter("option")]
    for kind in kinds:
        nina.get(f"{edit}/item?kind={kind}")
        data = {"text_nb": f"Ledd {kind}"}
        if kind in ("choice", "choices", "open"):
            data["options-0-nb"] = "Svar"
        nina.submit(data)
        assert nina.path == edit, kind
    _row, questionnaire = newest(clinic)
    assert len(list(questionnaire.walk())) == len(kinds) == 16
    for item in questionnaire.walk():
        before = item
        nina.get(f"{edit}/item?id={item.link_id}")
        nina.submit()
        assert item_of(clinic, item.link_id) == before
    scale = next(item for item in questionnaire.walk() if item.control is Control.SCALE)
    assert (scale.minimum, scale.maximum) == (0, 10)
    for language in LANGUAGES:
        nina.get(f"{edit}/preview?language={language}")


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("choice", {"options-0-nb": "A"}, "text_nb"),
        ("choice", {"text_nb": "Hva?"}, "options-0-nb"),
        ("choice", {"text_nb": "H", "options-0-nb": "A", "options-0-number": "x"}, "options-0-number"),
        (
            "choice",
            {
                "text_nb": "H",
                "options-0-nb": "A",
                "options-0-code": "1",
                "options-1-nb": "B",
                "options-1-code": "1",
            },
            "options-1-code",
        ),
        ("scale", {"text_nb": "H", "minimum": "5", "maximum": "1"}, "minimum"),
        ("scale", {"text_nb": "H", "minimum": "0", "maximum": "90"}, "minimum"),
        ("scale", {"text_nb": "H", "minimum": "", "maximum": "9"}, "minimum"),
        ("integer", {"text_nb": "H", "minimum": "0.5"}, "minimum"),
        ("decimal", {"text_nb": "H", "maximum": "many"}, "maximum"),
        ("text", {"text_nb": "H", "max_length": "-3"}, "max_length"),
        ("text", {"text_nb": "x" * 2001}, "text_nb"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_and_nothing_is_lost(
    clinic: Clinic, nina: PageClient, kind: str, fields: dict[str, str], field: str
) -> None:
    edit = make(nina)
    nina.get(f"{edit}/item?kind={kind}")
    nina.submit({"help_nb": "Min hjelp", **fields}, status=422)
    assert f'href="#{field}"' in nina.text
    assert "Min hjelp" in nina.text
    assert newest(clinic)[1].items == ()


def test_another_kind_or_more_rows_keep_what_is_written(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina)
    nina.get(f"{edit}/item")
    rows = len([one for one in nina.all("input") if (one.get("name") or "").endswith("-code")])
    nina.submit({"text_nb": "Hva?", "options-0-nb": "A", "rows": "1"})
    more = [one for one in nina.all("input") if (one.get("name") or "").endswith("-code")]
    assert len(more) == rows + 3
    nina.submit({"kind": "scale"})
    assert nina.path.endswith("/item")
    assert "Hva?" in nina.text
    nina.submit({"maximum": "4"})
    assert item_of(clinic, "q1").maximum == 4


def test_items_are_moved_copied_and_deleted(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, table="A\nB\nC")
    arrange = f"{edit}/arrange"
    nina.post(arrange, {"do": "down:q1"})
    nina.post(arrange, {"do": "up:q3"})
    assert [item.link_id for item in newest(clinic)[1].items] == ["q2", "q3", "q1"]
    nina.post(arrange, {"do": "copy:q2"})
    assert [item.link_id for item in newest(clinic)[1].items] == ["q2", "q4", "q3", "q1"]
    nina.post(arrange, {"do": "up:nothing"}, status=404)
    nina.get(f"{edit}/remove?id=q4")
    nina.submit()
    assert [item.link_id for item in newest(clinic)[1].items] == ["q2", "q3", "q1"]
    nina.get(f"{edit}/remove?id=q4", status=404)


@pytest.mark.parametrize("key", ["how-i-am", "my-goals", "before-evaluation", "service-experience"])
def test_opening_and_saving_every_item_of_what_ships_changes_nothing(
    clinic: Clinic, nina: PageClient, key: str
) -> None:
    with clinic.database.transaction() as session:
        number = get_current(session, key).id
    nina.get(f"/staff/question-sets/{number}")
    nina.submit(form=0)
    save_everything(clinic, nina)


@pytest.mark.parametrize("name", ["every-type", "conditions", "several-answers", "pages", "calculations"])
def test_opening_and_saving_every_item_of_a_file_changes_nothing(
    clinic: Clinic, nina: PageClient, name: str
) -> None:
    data = (DEFINITIONS / f"{name}.json").read_bytes()
    with clinic.database.transaction() as session:
        number = import_question_set(session, OPERATOR, data, name, True, clinic.now)[0].id
    nina.get(f"/staff/question-sets/{number}")
    nina.submit(form=0)
    save_everything(clinic, nina)


def save_everything(clinic: Clinic, nina: PageClient) -> None:
    """Every item and its conditions, the head and all, opened and saved as they stand."""
    edit, before = nina.path, newest(clinic)[1]
    assert edit.endswith("/edit")
    for item in before.walk():
        for page in ("item", "conditions"):
            nina.get(f"{edit}/{page}?id={quote(item.link_id)}")
            nina.submit()
            assert nina.path == edit, item
    nina.get(f"{edit}/head")
    nina.submit()
    assert newest(clinic)[1] == before


@pytest.mark.parametrize(("count", "status"), [(150, 200), (701, 400)])
def test_a_question_with_very_many_answers(clinic: Clinic, nina: PageClient, count: int, status: int) -> None:
    options = tuple(Option(str(place), {"nb": f"Svar {place}"}) for place in range(count))
    item = Item("q1", ItemType.CHOICE, {"nb": "Hvilket?"}, options=options)
    begun = Questionnaire("", "", {"nb": "Mange"}, ("nb",), (item,))
    with clinic.database.transaction() as session:
        number = start_set(session, OPERATOR, begun, clinic.now).id
    nina.get(f"/staff/question-sets/{number}/edit/item?id=q1", status=status)
    if status == 200:
        nina.submit()
    assert item_of(clinic, "q1") == item
