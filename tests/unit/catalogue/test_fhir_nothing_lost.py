"""What a file says and we do not do as it says is told, each time with the item's own reason."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from fhir_files import FHIR, coded, control, extension, imported, item, resource, when, whys

from feedback.catalogue.fhir import questionnaire_to_fhir, read_questionnaire, write_json
from feedback.web.administration.report_words import KNOWN

HALF = {"url": f"{FHIR}ordinalValue", "valueString": "3"}
KILO = extension("questionnaire-unit", valueCoding={"code": "kg"})


def _bound(name: str, **value: Any) -> dict[str, Any]:
    return extension(name, **value)


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        (item("q", enableBehavior="some", enableWhen=[when("a", answerString="x"), when("a", answerString="y")]),
         "the enableBehavior 'some' is not known"),
        (item("q", enableWhen=[{**when("a", answerString="x"), "answerInteger": 3}]), "says more than is understood"),
        (item("q", enableWhen=[when("?", "exists", answerBoolean=False)]), "it is always met"),
        (item("q", enableWhen=[when("?", "exists", answerBoolean=True)]), "it is never met"),
        (item("q", repeats=True, extension=[_bound("questionnaire-minOccurs", valueString="2")]),
         "the limit 'minOccurs' is not checked"),
        (item("q", repeats=True, extension=[_bound("questionnaire-maxOccurs", valueInteger=-1)]),
         "the limit 'maxOccurs' is not checked"),
        (item("q", "integer", extension=[_bound("minValue", valueInteger=5), _bound("maxValue", valueInteger=1)]),
         "lies above its highest"),
        (item("q", "date", extension=[_bound("minValue", valueDate="2027-01-01"),
                                      _bound("maxValue", valueDate="2026-01-01")]), "lies above its highest"),
        (item("q", "time", extension=[_bound("minValue", valueTime="12:00:00"),
                                      _bound("maxValue", valueTime="11:00:00")]), "lies above its highest"),
        (item("q", repeats=True, extension=[_bound("questionnaire-minOccurs", valueInteger=3),
                                            _bound("questionnaire-maxOccurs", valueInteger=2)]),
         "lies above its highest"),
        (item("q", "quantity", extension=[_bound("maxValue", valueQuantity={"value": 9, "unit": "g"}), KILO]),
         "the limit 'maxvalue' is not checked"),
        (item("q", "integer", initial=[{"valueInteger": 1}, {"valueInteger": 2}]), "the first is used"),
        (item("q", "choice", answerOption=[{**coded("a"), "extension": [HALF]}]), "the score '3' of an option"),
        (item("q", "boolean", repeats=True), "yes or no is asked once"),
        (item("q", "choice", answerOption=[coded("a")], answerValueSet="urn:v"), "its value set is not used"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(odd: dict[str, Any], why: str) -> None:
    found = imported(item("a"), odd)
    assert why in whys(found)["q"]
    assert all(part in KNOWN for part in whys(found)["q"].split("; "))


def test_limits_between_which_nothing_lies_are_not_checked() -> None:
    low, high = _bound("minValue", valueInteger=5), _bound("maxValue", valueInteger=1)
    found = imported(item("a", "integer", extension=[low, high])).questionnaire.items[0]
    assert (found.minimum, found.maximum) == (None, None)
    same = imported(item("a", "integer", extension=[low, _bound("maxValue", valueInteger=5)])).questionnaire
    assert (same.items[0].minimum, same.items[0].maximum) == (Decimal(5), Decimal(5))


def _bundle(*items: dict[str, Any]) -> dict[str, str]:
    first = resource(item("a", "choice", answerOption=[coded("x", 0), coded("y", 1)], prefix="1"), item("s"))
    entries = [{"resource": first}, {"resource": resource(*items, language="en")}]
    data = json.dumps({"resourceType": "Bundle", "entry": entries}).encode()
    return whys(read_questionnaire(data, "x.json"))


def test_languages_that_ask_something_else_are_said() -> None:
    turned = [coded("x", 1), coded("y", 0)]
    same = item("a", "choice", answerOption=[coded("x", 0, "urn:en"), coded("y", 1, "urn:en")], prefix="1")
    assert _bundle(same, item("s", text="Something?")) == {"a": "", "s": ""}
    for other in (
        {**same, "answerOption": turned},
        {**same, "answerOption": [*same["answerOption"], coded("z", 2)]},
        {**same, "required": True},
        {**same, "enableWhen": [when("s", "exists", answerBoolean=True)]},
        {**same, "type": "open-choice"},
    ):
        assert "in another way in 'en'" in _bundle(other, item("s"))["a"]
    without = {name: value for name, value in same.items() if name != "prefix"}
    assert _bundle(without, item("s"))["a"] == "its number in 'en' is another: that of 'nb' is used"


def test_a_label_is_kept_in_every_language() -> None:
    first = resource(item("a", prefix="1"), item("b", prefix="b)"))
    english = resource(item("a", prefix="One"), item("b", prefix="b)"), language="en")
    entries = [{"resource": first}, {"resource": english}]
    found = read_questionnaire(json.dumps({"resourceType": "Bundle", "entry": entries}).encode(), "x.json")
    one, two = found.questionnaire.items
    assert [one.prefix_in("nb"), one.prefix_in("en"), two.other_prefixes] == ["1", "One", {}]
    assert whys(found) == {"a": "", "b": ""}
    written = write_json(questionnaire_to_fhir(found.questionnaire)).encode()
    assert read_questionnaire(written, "again").questionnaire == found.questionnaire


def test_options_that_are_words_may_differ_between_languages() -> None:
    def file(language: str, *words: str) -> dict[str, Any]:
        options = [{"valueString": word} for word in words]
        shown = when("a", answerString=words[0])
        return resource(
            item("a", "choice", answerOption=options), item("b", enableWhen=[shown]), language=language
        )

    entries = [{"resource": file("nb", "ja", "nei")}, {"resource": file("en", "yes", "no")}]
    found = read_questionnaire(json.dumps({"resourceType": "Bundle", "entry": entries}).encode(), "x.json")
    assert whys(found) == {"a": "", "b": ""}


def test_words_of_an_option_that_is_a_text_are_translated() -> None:
    english = {"url": f"{FHIR}translation", "extension": [{"url": "lang", "valueCode": "en"},
                                                          {"url": "content", "valueString": "yes"}]}  # fmt: skip
    title = {"extension": [{**english, "extension": [english["extension"][0], english["extension"][1]]}]}
    option = {"valueString": "ja", "_valueString": {"extension": [english]}}
    found = imported(item("a", "choice", answerOption=[option]), _title=title).questionnaire
    assert found.items[0].options[0].text == {"nb": "ja", "en": "yes"}
    written = write_json(questionnaire_to_fhir(found)).encode()
    assert read_questionnaire(written, "again").questionnaire == found


def test_the_same_code_of_two_systems_round_trips() -> None:
    first = {"valueCoding": {"code": "x", "system": "urn:b", "display": "X"}}
    found = imported(
        item(
            "a",
            "choice",
            answerOption=[coded("x", system="urn:a"), coded("x", system="urn:b")],
            initial=[first],
        ),
        item("b", enableWhen=[when("a", answerCoding=first["valueCoding"])]),
    ).questionnaire
    written = questionnaire_to_fhir(found)
    assert written["item"][0]["initial"] == [first]
    assert written["item"][1]["enableWhen"][0]["answerCoding"] == first["valueCoding"]
    assert read_questionnaire(write_json(written).encode(), "again").questionnaire == found


def test_a_help_text_takes_no_link_id_that_an_item_has() -> None:
    helped = item("a", item=[item("h", "display", "Hjelp", extension=[control("help")])])
    found = imported(helped, item("a-help"), item("a-help-2")).questionnaire
    written = write_json(questionnaire_to_fhir(found)).encode()
    assert read_questionnaire(written, "again").questionnaire == found


def test_a_known_instrument_that_gives_no_total_says_why() -> None:
    options = [coded(str(number), number) for number in range(5)]
    core = imported(*(item(f"q{n}", "choice", answerOption=options) for n in range(34)), title="CORE-OM")
    assert (
        "Recognised as CORE-OM; facts about it are lacking, and until they are entered no total is given."
        in (core.report.notes)
    )
    short = imported(item("q", "choice", answerOption=options), title="CORE-10")
    assert any(note.startswith("It is called CORE-10, but") for note in short.report.notes)
    assert short.questionnaire.profile == ""


@pytest.mark.parametrize("kind", ["group", "display"])
def test_an_initial_value_of_what_asks_nothing_is_said_and_refuses_nothing(kind: str) -> None:
    odd = item("g", kind, initial=[{"valueString": "x"}], item=[item("inside")])
    found = imported(item("a"), odd)
    assert whys(found)["g"] == "an initial value cannot be used"
    assert found.questionnaire.by_link_id["g"].initial == ()


def test_an_initial_value_of_nought_is_one() -> None:
    options = [{"valueInteger": 0}, {"valueInteger": 1}]
    found = imported(item("a", "choice", answerOption=options, initial=[{"valueInteger": 0}]))
    assert found.questionnaire.items[0].initial == (0,)
    assert whys(found)["a"] == ""


def test_a_constant_that_no_choice_can_have_is_said() -> None:
    found = imported(item("a"), item("c", "choice", initial=[{"valueQuantity": {"value": 1}}]))
    assert whys(found)["c"] == "a choice without answers"


def test_numbers_to_choose_from_are_in_the_languages_of_the_set_alone() -> None:
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "Who?"}]
    lost = item("r", "reference", _text={"extension": [extension("translation", extension=parts)]})
    found = imported(item("a", "choice", answerOption=[{"valueInteger": 1}]), lost).questionnaire
    assert found.languages == ("nb",)
    assert found.items[0].options[0].text == {"nb": "1"}
    assert (
        read_questionnaire(write_json(questionnaire_to_fhir(found)).encode(), "again").questionnaire == found
    )


def test_a_code_without_a_system_means_the_option_without_one_first() -> None:
    options = [coded("x", system="urn:a"), {"valueCoding": {"code": "x"}}]
    found = imported(
        item("a", "choice", answerOption=options, initial=[{"valueCoding": {"code": "x"}}])
    ).questionnaire
    assert found.items[0].initial == (found.items[0].options[1].value,)
    assert (
        read_questionnaire(write_json(questionnaire_to_fhir(found)).encode(), "again").questionnaire == found
    )


def test_mark_up_that_is_taken_away_is_said() -> None:
    marked = {"valueCoding": {"code": "a", "display": "<i>A</i>"}}
    found = imported(
        item("t", text="<b>Hei</b> og <script>x</script>"),
        item("o", "choice", answerOption=[marked]),
        item("less", text="Mindre enn  < 3\nog mer"),
        title="<u>T</u>",
    )
    said = "formatting is shown as plain text"
    assert whys(found) == {"t": said, "o": said, "less": ""}
    assert "Formatting at the head is shown as plain text." in found.report.notes
