"""An administrator makes and edits question sets in the browser; placeholder words, not an instrument's."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.people import LANGUAGES
from feedback.domain.questionnaire import Control, Item, ItemType, Questionnaire
from feedback.domain.scoring import scored_items
from feedback.persistence.tables import QuestionSet
from feedback.services.edit_question_set import is_open
from feedback.services.import_question_set import definition_of
from feedback.services.submit_response import profile_of

Browser = Callable[[], PageClient]
STEPS = "5=Hele tiden\n4=Mesteparten\n3=Over halvparten\n2=Under halvparten\n1=Litt\n0=Aldri"
FIVE = "\n".join(f"{number}. Prøveledd {number}" for number in range(1, 6))
SCRIPT = "<script>alert('x')</script>"


def sign_in(browser: Browser, name: str = "ås") -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": name, "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser)


def newest(clinic: Clinic) -> tuple[QuestionSet, Questionnaire]:
    with clinic.database.transaction() as session:
        row = session.scalars(select(QuestionSet).order_by(QuestionSet.id.desc()).limit(1)).one()
        return row, definition_of(row)


def make(nina: PageClient, status: int = 200, **fields: str) -> str:
    """A new set; the address of its draft."""
    nina.get("/staff/question-sets/make")
    nina.submit({"title": "Prøvesett", "language": "nb", **fields}, status=status)
    return nina.path


def item_of(clinic: Clinic, link_id: str) -> Item:
    return newest(clinic)[1].by_link_id[link_id]


def test_from_a_pasted_form_to_a_working_scored_instrument(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, table=FIVE, common=STEPS, profile="WHO-5")
    nina.get(f"{edit}/rights")
    nina.submit({"licence": "Free in treatment", "owner": "Owner", "attribution": "(c) Owner"})
    nina.get(edit)
    nina.submit(form=-2)
    row, questionnaire = newest(clinic)
    assert row.state == "published"
    profile = profile_of(questionnaire)
    assert profile is not None
    assert len(scored_items(profile, questionnaire)) == 5
    assert questionnaire.validated
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
        ({"file": (io.BytesIO(b"\x00\x01"), "a.csv")}, "file"),
        ({"file": (io.BytesIO(b"text;mood\nx;y"), "a.csv")}, "file"),
        ({"file": (io.BytesIO(b"text\nx"), "a.csv"), "table": "Hva?"}, "file"),
        ({"file": (io.BytesIO(b"x" * 505_000), "a.csv")}, "file"),
    ],
)
def test_what_cannot_be_made_stores_nothing(
    clinic: Clinic, nina: PageClient, fields: dict[str, str], field: str
) -> None:
    before = newest(clinic)[0].id
    make(nina, 422, **fields)
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
    assert "lacks" in nina.words()


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


def test_conditions_are_written_as_people_say_them(clinic: Clinic, nina: PageClient) -> None:
    table = (
        "number;text;scale\n1;Røyker du?;ja/nei\n2;Hvor ofte?;0=Aldri|1=Ofte\n3;Hvor mye?;tall\n4;Mer?;tekst"
    )
    edit = make(nina, table=table)
    where = f"{edit}/conditions?id=q4"
    nina.get(where)
    nina.submit({"rows-0-question": "q1", "rows-0-operator": "=", "rows-0-value": "kanskje"}, status=422)
    assert 'href="#rows-0-value"' in nina.text
    nina.submit({"rows-0-value": "ja"})
    assert item_of(clinic, "q4").enable_when[0].expected is True
    nina.get(where)
    nina.submit({"rows-1-question": "q2", "rows-1-value": "sjelden"}, status=422)
    assert "Aldri, Ofte" in nina.words()
    more = {"rows-2-question": "q3", "rows-2-operator": ">=", "rows-2-value": "2,5", "joint": "all"}
    nina.submit({"rows-1-question": "q2", "rows-1-operator": "=", "rows-1-value": "ofte", **more})
    item = item_of(clinic, "q4")
    assert item.enable_all
    assert [str(one.expected) for one in item.enable_when] == ["True", "1", "2.5"]
    assert "Røyker du?" in nina.words()
    nina.get(f"{edit}/remove?id=q2")
    assert "cannot be deleted yet" in nina.words()
    nina.get(where)
    nina.submit({f"rows-{place}-question": "" for place in range(3)})
    assert item_of(clinic, "q4").enable_when == ()


def test_a_circle_is_said_and_keeps_the_set_from_being_published(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, table="A\nB")
    for one, other in (("q1", "q2"), ("q2", "q1")):
        nina.get(f"{edit}/conditions?id={one}")
        nina.submit({"rows-0-question": other, "rows-0-operator": "exists", "rows-0-value": "yes"})
    assert "itself waits for this one" in nina.words()
    nina.submit(form=-2, status=422)
    assert newest(clinic)[0].state == "draft"
    nina.get(f"{edit}/preview")


def test_one_answer_scale_for_many_questions(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, table="A\nB\nC")
    where = f"{edit}/answers"
    nina.get(where)
    nina.submit({"scale_nb": STEPS}, status=422)
    assert 'href="#items"' in nina.text
    nina.submit({"scale_nb": "", "items": ["q1"]}, status=422)
    nina.submit({"scale_nb": "Bare ett", "items": ["q1"]}, status=422)
    assert 'href="#scale_nb"' in nina.text
    nina.submit({"scale_nb": STEPS, "items": ["q1", "q2"]})
    assert len(item_of(clinic, "q2").options) == 6
    nina.get(where)
    nina.submit({"same": "q1", "items": ["q3"]})
    assert item_of(clinic, "q3").options == item_of(clinic, "q1").options


def test_title_who_answers_and_time(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, table="A")
    where = f"{edit}/head"
    for fields, field in (
        ({"minutes": "0"}, "minutes"),
        ({"title_nb": ""}, "title_nb"),
        ({"patient": []}, "patient"),
    ):
        nina.get(where)
        nina.submit(fields, status=422)
        assert f'href="#{field}"' in nina.text
    nina.get(where)
    nina.submit({"title_nn": "Ny", "intro_nb": "Hei", "relative": "y", "minutes": "3"})
    found = newest(clinic)[1]
    assert (found.title, found.intro) == ({"nb": "Prøvesett", "nn": "Ny"}, {"nb": "Hei"})
    assert (found.respondents, found.minutes) == (("patient", "relative"), 3)


def test_a_score_that_does_not_fit_is_refused_with_what_does_not(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, table="A\nB", common=STEPS)
    nina.get(f"{edit}/scoring")
    nina.submit({"profile": "WHO-5"}, status=422)
    assert "WHO-5 has 5 scored questions, and this set has 2 with numbers" in nina.words()
    assert newest(clinic)[1].profile == ""
    edit = make(nina, table=FIVE, common="0=A|1=B", profile="WHO-5")
    assert "the answers have the numbers 0, 1, and WHO-5 has 0, 1, 2, 3, 4, 5" in nina.words()
    nina.get(f"{edit}/scoring")
    nina.submit({"profile": ""})
    assert not newest(clinic)[1].validated


def test_two_administrators_on_one_question(clinic: Clinic, nina: PageClient, browser: Browser) -> None:
    edit = make(nina, table="A\nB")
    other = sign_in(browser)
    for client in (nina, other):
        client.get(f"{edit}/item?id=q1")
    other.submit({"text_nb": "Den andres ord"})
    nina.submit({"text_nb": "Mine ord"}, status=409)
    assert "Somebody else changed this" in nina.words()
    assert "Den andres ord" in nina.words()
    assert item_of(clinic, "q1").text["nb"] == "Den andres ord"
    nina.submit()
    assert item_of(clinic, "q1").text["nb"] == "Mine ord"


def test_two_administrators_on_different_questions_do_not_meet(
    clinic: Clinic, nina: PageClient, browser: Browser
) -> None:
    edit = make(nina, table="A\nB")
    other = sign_in(browser)
    nina.get(f"{edit}/item?id=q1")
    other.get(f"{edit}/item?id=q2")
    other.submit({"text_nb": "Ny B"})
    nina.submit({"text_nb": "Ny A"})
    assert [item.text["nb"] for item in newest(clinic)[1].items] == ["Ny A", "Ny B"]


@pytest.mark.parametrize("page", ["head", "rights", "scoring", "conditions?id=q1"])
def test_the_other_pages_tell_of_a_change_meanwhile_too(
    clinic: Clinic, nina: PageClient, browser: Browser, page: str
) -> None:
    edit = make(nina, table="A\nB")
    other = sign_in(browser)
    for client in (nina, other):
        client.get(f"{edit}/{page}")
    changes = {
        "head": {"title_nb": "Annen tittel"},
        "rights": {"licence": "CC0", "owner": "P"},
        "scoring": {},
        "conditions?id=q1": {"rows-0-question": "q2", "rows-0-operator": "exists", "rows-0-value": "yes"},
    }
    other.submit(changes[page])
    if page == "scoring":
        other.get(f"{edit}/head")
        other.submit({"minutes": "9"})
    nina.submit(changes[page], status=409)
    assert "Somebody else changed this" in nina.words()


def test_a_draft_that_is_gone_is_said(clinic: Clinic, nina: PageClient, browser: Browser) -> None:
    edit = make(nina, table="A")
    other = sign_in(browser)
    nina.get(f"{edit}/rights")
    nina.submit({"licence": "CC0", "owner": "P"})
    nina.get(f"{edit}/item?id=q1")
    other.get(edit)
    other.submit(form=-2)
    nina.submit({"text_nb": "Mine ord"}, status=400)
    assert "published or thrown away" in nina.words()
    nina.get(edit)
    assert nina.path == edit.removesuffix("/edit")


def test_an_edit_of_what_is_published_is_a_draft_and_can_be_thrown_away(
    clinic: Clinic, nina: PageClient
) -> None:
    nina.get("/staff/question-sets/1")
    nina.submit(form=0)
    row, _questionnaire = newest(clinic)
    assert (row.version, is_open(row)) == ("1+1", True)
    nina.get("/staff/question-sets/1")
    nina.submit(form=0)
    assert newest(clinic)[0].id == row.id
    nina.get(f"/staff/question-sets/{row.id}")
    assert "Go on editing" in nina.words()
    nina.post(f"/staff/question-sets/{row.id}/publish", status=404)
    nina.get(f"/staff/question-sets/{row.id}/edit")
    nina.submit()
    assert newest(clinic)[0].id != row.id
    nina.get("/staff/question-sets/1")
    nina.submit(form=1)
    assert newest(clinic)[1].title["en"].endswith("(copy)")


def test_the_preview_tries_conditions_and_the_score_and_stores_nothing(
    clinic: Clinic, nina: PageClient
) -> None:
    edit = make(nina, table=FIVE, common=STEPS, profile="WHO-5")
    nina.get(f"{edit}/conditions?id=q5")
    nina.submit({"rows-0-question": "q1", "rows-0-operator": "=", "rows-0-value": "Hele tiden"})
    before = newest(clinic)[1]
    nina.get(f"{edit}/preview?in=nb")
    assert "Prøveledd 5" not in nina.words()
    nina.submit({f"q{place}": "5" for place in range(1, 5)})
    assert "Prøveledd 5" in nina.words()
    assert "1 answer is missing" in nina.words()
    nina.submit({f"q{place}": "5" for place in range(1, 6)})
    assert "WHO-5: 100" in nina.words()
    assert newest(clinic)[1] == before


def test_scripts_in_texts_never_come_out(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, title=f"Tittel {SCRIPT}", table=f"Hva {SCRIPT}?", common=f"0=A{SCRIPT}|1=B")
    nina.get(f"{edit}/item?id=q1")
    nina.submit(
        {"text_nb": f"Hei {SCRIPT}", "help_nb": f"{SCRIPT}", "prefix": SCRIPT, "options-0-nb": SCRIPT + "A"}
    )
    nina.get(f"{edit}/rights")
    nina.submit({"licence": SCRIPT, "owner": SCRIPT, "attribution": SCRIPT, "source": "javascript:alert(1)"})
    for page in ("", "/item?id=q1", "/preview", "/rights", "/head", "/scoring", "/answers", "/remove?id=q1"):
        nina.get(edit + page)
        assert "<script" not in nina.text
        assert 'href="javascript:' not in nina.text
    item = item_of(clinic, "q1")
    assert item.text["nb"] == "Hei"
    assert item.options[0].text["nb"] == "A"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(clinic: Clinic, nina: PageClient, language: str) -> None:
    edit = make(nina, table=FIVE, common=STEPS, profile="PHQ-9")
    pages = (
        "item",
        "item?id=q1",
        "head",
        "rights",
        "scoring",
        "answers",
        "conditions?id=q2",
        "remove?id=q1",
        "preview",
    )
    for page in ("/staff/question-sets/make", edit, *(f"{edit}/{name}" for name in pages)):
        nina.get(f"{page}{'&' if '?' in page else '?'}language={language}")
