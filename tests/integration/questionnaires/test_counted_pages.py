"""An administrator sees how a set counts, and says of reversed questions whether their numbers are turned."""

from __future__ import annotations

import json
from decimal import Decimal

from asking import acting
from clinic import Clinic
from editor_pages import Browser, make, newest, sign_in
from page_client import PageClient
from reversed_sets import CORE, DOWN, UP, WORDS, core_file

from feedback.domain.measures.scoring import score
from feedback.domain.questionnaires.answers import answered
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.services.questionnaires.import_question_set import import_question_set

OWN = ("Trygg aldri", "Trygg sjelden", "Trygg iblant", "Trygg ofte", "Trygg alltid")
RIGHTS = {"terms": "granted-to-clinic", "owner": "Oss"}


def bring_in(clinic: Clinic, numbers: tuple[int, ...], words: tuple[str, ...] = WORDS) -> int:
    data = json.dumps(core_file(numbers, words)).encode()
    with clinic.database.transaction() as session:
        row, _report = import_question_set(
            session, acting(session, clinic.nina), data, "core.json", False, clinic.now
        )
        return row.id


def always(questionnaire: Questionnaire) -> Decimal | None:
    answers = {item.link_id: answered(item.options[-1].value) for item in questionnaire.questions}
    return score(CORE, questionnaire, answers)[0].value


def boxes(page: PageClient) -> dict[str, bool]:
    found = [box for box in page.all("input") if box.get("name") == "turned"]
    return {box.get("value", ""): box.get("checked") is not None for box in found}


def test_the_page_of_a_set_tells_what_each_answer_counts(clinic: Clinic, browser: Browser) -> None:
    row = bring_in(clinic, UP)
    nina = sign_in(browser)
    nina.get(f"/staff/question-sets/{row}")
    assert "How it counts as CORE-10" in nina.words()
    assert "4 = Aldri · 3 = Sjelden · 2 = Av og til · 1 = Ofte · 0 = Alltid" in nina.words()
    assert "0 = Aldri · 1 = Sjelden · 2 = Av og til · 3 = Ofte · 4 = Alltid" in nina.words()
    assert nina.words().count("counts the other way round") == len(CORE.reversed_items)
    assert "safety item" in nina.words()
    assert boxes(nina) == {}  # it was published: nothing is asked


def test_numbers_that_seem_turned_wait_for_a_yes(clinic: Clinic, browser: Browser) -> None:
    row = bring_in(clinic, DOWN)
    nina = sign_in(browser)
    nina.get(f"/staff/question-sets/{row}")
    assert "A draft: nobody can be asked yet" in nina.words()
    assert list(boxes(nina).values()) == [True, True]
    assert nina.words().count("turned in its own numbers already") == len(CORE.reversed_items)
    nina.submit({"accepted": "y"}, form=-2)
    stored, questionnaire = newest(clinic)
    assert stored.state == "published"
    assert always(questionnaire) == 32


def test_the_administrator_says_otherwise(clinic: Clinic, browser: Browser) -> None:
    row = bring_in(clinic, DOWN, OWN)
    nina = sign_in(browser)
    nina.get(f"/staff/question-sets/{row}")
    first, second = boxes(nina)
    assert list(boxes(nina).values()) == [False, False]
    nina.submit({"turned": [first, second]}, form=-2, status=422)  # without a yes
    assert list(boxes(nina).values()) == [True, True]
    nina.submit({"turned": [first, second], "accepted": "y"}, form=-2)
    assert always(newest(clinic)[1]) == 32


def test_choosing_a_measure_in_the_editor_shows_what_is_turned(clinic: Clinic, browser: Browser) -> None:
    nina = sign_in(browser)
    table = "\n".join(f"{number}. Prøveledd {number}" for number in range(1, 11))
    edit = make(nina, table=table, common="\n".join(f"{n}={text}" for n, text in enumerate(WORDS)))
    nina.get(f"{edit}/scoring")
    assert boxes(nina) == {}
    nina.submit({"profile": "CORE-10"})
    assert nina.path.endswith("/scoring")
    assert list(boxes(nina).values()) == [False, False]
    assert always(newest(clinic)[1]) == 32
    [first, _second] = boxes(nina)
    nina.submit({"turned": [first]})
    assert not nina.path.endswith("/scoring")
    assert always(newest(clinic)[1]) == 36
    nina.get(f"{edit}/scoring")
    assert list(boxes(nina).values()) == [True, False]
    nina.submit({"profile": ""})
    assert nina.path == edit


def test_other_words_in_the_editor_change_no_total(clinic: Clinic, browser: Browser) -> None:
    row = bring_in(clinic, DOWN)
    nina = sign_in(browser)
    nina.get(f"/staff/question-sets/{row}")
    nina.submit({"accepted": "y"}, form=-2)
    nina.post(f"/staff/question-sets/{row}/next")
    edit = nina.path
    straight = [
        item.link_id
        for place, item in enumerate(newest(clinic)[1].questions, start=1)
        if place not in CORE.reversed_items
    ]
    nina.get(f"{edit}/answers")
    numbered = "\n".join(f"{number}={text} ({number})" for number, text in enumerate(WORDS))
    nina.submit({"scale_nb": numbered, "items": straight})
    assert always(newest(clinic)[1]) == 32
