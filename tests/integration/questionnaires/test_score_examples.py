"""The worked examples that score answers, through `feedback questionnaires score` with neutral sets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from feedback.catalogue.fhir import questionnaire_to_fhir, write_json
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.cli import main
from feedback.persistence.database import Database
from feedback.settings import Settings

Answers = Mapping[int, int]


def _all(name: str, number: int) -> Answers:
    return dict.fromkeys(range(1, profiles()[name].item_count + 1), number)


def _highest(name: str) -> Answers:
    return {place: int(numbers[-1]) for place, numbers in profiles()[name].numbers.items()}


def _sum(name: str, total: int, items: int) -> Answers:
    """Answers of the first `items` items that add up to `total`."""
    answers = {}
    for place in range(1, items + 1):
        answers[place] = min(total, int(profiles()[name].numbers[place][-1]))
        total -= answers[place]
    assert total == 0
    return answers


CORE = "CORE-10"
EXAMPLES: list[tuple[str, str, Answers, int | None, str | None]] = [
    (CORE, "all items 0", _all(CORE, 0), 8, None),
    (CORE, "all items 4", _all(CORE, 4), 32, None),
    (CORE, "least distress", _all(CORE, 0) | {2: 4, 3: 4}, 0, None),
    (CORE, "most distress", _all(CORE, 4) | {2: 0, 3: 0}, 40, None),
    (CORE, "one missing, the others 18", _sum(CORE, 26, 9) | {2: 4, 3: 4}, 20, None),
    ("WHO-5", "raw 12", _sum("WHO-5", 12, 5), 48, "low"),
    ("WHO-5", "raw 13", _sum("WHO-5", 13, 5), 52, "not low"),
    ("PHQ-9", "total 9", _sum("PHQ-9", 9, 9), 9, "mild"),
    ("PHQ-9", "total 10", _sum("PHQ-9", 10, 9), 10, "moderate"),
    ("PHQ-9", "eight items with sum 9", _sum("PHQ-9", 9, 8), 10, "moderate"),
    ("PHQ-9", "two items missing", _sum("PHQ-9", 9, 7), None, ""),
    ("AUDIT", "all highest", _highest("AUDIT"), 40, None),
    ("DUDIT", "all highest", _highest("DUDIT"), 44, None),
]


@pytest.mark.parametrize(
    ("name", "what", "answers", "value", "band"), EXAMPLES, ids=lambda one: str(one)[:30]
)
def test_the_command_scores_the_worked_examples(
    settings: Settings,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
    what: str,
    answers: Answers,
    value: int | None,
    band: str | None,
) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    neutral = neutral_questionnaire(profiles()[name])
    file, given = tmp_path / "set.json", tmp_path / "answers.json"
    file.write_text(write_json(questionnaire_to_fhir(neutral)))
    given.write_text(json.dumps({f"item-{place}": number for place, number in answers.items()}))
    assert main(["questionnaires", "import", str(file), "--yes"]) == 0
    capsys.readouterr()
    assert main(["questionnaires", "score", neutral.key, "--answers", str(given)]) == 0
    [score] = json.loads(capsys.readouterr().out)["scores"]
    assert (score["name"], score["value"]) == ("total", value), what
    assert score["missing"] == len(neutral.questions) - len(answers)
    assert band is None or score["band"] == band
