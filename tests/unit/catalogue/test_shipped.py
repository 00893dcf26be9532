"""The shipped question sets: whole in three languages, with the words of the design document."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.shipped import load_set, load_shipped
from feedback.domain.questionnaires.questionnaire import Control, ItemType

DESIGN = Path(__file__).parents[4] / "shared" / "design" / "question-sets.md"
SETS = {questionnaire.key: questionnaire for questionnaire in load_shipped()}
ALL = sorted(SETS)


def test_the_nine_sets_ship() -> None:
    assert len(SETS) == 9


@pytest.mark.parametrize("key", ALL)
def test_own_words_are_free_and_not_validated(key: str) -> None:
    questionnaire = SETS[key]
    assert questionnaire.rights.recorded
    assert questionnaire.rights.licence == "MIT"
    assert not questionnaire.validated
    assert questionnaire.profile == ""


@pytest.mark.parametrize("key", ALL)
def test_scales_have_both_ends_in_every_language(key: str) -> None:
    for item in SETS[key].walk():
        if item.control is Control.SCALE:
            assert set(item.low_label) == set(item.high_label) == {"nb", "nn", "en"}
            assert (item.minimum, item.maximum) in ((0, 10), (1, 6))


def test_session_feedback_is_four_questions_and_one_open_field() -> None:
    types = [item.type for item in SETS["after-session"].items]
    assert types == [ItemType.INTEGER] * 4 + [ItemType.TEXT]


def test_service_experience_has_five_ordered_steps() -> None:
    for item in SETS["service-experience"].items:
        assert [option.ordinal for option in item.options] == [1, 2, 3, 4, 5]
        assert item.options[0].text["nn"] == "Ikkje i det heile"


def test_goals_are_up_to_three_with_a_rating_each() -> None:
    ids = [item.link_id for item in SETS["my-goals"].items]
    assert ids == [f"goal-{number}{part}" for number in (1, 2, 3) for part in ("", "-rating")]


@pytest.mark.skipif(not DESIGN.exists(), reason="the design document is not beside the checkout")
@pytest.mark.parametrize("key", ALL)
def test_words_are_those_of_the_design(key: str) -> None:
    design = DESIGN.read_text(encoding="utf-8")
    for item in SETS[key].items:
        if item.link_id == "plan-text":
            continue
        for texts in (item.text, item.low_label, item.high_label):
            for text in texts.values():
                assert text in design


def _write_set(folder: Path, nn: str = 'text = "Korleis?"', structure: str = "") -> Path:
    folder.mkdir()
    head = 'version = "1"\nminutes = 1\nrespondents = ["patient"]\n[rights]\nlicence = "MIT"\n'
    (folder / "set.toml").write_text(f'{head}[[items]]\nid = "a"\ntype = "text"\n{structure}')
    for language, line in (("nb", 'text = "Hvordan?"'), ("nn", nn), ("en", 'text = "How?"')):
        (folder / f"{language}.toml").write_text(f'title = "T"\n[items.a]\n{line}\n')
    return folder


def test_a_set_that_is_whole_loads(tmp_path: Path) -> None:
    assert load_set(_write_set(tmp_path / "whole")).items[0].text["nn"] == "Korleis?"


def test_a_missing_translation_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="item 'a' has no text in 'nn'"):
        load_set(_write_set(tmp_path / "half", nn=""))


def test_a_link_id_used_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="'a' is used 2 times"):
        load_set(_write_set(tmp_path / "twice", structure='[[items]]\nid = "a"\ntype = "text"\n'))


def test_a_condition_that_refers_to_nothing_is_named(tmp_path: Path) -> None:
    condition = '[[items.enable_when]]\nquestion = "b"\noperator = "exists"\nexpected = true\n'
    with pytest.raises(CatalogueError, match="item 'a' refers to 'b'"):
        load_set(_write_set(tmp_path / "astray", structure=condition))


def test_an_unknown_type_a_missing_file_and_broken_toml_are_named(tmp_path: Path) -> None:
    folder = _write_set(tmp_path / "odd", structure='[[items]]\nid = "b"\ntype = "oracle"\n')
    with pytest.raises(CatalogueError, match=r"odd/set\.toml: .*oracle"):
        load_set(folder)
    (folder / "set.toml").write_text("= broken")
    with pytest.raises(CatalogueError, match=r"set\.toml: not readable as TOML"):
        load_set(folder)
    (folder / "nb.toml").unlink()
    (folder / "set.toml").write_text("")
    with pytest.raises(CatalogueError, match=r"nb\.toml: the file is missing"):
        load_set(folder)


def test_words_for_an_unknown_item_are_named(tmp_path: Path) -> None:
    folder = _write_set(tmp_path / "stray")
    with (folder / "en.toml").open("a") as file:
        file.write('[items.ghost]\ntext = "Boo"\n')
    with pytest.raises(CatalogueError, match=r"en\.toml: words for unknown items \(ghost\)"):
        load_set(folder)
