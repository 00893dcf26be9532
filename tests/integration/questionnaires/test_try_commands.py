"""`questionnaires export`, `score` and `enabled`: what goes in comes out, and bad input gets one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from feedback.catalogue.fhir import questionnaire_to_fhir, read_questionnaire, write_json
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.cli import main
from feedback.persistence.database import Database
from feedback.settings import Settings

DEFINITIONS = Path(__file__).parents[2] / "definitions"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Command:
    """Runs `feedback questionnaires`: exit code, standard output, standard error."""
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["questionnaires", *(str(one) for one in arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def phq(command: Command, tmp_path: Path) -> str:
    """PHQ-9 with neutral labels, imported; its key."""
    path = tmp_path / "phq.json"
    path.write_text(write_json(questionnaire_to_fhir(neutral_questionnaire(profiles()["PHQ-9"]))))
    assert command("import", path, "--yes")[0] == 0
    return "phq-9-demo"


def _answers(folder: Path, content: object) -> Path:
    path = folder / "answers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_what_is_exported_is_imported_as_the_same_set(command: Command, phq: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert command("export", phq, "--out", out)[0] == 0
    Questionnaire.model_validate_json(out.read_text())
    assert command("import", out, "--yes")[0] == 0  # the same version with the same content
    assert command("export", phq, "--version", "1", "--out", tmp_path / "again.json")[0] == 0
    assert (tmp_path / "again.json").read_text() == out.read_text()
    assert json.loads(out.read_text())["status"] == "active"


def test_a_draft_goes_out_as_a_draft(command: Command, tmp_path: Path) -> None:
    assert command("import", DEFINITIONS / "value-set.json")[0] == 3
    out = tmp_path / "out.json"
    assert command("export", "value-set", "--out", out)[0] == 0
    assert json.loads(out.read_text())["status"] == "draft"


def test_a_score_has_numbers_and_critical_link_ids(command: Command, phq: str, tmp_path: Path) -> None:
    answers = _answers(tmp_path, {f"item-{place}": 1 for place in range(1, 10)})
    code, out, _err = command("score", phq, "--answers", answers)
    assert code == 0
    assert json.loads(out) == {
        "scores": [{"name": "total", "value": 9, "band": "mild", "missing": 0, "why": ""}],
        "critical": ["item-9"],
    }


def test_a_skipped_or_missing_item_never_counts_as_0(command: Command, phq: str, tmp_path: Path) -> None:
    one = {f"item-{place}": "1" for place in range(1, 9)}
    for instead in ({}, {"item-9": {"skipped": True}}, {"item-9": None}, {"item-9": []}):
        _code, out, _err = command("score", phq, "--answers", _answers(tmp_path, {**one, **instead}))
        [score] = json.loads(out)["scores"]
        assert (score["value"], score["missing"]) == (9, 1)
        assert "1 missing" in score["why"]
    _code, out, _err = command("score", phq, "--answers", _answers(tmp_path, {"item-1": 3}))
    [score] = json.loads(out)["scores"]
    assert (score["value"], score["missing"]) == (None, 8)
    assert "8 missing" in score["why"]


def test_totals_of_the_file_itself_bear_their_link_id(command: Command, tmp_path: Path) -> None:
    assert command("import", DEFINITIONS / "calculations.json", "--yes")[0] == 0
    answers = _answers(tmp_path, {"one": "mye", "two": 5})
    _code, out, _err = command("score", "calculations", "--answers", answers)
    found = json.loads(out, parse_float=Decimal)
    assert found["scores"][0] == {"name": "sum", "value": 7, "band": "", "missing": 0, "why": ""}
    _code, out, _err = command("score", "calculations", "--answers", _answers(tmp_path, {"two": 5}))
    [score, *_others] = json.loads(out)["scores"]
    assert (score["value"], score["missing"], score["why"]) == (None, 1, "1 missing: not calculated")


def _scored(command: Command, folder: Path, key: str, answers: object) -> list[dict[str, Any]]:
    code, out, err = command("score", key, "--answers", _answers(folder, answers))
    assert code == 0, err
    found: list[dict[str, Any]] = json.loads(out)["scores"]
    return found


def test_a_group_that_repeats_is_a_list_of_objects(command: Command, tmp_path: Path) -> None:
    file, medicines = DEFINITIONS / "repeating-groups.json", [{"helps": 1}, {"helps": "much", "harms": True}]
    answers = _answers(tmp_path, {"yes": True, "medicine": medicines})
    _code, out, _err = command("enabled", file, "--answers", answers)
    shown = [link_id for link_id in json.loads(out) if link_id.partition("#")[0] in ("name", "harms", "how")]
    assert shown == ["name", "harms", "name#2", "harms#2", "how#2"]
    assert command("import", file, "--yes")[0] == 0
    total = {"name": "help", "value": 3, "band": "", "missing": 0, "why": ""}
    assert _scored(command, tmp_path, "repeating-groups", {"yes": True, "medicine": medicines}) == [total]
    [missing] = _scored(
        command, tmp_path, "repeating-groups", {"yes": True, "medicine": [{"helps": 1}, {}, {}]}
    )
    assert (missing["value"], missing["missing"], missing["why"]) == (
        3 - 2,
        0,
        "",
    )  # what is empty is not there
    [hidden] = _scored(command, tmp_path, "repeating-groups", {"medicine": medicines})
    assert (hidden["value"], hidden["why"]) == (None, "nothing of it was asked: not calculated")
    code, _out, err = command(
        "score", "repeating-groups", "--answers", _answers(tmp_path, {"medicine": [{}] * 1000})
    )
    assert (code, err) == (
        2,
        "answers.json: item 'medicine' is answered 1000 times; at most 30 can be read.\n",
    )


def test_a_measure_that_was_answered_several_times_has_no_total(
    command: Command, phq: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    assert command("export", phq, "--out", out)[0] == 0
    content = json.loads(out.read_text())
    group = {"linkId": "g", "type": "group", "repeats": True, "text": "PHQ-9", "item": content["item"]}
    out.write_text(json.dumps({**content, "id": "twice", "item": [group]}))
    assert command("import", out, "--yes")[0] == 0
    answers = {f"item-{place}": 1 for place in range(1, 10)}
    assert _scored(command, tmp_path, "twice", {"g": [answers]})[0]["value"] == 9
    [score] = _scored(command, tmp_path, "twice", {"g": [answers, answers]})
    assert score["value"] is None
    assert score["why"] == "a question of the measure was answered several times: no answer is chosen for it"
    _code, said, _err = command("score", "twice", "--answers", _answers(tmp_path, {"g": [answers, answers]}))
    assert json.loads(said)["critical"] == ["item-9", "item-9#2"]


def test_an_answer_without_a_number_gives_no_total(command: Command, tmp_path: Path) -> None:
    total = {
        "url": f"{SDC}calculatedExpression",
        "valueExpression": {"expression": "item.answer.value.sum()"},
    }
    items = [
        {"linkId": "a", "type": "open-choice", "text": "A", "answerOption": [{"valueCoding": {"code": "x"}}]},
        {"linkId": "g", "type": "group", "text": "G", "item": [
            {"linkId": "t", "type": "decimal", "text": "T", "readOnly": True, "extension": [total]}]},
    ]  # fmt: skip
    file = tmp_path / "open.json"
    head = {"resourceType": "Questionnaire", "id": "open", "status": "active", "title": "Open"}
    file.write_text(json.dumps({**head, "item": items}))
    assert command("import", file, "--yes")[0] == 0
    [score] = _scored(command, tmp_path, "open", {"a": "own words"})
    assert (score["value"], score["why"]) == (None, "an answer has no number: not calculated")


def test_enabled_lists_the_shown_questions(command: Command, tmp_path: Path) -> None:
    file = DEFINITIONS / "conditions.json"
    for answers, shown in (
        ({}, ["yes"]),
        ({"yes": True}, ["yes", "how"]),
        ({"yes": True, "how": 6}, ["yes", "how", "where"]),
        ({"yes": {"skipped": True}}, ["yes"]),
    ):
        code, out, _err = command("enabled", file, "--answers", _answers(tmp_path, answers))
        assert (code, json.loads(out)) == (0, shown)


def test_answers_to_what_is_not_asked_are_left_out(command: Command, tmp_path: Path) -> None:
    answers = _answers(tmp_path, {"name": "Kari"})
    code, _out, _err = command("enabled", DEFINITIONS / "who-one-is.json", "--answers", answers)
    assert code == 0
    assert command("import", DEFINITIONS / "who-one-is.json", "--yes")[0] == 0
    assert command("score", "who-one-is", "--answers", answers)[0] == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "line 1, column 2"),
        ('{"item-1": 1, "item-1": 2}', "stands twice"),
        ("[]", "a JSON object is needed"),
        ('{"item-1": NaN}', "NaN"),
        ({"nothing": 1}, "no item 'nothing'"),
        ({"item-1": 7}, "one of the codes"),
        ({"item-1": True}, "one of the codes"),
        ({"item-1": {"odd": 1}}, "one of the codes"),
        ({"item-1": ["1", "2"]}, "one answer can be given, not several"),
    ],
)
def test_bad_answers_get_one_sentence(
    command: Command, phq: str, tmp_path: Path, content: object, reason: str
) -> None:
    code, out, err = command("score", phq, "--answers", _answers(tmp_path, content))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("answers.json: ")
    assert reason in err


def test_what_does_not_exist_is_said(command: Command, phq: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert command("export", "none", "--out", out)[2].startswith("There is no question set 'none'.")
    assert "no version 9 of 'phq-9-demo'" in command("export", phq, "--version", "9", "--out", out)[2]
    assert command("score", "none", "--answers", _answers(tmp_path, {}))[0] == 2
    assert command("score", phq, "--answers", tmp_path / "none.json")[0] == 2
    assert command("export", phq, "--out", tmp_path / "no" / "folder.json")[0] == 2
    assert command("enabled", tmp_path / "none.json", "--answers", _answers(tmp_path, {}))[0] == 2


def test_check_stores_nothing(command: Command) -> None:
    code, out, _err = command("check", DEFINITIONS / "conditions.json")
    assert (code, json.loads(out)["key"]) == (0, "conditions")
    assert command("export", "conditions", "--out", "x")[0] == 2


def test_real_files_round_trip_through_the_command(command: Command, shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "questionnaires").glob("*.json")):
        first = read_questionnaire(path.read_bytes(), path.name).questionnaire
        assert command("import", path, "--yes")[0] == 0
        out = tmp_path / path.name
        assert command("export", first.key, "--out", out)[0] == 0
        Questionnaire.model_validate_json(out.read_text())
        again = read_questionnaire(out.read_bytes(), "again").questionnaire
        assert replace(again, rights=first.rights) == first  # who recorded the rights, and when, is ours


def test_a_total_that_a_file_puts_in_a_text_is_a_number(command: Command, tmp_path: Path) -> None:
    mean = {
        "url": f"{SDC}calculatedExpression",
        "valueExpression": {"expression": "%resource.item.where(linkId in ('a' | 'b')).answer.value.avg()"},
    }
    items = [*({"linkId": one, "type": "integer", "text": one} for one in "ab"),
             {"linkId": "t", "type": "string", "text": "T", "readOnly": True, "extension": [mean]}]  # fmt: skip
    file = tmp_path / "mean.json"
    head = {"resourceType": "Questionnaire", "id": "mean", "status": "active", "title": "Mean"}
    file.write_text(json.dumps({**head, "item": items}))
    command("import", file, "--yes")
    assert _scored(command, tmp_path, "mean", {"a": 1, "b": 2})[0]["value"] == 1.5
