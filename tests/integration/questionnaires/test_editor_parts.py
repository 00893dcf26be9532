"""Conditions, scales, scoring, two administrators, preview: the other pages of the editor."""

from __future__ import annotations

import pytest
from clinic import Clinic
from editor_pages import FIVE, SCRIPT, STEPS, Browser, item_of, make, newest, sign_in
from page_client import PageClient

from feedback.domain.people.actors import LANGUAGES
from feedback.services.questionnaires.edit_question_set import is_open


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser)


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


def test_answers_without_numbers_are_seen_and_put_right_in_one_go(clinic: Clinic, nina: PageClient) -> None:
    plain = "\n".join(line.partition("=")[2] for line in STEPS.splitlines())
    edit = make(nina, table=FIVE, common=plain, profile="WHO-5")
    assert "Litt · Aldri – none has a number" in nina.words()
    [trouble] = [link for link in nina.all("a") if "this set has 0 with numbers" in "".join(link.itertext())]
    assert trouble.get("href") == f"{edit}/answers"
    nina.get(f"{edit}/answers")
    nina.submit({"scale_nb": STEPS})
    assert "5 = Hele tiden · 4 = Mesteparten" in nina.words()
    assert "with numbers" not in nina.words()


def test_all_questions_get_the_answers_with_one_tick(clinic: Clinic, nina: PageClient) -> None:
    edit = make(nina, table="A\nB\nC")
    nina.get(f"{edit}/answers")
    nina.submit({"scale_nb": "5 Ja\nNei", "every": "y"})
    assert "5 Ja · Nei – none has a number" in nina.words()
    nina.get(f"{edit}/item?id=q1")
    nina.submit({"options-0-number": "1"})
    assert "1 = 5 Ja · Nei (without a number)" in nina.words()
    assert len(item_of(clinic, "q3").options) == 2


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
    assert f'href="{edit}/item?id=q1"' in nina.text
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
    words = {"licence": f"A{SCRIPT}", "owner": f"B{SCRIPT}", "attribution": SCRIPT}
    nina.submit({**words, "source": "javascript:alert(1)"})
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
