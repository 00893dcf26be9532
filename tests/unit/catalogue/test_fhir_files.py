"""Real questionnaires that nobody here wrote: a complete report, in time, and they work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feedback.catalogue.codec import from_plain, to_plain
from feedback.catalogue.fhir import Imported, Outcome, read_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.scoring import critical, score
from feedback.domain.questionnaires.answers import Answer, answered
from feedback.domain.questionnaires.calculation import with_calculations
from feedback.domain.questionnaires.enablement import shown
from feedback.domain.questionnaires.questionnaire import CalculationKind, Control, Item
from feedback.domain.questionnaires.validation import problems

FOLDER = Path(__file__).parents[4] / "shared" / "questionnaires"
FILES = sorted(path.name for path in FOLDER.glob("*.json"))

pytestmark = pytest.mark.skipif(not FILES, reason="the real questionnaires are not beside the checkout")


def _read(name: str) -> Imported:
    return read_questionnaire((FOLDER / name).read_bytes(), name)


def _link_ids(element: object) -> set[str]:
    if isinstance(element, list):
        return set().union(*map(_link_ids, element)) if element else set()
    if isinstance(element, dict):
        own = {element["linkId"]} if "linkId" in element else set()
        return own.union(*map(_link_ids, element.values()))
    return set()


@pytest.mark.parametrize("name", FILES)
def test_the_report_has_every_link_id_and_nothing_is_lost_silently(name: str) -> None:
    found = _read(name)
    reported = {entry.link_id: entry for entry in found.report.items}
    assert set(reported) == _link_ids(json.loads((FOLDER / name).read_bytes()))
    kept = {key for key, entry in reported.items() if entry.outcome is not Outcome.DROPPED}
    assert set(found.questionnaire.by_link_id) == kept
    for entry in reported.values():
        assert entry.outcome is Outcome.KEPT or entry.why
    json.dumps(found.report.to_plain())


@pytest.mark.parametrize("name", FILES)
def test_it_can_be_stored_shown_and_checked(name: str) -> None:
    questionnaire = _read(name).questionnaire
    assert from_plain(json.loads(json.dumps(to_plain(questionnaire)))) == questionnaire
    visible = shown(questionnaire, {})
    assert visible
    assert all(problem.code.value == "required-reminder" for problem in problems(questionnaire, {}, visible))


def test_involvermeg_is_one_set_in_three_languages() -> None:
    data = (FOLDER / "hso-involvermeg-0.6.3.json").read_bytes()
    found = read_questionnaire(data, "involvermeg")
    assert found.report.languages == ("nb", "nn", "en")
    assert (found.report.key, found.report.version) == ("hso-involvermeg", "0.6.3")
    assert len(found.report.items) == 329


class _Involve:
    """InvolverMeg with the link ids that the tests need, found by text and place."""

    def __init__(self) -> None:
        self.set = _read("hso-involvermeg-0.6.3.json").questionnaire
        self.tick = self._find("7160fbce")
        self.scale = self._find("94223dcf")
        self.importance = self._find("983774db")
        self.group = self._find("cad59f76")
        self.important = self._find("1c7f4a6c")
        self.bothered = self._find("216eea12")
        summary = (self.group, self.important, self.bothered)
        self.later = {item.link_id for item in (self.scale, self.importance, *summary)}

    def _find(self, start: str) -> Item:
        return next(item for item in self.set.walk() if item.link_id.startswith(start))

    def shown(self, answers: dict[str, Answer]) -> frozenset[str]:
        return shown(self.set, answers)


def test_involvermeg_headache() -> None:
    involve = _Involve()
    assert involve.tick.text == {"nb": "Hodepine", "nn": "Hovudverk", "en": involve.tick.text["en"]}
    nothing = involve.shown({})
    assert involve.tick.link_id in nothing
    assert not involve.later & nothing

    ticked = {involve.tick.link_id: answered(True)}
    assert {involve.scale.link_id, involve.importance.link_id} <= involve.shown(ticked)
    assert [option.ordinal for option in involve.scale.options] == [0, 1, 2, 3, 4]
    assert involve.scale.control is Control.SLIDER
    assert involve.scale.low_label["nb"] == "Ikke plagsomt"

    both = {**ticked, involve.scale.link_id: answered("3"), involve.importance.link_id: answered("8")}
    everything = {involve.group.link_id, involve.important.link_id, involve.bothered.link_id}
    assert everything <= involve.shown(both)
    filled = with_calculations(involve.set, both)
    assert filled[involve.important.link_id] == answered("8")
    assert filled[involve.bothered.link_id] == answered("3")

    unticked = {**both, involve.tick.link_id: answered(False)}
    assert not involve.later & involve.shown(unticked)
    assert involve.bothered.link_id not in with_calculations(involve.set, unticked)


def test_involvermeg_asks_nobody_who_they_are_and_everybody_what_depends_on_sex() -> None:
    found = _read("hso-involvermeg-0.6.3.json")
    dropped = [entry for entry in found.report.items if entry.outcome is Outcome.DROPPED]
    assert sum("neither asked nor stored" in entry.why for entry in dropped) == 4
    assert found.report.changes_meaning
    items = found.questionnaire.by_link_id
    visible = {items[link_id].text.get("nb") for link_id in shown(found.questionnaire, {})}
    assert {"Uregelmessig menstruasjon", "Sviktende ereksjon"} <= visible


def test_involvermeg_copies_are_all_rules() -> None:
    calculated = _read("hso-involvermeg-0.6.3.json").questionnaire.calculated
    assert len(calculated) == 110
    assert {item.calculation.kind for item in calculated if item.calculation} == {CalculationKind.COPY}


@pytest.mark.parametrize(
    ("name", "profile", "answer", "value", "band"),
    [
        ("phq-9-nb.json", "PHQ-9", 1, 9, "mild"),
        ("gad-7-nb.json", "GAD-7", 3, 21, "severe"),
        ("who-5-nb.json", "WHO-5", 4, 80, "not low"),
    ],
)
def test_known_instruments_are_recognised_and_scored(
    name: str, profile: str, answer: int, value: int, band: str
) -> None:
    found = _read(name)
    questionnaire = found.questionnaire
    assert questionnaire.profile == profile
    assert not found.report.changes_meaning
    answers = {
        item.link_id: answered(next(option.value for option in item.options if option.ordinal == answer))
        for item in questionnaire.numeric
    }
    (total,) = score(profiles()[profile], questionnaire, answers)
    assert (total.value, total.band, total.missing) == (value, band, 0)
    assert bool(critical(profiles()[profile], questionnaire, answers)) is (profile == "PHQ-9")


def test_norwegian_score_codes_add_up_sections_and_the_whole_form() -> None:
    questionnaire = _read("nhn-testskjema-skaaring.json").questionnaire
    answers = {item.link_id: answered(item.options[1].value) for item in questionnaire.numeric}
    filled = with_calculations(questionnaire, answers)
    values = [filled[item.link_id].value for item in questionnaire.calculated]
    numbers = [getattr(value, "value", value) for value in values]
    assert numbers == [2, 2, 12, 2, 2, 12, 2, 2, 12]
    one_missing = dict(list(answers.items())[1:])
    left = with_calculations(questionnaire, one_missing)
    assert sum(item.link_id in left for item in questionnaire.calculated) == 5
