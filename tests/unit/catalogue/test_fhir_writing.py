"""What is written can be read again and is the same set."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fhir.resources.R4B import questionnaire as r4b
from fhir_files import coded, extension, imported, item, resource, when

from feedback.catalogue.fhir import questionnaire_to_fhir, read_questionnaire, write_json
from feedback.catalogue.profiles import neutral_questionnaire, profiles
from feedback.catalogue.shipped import load_shipped
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.rights import Rights

FOLDER = Path(__file__).parents[4] / "shared" / "questionnaires"
FILES = sorted(FOLDER.glob("*.json"))


def _again(questionnaire: Questionnaire) -> Questionnaire:
    written = write_json(questionnaire_to_fhir(questionnaire)).encode()
    return read_questionnaire(written, "again").questionnaire


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_real_files_round_trip(path: Path) -> None:
    first = read_questionnaire(path.read_bytes(), path.name).questionnaire
    assert _again(first) == first
    r4b.Questionnaire.model_validate_json(write_json(questionnaire_to_fhir(first)))


@pytest.mark.parametrize("shipped", load_shipped(), ids=lambda shipped: shipped.key)
def test_shipped_sets_round_trip(shipped: Questionnaire) -> None:
    again = _again(shipped)
    assert replace(again, rights=shipped.rights) == shipped
    r4b.Questionnaire.model_validate_json(write_json(questionnaire_to_fhir(shipped)))


@pytest.mark.parametrize(
    "rights",
    [
        Rights("CC BY 4.0", "P", "http://a.no/q", date(2026, 3, 1), "CC BY 4.0"),
        Rights("CC0", "P", "", None, ""),
        Rights("Free in treatment", "", "", None, "(c) P 2020"),
        Rights(),
    ],
)
def test_rights_round_trip(rights: Rights) -> None:
    shipped = replace(load_shipped()[0], rights=replace(rights, recorded_by="os:siv", vouched=True))
    assert _again(shipped).rights == rights


def test_a_day_that_is_no_whole_date_is_left_out() -> None:
    assert imported(item("a"), approvalDate="2026").questionnaire.rights.read_on is None


def test_neutral_labels_round_trip_and_are_recognised() -> None:
    phq = neutral_questionnaire(profiles()["PHQ-9"])
    again = _again(phq)
    assert again.items == phq.items
    assert again.profile == "PHQ-9"


def test_every_kind_of_thing_round_trips() -> None:
    more = [
        extension("questionnaire-unit", valueCoding={"code": "kg"}),
        extension("minValue", valueDecimal=0.5),
        extension("questionnaire-hidden", valueBoolean=True),
    ]
    conditions = [
        {"question": "q", "operator": ">", "answerQuantity": {"value": 3, "code": "kg"}},
        {"question": "c", "operator": "=", "answerCoding": {"code": "a", "system": "urn:y"}},
        {"question": "d", "operator": "<=", "answerDate": "2026-01-02"},
        {"question": "t", "operator": "exists", "answerBoolean": True},
        {"question": "o", "operator": "!=", "answerString": "own"},
    ]
    sum_of = {"expression": "%resource.descendants().where(linkId='i' or linkId='j').answer.value.sum()"}
    first = imported(
        item("q", "quantity", extension=more),
        item("c", "choice", answerOption=[coded("a", 1.5), coded("a", system="urn:y")]),
        item("d", "date", initial=[{"valueDate": "2026-01-01"}]),
        item("t", "time"),
        item("o", "open-choice", answerOption=[{"valueString": "x"}, {"valueInteger": 3}]),
        item("i", "integer"),
        item("j", "integer"),
        item("s", "integer", extension=[extension("calculatedExpression", valueExpression=sum_of)]),
        item("w", enableWhen=conditions, enableBehavior="all", required=True, repeats=True, maxLength=9),
        publisher="P",
        copyright="C",
        url="http://a.no/q",
        version="3",
    ).questionnaire
    assert _again(first) == first


def test_who_answers_how_long_and_the_chosen_score_round_trip() -> None:
    made = replace(
        neutral_questionnaire(profiles()["WHO-5"]),
        codes=(),
        title={"nb": "Trivsel"},
        languages=("nb",),
        items=tuple(
            replace(
                item, text={"nb": "x"}, options=tuple(replace(one, text={"nb": "y"}) for one in item.options)
            )
            for item in neutral_questionnaire(profiles()["WHO-5"]).items
        ),
        respondents=("relative", "patient"),
        minutes=9,
        validated=True,
    )
    assert replace(_again(made), rights=made.rights) == made


@pytest.mark.parametrize("profile", ["nobody knows", "PHQ-9"])
def test_a_score_that_is_named_and_does_not_fit_is_said(profile: str) -> None:
    own = {"url": "urn:samsyn:fhir/samsyn-profile", "valueString": profile}
    odd = [
        {"url": f"urn:samsyn:fhir/samsyn-{name}", "valueString": "odd"} for name in ("minutes", "respondent")
    ]
    found = imported(item("a"), extension=[own, *odd])
    assert found.questionnaire.profile == ""
    assert f"The scoring profile '{profile}' is not here or does not fit: not used." in found.report.notes
    assert found.report.changes_meaning
    assert (found.questionnaire.minutes, found.questionnaire.respondents) == (1, ("patient",))


def test_languages_of_one_file_and_of_several_round_trip() -> None:
    translated = {"extension": [extension("translation", extension=[
        {"url": "lang", "valueCode": "nb"}, {"url": "content", "valueString": "Hvilken?"}])]}  # fmt: skip
    options = [{"valueInteger": 1}, {"valueDate": "2026-01-01"}, coded("a"), {"valueString": "own"}]
    more = {"answerOption": options, "_text": translated}
    first = imported(
        item("a", "choice", "Which?", **more), item("b", text="Only here"), language="en"
    ).questionnaire
    assert first.languages == ("nb", "en")
    assert _again(first) == first


def test_words_that_are_the_value_are_matched_by_place_in_another_language() -> None:
    def one(language: str, *words: str) -> dict[str, object]:
        options = [{"valueString": word} for word in words]
        return {"resource": resource(item("a", "choice", "?", answerOption=options), language=language)}

    bundle = {"resourceType": "Bundle", "entry": [one("nb", "Ja", "Nei"), one("en", "Yes", "No")]}
    read = read_questionnaire(json.dumps(bundle).encode(), "x").questionnaire
    assert [option.text for option in read.items[0].options] == [
        {"nb": "Ja", "en": "Yes"},
        {"nb": "Nei", "en": "No"},
    ]
    assert _again(read) == read


def test_an_option_that_is_a_text_goes_out_as_one() -> None:
    """With its translations, as a condition, and as what is chosen at first; a coding without a system stays one."""
    english = {"extension": [extension("translation", extension=[
        {"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "no"}])]}  # fmt: skip
    options = [
        {"valueString": "nei", "_valueString": english},
        {"valueCoding": {"code": "ja", "display": "ja"}},
    ]
    asked = item("a", "choice", answerOption=options, initial=[{"valueString": "nei"}])
    found = imported(asked, item("b", enableWhen=[when("a", answerString="nei")])).questionnaire
    first, second = questionnaire_to_fhir(found)["item"]
    assert first["answerOption"][0]["valueString"] == "nei"
    assert first["answerOption"][1] == {"valueCoding": {"code": "ja", "display": "ja"}}
    assert first["initial"] == [{"valueString": "nei"}]
    assert second["enableWhen"][0]["answerString"] == "nei"
    assert _again(found) == found


def test_a_text_whose_words_are_others_in_the_first_language_round_trips() -> None:
    def one(language: str, *words: str) -> dict[str, object]:
        """Only in English the second question has words."""
        options = [{"valueString": word} for word in words]
        asked = (item("a", "choice", "?", answerOption=options), item("b"))
        asked = asked if language == "en" else (asked[0], item("b", text=None))
        return {"resource": resource(*asked, language=language)}

    bundle = {"resourceType": "Bundle", "entry": [one("nb", "Ja", "Nei"), one("en", "Yes", "No")]}
    read = read_questionnaire(json.dumps(bundle).encode(), "x").questionnaire
    written = questionnaire_to_fhir(read)
    assert written["language"] == "en"
    assert written["item"][0]["answerOption"][1]["valueCoding"]["code"] == "Nei"
    assert _again(read) == read


def test_an_answer_that_excludes_the_others_round_trips() -> None:
    option = coded("none")
    option["extension"] = [extension("questionnaire-optionExclusive", valueBoolean=True)]
    found = imported(item("a", "choice", repeats=True, answerOption=[coded("x"), option])).questionnaire
    assert [one.exclusive for one in found.items[0].options] == [False, True]
    assert _again(found) == found
