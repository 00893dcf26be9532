"""What an import makes of each of the tiny question sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from fhir_files import outcomes

from feedback.catalogue.fhir import Imported, read_questionnaire
from feedback.domain.questionnaires.answers import answered
from feedback.domain.questionnaires.calculation import with_calculations
from feedback.domain.questionnaires.enablement import shown

FOLDER = Path(__file__).parents[2] / "definitions"
ALL = sorted(path.stem for path in FOLDER.glob("*.json"))
CHANGED = {"circle", "value-set", "who-one-is"}


def _read(name: str) -> Imported:
    return read_questionnaire((FOLDER / f"{name}.json").read_bytes(), name)


@pytest.mark.parametrize("name", ALL)
def test_each_imports_and_says_whether_it_changes_meaning(name: str) -> None:
    found = _read(name)
    assert found.report.key == name
    assert found.report.changes_meaning is (name in CHANGED)
    assert all("<" not in text for item in found.questionnaire.walk() for text in item.text.values())


def test_every_type_is_kept() -> None:
    assert set(outcomes(_read("every-type")).values()) == {"kept"}
    assert len(_read("every-type").questionnaire.questions) == 12


def test_languages_are_one_set() -> None:
    assert _read("languages").questionnaire.languages == ("nb", "nn", "en")


def test_conditions_open_one_after_the_other() -> None:
    questionnaire = _read("conditions").questionnaire
    assert shown(questionnaire, {}) == {"yes"}
    assert shown(questionnaire, {"yes": answered(True)}) == {"yes", "how"}
    assert shown(questionnaire, {"yes": answered(True), "how": answered(6)}) == {"yes", "how", "where"}


def test_calculations_add_up_and_copy() -> None:
    filled = with_calculations(
        _read("calculations").questionnaire, {"one": answered("mye"), "two": answered(5)}
    )
    assert (filled["sum"], filled["copy"]) == (answered(7), answered(5))


def test_who_one_is_is_not_asked() -> None:
    assert outcomes(_read("who-one-is")) == {"name": "dropped", "sex": "dropped", "period": "approximated"}


def test_pages_follow_the_groups() -> None:
    assert [page[0].link_id for page in _read("pages").questionnaire.sections] == ["p1", "p2"]


def test_groups_repeat_inside_groups_that_repeat() -> None:
    found = _read("repeating-groups")
    assert set(outcomes(found).values()) == {"kept"}
    assert found.questionnaire.repeating["what"] == ("child", "worry")
    assert found.questionnaire.by_link_id["medicine"].max_occurs == 3
    answers = {"yes": answered(True), "helps": answered("some"), "helps#2": answered("much")}
    assert with_calculations(found.questionnaire, answers)["help"] == answered(3)
