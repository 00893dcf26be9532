"""The importer, peculiarity by peculiarity, and what bad input gets."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest
from fhir_files import FHIR, coded, control, extension, imported, item, outcomes, resource, whys
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir import Imported, read_questionnaire
from feedback.catalogue.fhir.texts import plain, plain_markdown
from feedback.domain.answers import answered
from feedback.domain.calculation import with_calculations
from feedback.domain.enablement import shown
from feedback.domain.questionnaire import Calculation, CalculationKind, Control, Item, ItemType


def _first(found: Imported) -> Item:
    return found.questionnaire.items[0]


@pytest.mark.parametrize(
    "kind", [kind.value for kind in ItemType if kind.is_question and "choice" not in kind]
)
def test_every_type_of_question(kind: str) -> None:
    found = imported(item("a", kind))
    assert _first(found).type.value == kind
    assert outcomes(found) == {"a": "kept"}
    assert not found.report.changes_meaning


@pytest.mark.parametrize("kind", ["reference", "attachment", "oracle"])
def test_other_types_are_dropped_and_said(kind: str) -> None:
    found = imported(item("a"), item("b", kind))
    assert outcomes(found) == {"a": "kept", "b": "dropped"}
    assert kind in whys(found)["b"]
    assert found.report.changes_meaning


def test_options_of_every_kind_with_ordinals_wherever_they_lie() -> None:
    inside = coded("b")
    inside["valueCoding"]["extension"] = [
        {"url": "http://x/StructureDefintion/ordnialValue", "valueDecimal": 2}
    ]
    weight = {"valueString": "c", "extension": [extension("itemWeight", valueDecimal=Decimal(3).__int__())]}
    options = [coded("a", 1), inside, weight, {"valueInteger": 4}, {"valueDate": "2026-01-02"}]
    found = _first(imported(item("q", "choice", answerOption=options)))
    assert [option.value for option in found.options] == ["a", "b", "c", 4, date(2026, 1, 2)]
    assert [option.ordinal for option in found.options] == [1, 2, 3, None, None]
    assert found.options[0].text == {"nb": "A"}


def test_the_same_code_of_two_systems_and_a_code_twice() -> None:
    found = imported(item("q", "choice", answerOption=[coded("a"), coded("a", system="urn:y"), coded("a")]))
    assert [option.value for option in _first(found).options] == ["a", "urn:y|a"]
    assert "twice" in whys(found)["q"]


def test_value_sets_in_the_file_are_read_and_others_reported() -> None:
    concepts = [{"code": "a", "display": "En", "extension": [extension("ordinalValue", valueDecimal=7)]}]
    value_set = {
        "resourceType": "ValueSet",
        "id": "vs",
        "compose": {"include": [{"system": "urn:s", "concept": concepts}]},
    }
    found = imported(
        item("a", "choice", answerValueSet="#vs"),
        item("b", "choice", answerValueSet="http://elsewhere/ValueSet/1"),
        item("c", "open-choice", answerValueSet="http://elsewhere/ValueSet/1"),
        contained=[value_set],
    )
    (option,) = _first(found).options
    assert (option.value, option.system, option.ordinal, option.text) == ("a", "urn:s", 7, {"nb": "En"})
    assert outcomes(found) == {"a": "kept", "b": "dropped", "c": "approximated"}
    assert "not fetched" in whys(found)["b"]


def test_limits_and_looks() -> None:
    found = _first(
        imported(
            item(
                "a",
                "integer",
                required=True,
                readOnly=True,
                prefix="1)",
                extension=[
                    extension("minValue", valueInteger=1),
                    extension("maxValue", valueDecimal=6),
                    extension("questionnaire-unit", valueCoding={"code": "kg", "display": "kilo"}),
                    control("slider"),
                ],
                initial=[{"valueInteger": 3}],
            )
        )
    )
    assert (found.minimum, found.maximum, found.unit, found.initial) == (1, 6, "kg", (3,))
    assert (found.required, found.read_only, found.prefix, found.control) == (
        True,
        True,
        "1)",
        Control.SLIDER,
    )


def test_repeats_occurs_length_and_hidden() -> None:
    more = [
        extension("questionnaire-maxOccurs", valueInteger=3),
        extension("questionnaire-hidden", valueBoolean=True),
    ]
    found = _first(imported(item("a", "string", repeats=True, maxLength=9, extension=more), item("b")))
    assert (found.repeats, found.max_occurs, found.max_length, found.hidden) == (True, 3, 9, True)


@pytest.mark.parametrize(
    ("code", "look"), [("radio-button", "radio"), ("drop-down", "drop-down"), ("check-box", "check-box")]
)
def test_looks_of_choices(code: str, look: str) -> None:
    found = _first(imported(item("a", "choice", answerOption=[coded("a")], extension=[control(code)])))
    assert found.control.value == look


def test_help_unit_and_ends_belong_to_the_question_around_them() -> None:
    below = [
        item("h", "text", "Slik gjør du", extension=[control("help")]),
        item("u", "display", "cm", extension=[control("unit")]),
        item("l", "display", "lite", extension=[control("lower")]),
        item("m", "display", "mye", extension=[control("upper")]),
    ]
    found = imported(item("a", "integer", item=below))
    question = _first(found)
    assert question.help == {"nb": "Slik gjør du"}
    assert (question.unit, question.low_label, question.high_label) == ("cm", {"nb": "lite"}, {"nb": "mye"})
    assert question.items == ()
    assert set(outcomes(found).values()) == {"kept"}


def test_norwegian_slider_labels_lie_among_the_codes() -> None:
    labels = [
        {"system": "http://helsenorge.no/fhir/CodeSystem/SliderLabels", "code": code, "display": words}
        for code, words in (("LabelLeft", "Ikke"), ("LabelRight", "Veldig"))
    ]
    found = _first(imported(item("a", "choice", None, code=labels, answerOption=[coded("0", 0)])))
    assert (found.low_label, found.high_label, found.codes) == ({"nb": "Ikke"}, {"nb": "Veldig"}, ())


def _when(question: str, operator: str = "=", **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def test_several_conditions_mean_any_and_it_is_said() -> None:
    conditions = [_when("a", answerBoolean=True), _when("b", answerInteger=2)]
    found = imported(item("a", "boolean"), item("b", "integer"), item("c", enableWhen=conditions))
    assert "c" in shown(found.questionnaire, {"b": answered(2)})
    assert "no enableBehavior" in whys(found)["c"]
    every = imported(
        item("a", "boolean"), item("b", "integer"), item("c", enableWhen=conditions, enableBehavior="all")
    )
    assert "c" not in shown(every.questionnaire, {"b": answered(2)})
    assert outcomes(every)["c"] == "kept"


def test_a_condition_on_an_item_that_is_not_asked_shows_its_item() -> None:
    sex = item("s", "string", "Kjønn")
    on_sex = _when("s", answerString="Kvinne")
    found = imported(
        sex,
        item("a", "boolean"),
        item("b", enableWhen=[on_sex]),
        item("c", enableWhen=[on_sex, _when("a", answerBoolean=True)], enableBehavior="all"),
    )
    assert outcomes(found)["s"] == "dropped"
    assert found.report.changes_meaning
    assert shown(found.questionnaire, {}) == {"a", "b"}
    assert shown(found.questionnaire, {"a": answered(True)}) == {"a", "b", "c"}


def test_conditions_that_refer_to_nothing_or_go_in_a_circle_are_said() -> None:
    found = imported(
        item("a", enableWhen=[_when("b", "exists", answerBoolean=True)]),
        item("b", enableWhen=[_when("a", "exists", answerBoolean=True)]),
        item("c", enableWhen=[_when("?", answerString="x")]),
        item("d", enableWhen=[_when("a", "exists", answerBoolean=True)]),
        item("e", enableWhen=[_when("a", "~", answerString="x")]),
        item(
            "f",
            extension=[
                extension("sdc-questionnaire-enableWhenExpression", valueExpression={"expression": "1"})
            ],
        ),
    )
    assert shown(found.questionnaire, {}) == {"e", "f"}
    reasons = whys(found)
    assert "circle" in reasons["a"]
    assert "circle" in reasons["b"]
    assert "does not exist" in reasons["c"]
    assert reasons["d"] == ""
    assert "not known" in reasons["e"]
    assert "not evaluated" in reasons["f"]


def test_a_choice_compared_with_a_text_or_a_coding_finds_its_option() -> None:
    choice = item("a", "choice", answerOption=[coded("x"), coded("y")])
    by_coding = _when("a", answerCoding={"code": "x", "system": "urn:x"})
    other = _when("a", answerCoding={"code": "x", "system": "urn:other"})
    found = imported(
        choice,
        item("b", enableWhen=[by_coding]),
        item("c", enableWhen=[_when("a", answerString="X")]),
        item("d", enableWhen=[other]),
    )
    assert shown(found.questionnaire, {"a": answered("x")}) == {"a", "b", "c"}


COPY = "QuestionnaireResponse.descendants().where(linkId='a').answer.value"
RESOURCE = "%resource.item.where(linkId='{}').answer.value"


@pytest.mark.parametrize(
    ("expression", "kind", "operands"),
    [
        (COPY, "copy", ("a",)),
        (COPY.replace("'", '"') + ".first()", "copy", ("a",)),
        (RESOURCE.format("a") + " + " + RESOURCE.format("b"), "sum", ("a", "b")),
        (f"({RESOURCE.format('a')}+{RESOURCE.format('b')}) / 2", "mean", ("a", "b")),
        (
            "%resource.descendants().where(linkId='a' or linkId='b').answer.value.ordinal().sum()",
            "sum",
            ("a", "b"),
        ),
        (f"({RESOURCE.format('a')} | {RESOURCE.format('b')}).avg()", "mean", ("a", "b")),
        ("%resource.item.where(linkId='g').item.answer.value.sum()", "sum", ("a", "b")),
        ("%resource.item.where(linkId='g').item.answer.value.count()", "count", ("a", "b")),
    ],
)
def test_calculations_that_we_have_a_rule_for(expression: str, kind: str, operands: tuple[str, ...]) -> None:
    calculated = item(
        "c",
        "decimal",
        extension=[
            extension("sdc-questionnaire-calculatedExpression", valueExpression={"expression": expression})
        ],
    )
    numbers = item("g", "group", item=[item("a", "integer"), item("b", "integer")])
    found = imported(numbers, calculated)
    rule = found.questionnaire.by_link_id["c"].calculation
    assert rule == Calculation(CalculationKind(kind), operands)
    assert not found.report.changes_meaning


@pytest.mark.parametrize(
    "expression",
    [
        "today()",
        "iif(true, 1, 2)",
        RESOURCE.format("nowhere"),
        RESOURCE.format("c"),
        "(" * 3000,
        "%resource." * 900,
    ],
)
def test_other_expressions_are_listed_and_never_run(expression: str) -> None:
    calculated = item("c", "decimal", extension=[{"url": FHIR + "cqf-expression", "valueString": expression}])
    found = imported(item("a", "integer"), calculated)
    assert found.questionnaire.by_link_id["c"].calculation is None
    assert "not evaluated" in whys(found)["c"]
    assert found.report.changes_meaning


@pytest.mark.parametrize(
    "element",
    [
        item("n", text="Navn"),
        item("n", text="Fødselsnummer (11 siffer)"),
        item("n", "integer", "Hvor gammel er du?"),
        item("n", "date", "Date of birth:"),
        item("n", "choice", "Your gender", answerOption=[coded("m")]),
        item("n", text="Noe", code=[{"system": "http://loinc.org", "code": "46098-0"}]),
        item("n", text="Noe", definition="http://hl7.org/fhir/StructureDefinition/Patient#Patient.birthDate"),
        item(
            "n",
            text="Noe",
            extension=[{"url": "http://ehelse.no/sdf-fhirpath", "valueString": "Patient.name"}],
        ),
    ],
)
def test_items_that_ask_who_one_is_are_not_asked(element: dict[str, Any]) -> None:
    found = imported(item("g", "group", item=[element]), item("a"))
    assert outcomes(found) == {"g": "dropped", "n": "dropped", "a": "kept"}
    assert "neither asked nor stored" in whys(found)["n"]


@pytest.mark.parametrize(
    "text", ["Hva heter medisinen?", "Navn på fastlegen din", "Alder da det begynte", "Agency"]
)
def test_other_questions_are_asked(text: str) -> None:
    assert outcomes(imported(item("a", text=text))) == {"a": "kept"}


def test_what_a_dropped_item_holds_moves_up() -> None:
    found = imported(item("n", text="Navn", item=[item("a")]))
    assert _first(found).link_id == "a"


def test_information_boxes_and_constants() -> None:
    found = imported(
        item("i", "text", "Om dette", extension=[control("inline")], item=[item("d", "display", "Mer")]),
        item("k", "choice", None, initial=[{"valueCoding": {"code": "z", "display": "Zed"}}]),
        item("a"),
    )
    box, constant, _ = found.questionnaire.items
    assert (box.type, box.items[0].type) == (ItemType.GROUP, ItemType.DISPLAY)
    assert (constant.hidden, constant.initial, constant.options[0].text) == (True, ("z",), {"nb": "Zed"})
    assert not found.report.changes_meaning


def _bundle(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode()


def test_languages_of_a_bundle_are_one_set() -> None:
    def one(language: str, words: str, id_: str) -> dict[str, Any]:
        return resource(item("a", text=words), language=language, name="My_Set", id=id_, title=words)

    found = read_questionnaire(
        _bundle(one("en-GB", "How?", "1"), one("nn-NO", "Korleis?", "2"), one("no", "Hvordan?", "3")), "b"
    )
    assert found.questionnaire.languages == ("nb", "nn", "en")
    assert _first(found).text == {"nb": "Hvordan?", "nn": "Korleis?", "en": "How?"}
    assert found.questionnaire.key == "my-set"
    with pytest.raises(CatalogueError, match="two questionnaires in 'nb'"):
        read_questionnaire(_bundle(one("nb", "a", "1"), one("nb", "b", "2")), "b")
    other = resource(item("z"), language="en")
    with pytest.raises(CatalogueError, match="different questionnaires"):
        read_questionnaire(_bundle(one("nb", "a", "1"), other), "b")


def test_an_item_that_one_language_has_alone_is_reported() -> None:
    more = resource(item("a"), item("b"), language="en")
    found = read_questionnaire(_bundle(resource(item("a")), more), "b")
    assert outcomes(found) == {"a": "kept", "b": "dropped"}


def test_translations_inside_one_file() -> None:
    inner = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "What?"}]
    found = imported(item("a", _text={"extension": [{"url": FHIR + "translation", "extension": inner}]}))
    assert _first(found).text == {"nb": "Hva?", "en": "What?"}
    assert found.questionnaire.languages == ("nb", "en")


SCRIPTS = [
    "<script>alert(1)</script>Hei",
    "<scr<script>x</script>ipt>Hei",
    "&lt;script&gt;alert(1)&lt;/script&gt;Hei",
    "Hei<img src=x onerror=alert(1)",
    "<!-- <b> -->Hei",
    "<p>Hei</p>",
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_markup_never_comes_out(text: str) -> None:
    found = imported(item("a", text=text), title=text, description=text)
    assert "<" not in _first(found).text["nb"]
    assert "Hei" in _first(found).text["nb"] + "Hei"
    assert "<" not in found.questionnaire.title["nb"]


@given(st.text("<>/!&;ltgscripa= \"'*_[]()#`\\\n-\x00\u200b", max_size=60))
def test_no_text_comes_out_with_a_tag(text: str) -> None:
    for cleaned in (plain(text), plain_markdown(text)):
        for place, character in enumerate(cleaned[:-1]):
            assert character != "<" or not (cleaned[place + 1].isalpha() or cleaned[place + 1] in "/!?")


@pytest.mark.parametrize(
    "text",
    ["<" * 9000 + "a>" * 9000, "&" + "amp;" * 9000, "*a " * 6000, "_a " * 6000, "[" * 19000, "[a](" * 4900],
)
def test_texts_made_to_take_long_do_not(text: str) -> None:
    start = perf_counter()
    assert "<a" not in plain_markdown(text)
    assert perf_counter() - start < 0.5


def test_plain_text_keeps_what_is_not_markup() -> None:
    assert plain("Blodtrykk < 140 og > 90") == "Blodtrykk < 140 og > 90"
    assert plain_markdown("# Om\n\n**Viktig** [her](https://a.no) _nå_ a_b_c 2*3*4") == (
        "Om\n\nViktig her (https://a.no) nå a_b_c 2*3*4"
    )
    assert plain_markdown("[x](javascript:alert)") == "x"


BAD: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b'{"resourceType": "Questionnaire",\n "item": [}', "line 2, column 11"),
    (b"\xff\xfe", "UTF-8"),
    (b"<Questionnaire/>", "XML"),
    (b"[]", "JSON object"),
    (b"{}", "'resourceType' is missing"),
    (b'{"resourceType": "Patient"}', "'Patient'"),
    (b'{"resourceType": "Bundle"}', "holds no Questionnaire"),
    (b'{"resourceType": "Questionnaire"}', "has no items"),
    (b'{"resourceType": "Questionnaire", "group": {}}', "DSTU2"),
    (b'{"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "coding"}]}', "R5"),
    (
        b'{"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "choice", "options": {}}]}',
        "STU3",
    ),
    (b'{"resourceType": "Questionnaire", "item": [{"type": "string"}]}', "'linkId' is missing"),
    (b'{"resourceType": "Questionnaire", "item": [{"linkId": "a"}]}', "'type' is missing"),
    (b'{"resourceType": "Questionnaire", "item": {"linkId": "a"}}', "list of objects"),
    (
        b'{"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "string", "text": 4}]}',
        "must be a text",
    ),
    (b'{"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "group"}]}', "no question is left"),
    (b'{"a": NaN}', "NaN"),
    (b'{"a": 1e400}', "too long"),
    (b'{"a": ' + b"9" * 5000 + b"}", "too long"),
    (b'{"a": ' + b"[" * 100_000, "nested too deeply"),
]


@pytest.mark.parametrize(("data", "reason"), BAD)
def test_bad_input_gets_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(CatalogueError) as raised:
        read_questionnaire(data, "file.json")
    assert str(raised.value).startswith("file.json: ")
    assert reason in str(raised.value)


def test_duplicate_link_ids_and_deep_nesting_are_refused() -> None:
    with pytest.raises(CatalogueError, match="item 'a': the linkId is used more than once"):
        imported(item("a"), item("a"))
    deep = item("0")
    for level in range(60):
        deep = item(f"g{level}", "group", item=[deep])
    with pytest.raises(CatalogueError, match="40 levels deep"):
        imported(deep)


def test_a_missing_status_is_noted_and_long_numbers_are_exact() -> None:
    data = (
        b'{"resourceType": "Questionnaire", "title": "A B",'
        b'"item": [{"linkId": "a", "type": "decimal", "text": "x",'
        b'"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueDecimal":'
        b" 0.10000000000000001}]}]}"
    )
    found = read_questionnaire(data, "x")
    assert _first(found).minimum == Decimal("0.10000000000000001")
    assert found.questionnaire.key == "a-b"
    assert any("status" in note for note in found.report.notes)
    assert any("language" in note for note in found.report.notes)


def test_a_thousand_items_in_five_megabytes_take_less_than_two_seconds() -> None:
    long = "Hvordan **har** du det <b>nå</b>? " * 140
    items = [
        item(
            str(number),
            "choice",
            long,
            answerOption=[coded(str(code), code) for code in range(5)],
            enableWhen=[_when(str((number + 1) % 1000), "exists", answerBoolean=True)],
        )
        for number in range(1000)
    ]
    data = json.dumps(resource(*items)).encode()
    assert len(data) > 4_900_000
    start = perf_counter()
    found = read_questionnaire(data, "x")
    shown(found.questionnaire, {})
    assert perf_counter() - start < 2


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "linkId",
                        "type",
                        "text",
                        "item",
                        "extension",
                        "url",
                        "code",
                        "answerOption",
                        "valueCoding",
                        "enableWhen",
                        "_text",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_nonsense_never_gives_a_traceback(nonsense: object) -> None:
    content = {
        "resourceType": "Questionnaire",
        "item": [{"linkId": "z", "type": "string", "text": "Z"}, nonsense],
    }
    with suppress(CatalogueError):
        assert "z" in outcomes(read_questionnaire(json.dumps(content).encode(), "x"))


def test_a_sum_needs_every_answer() -> None:
    formulas = "http://ehelse.no/scoringFormulas"
    scored = [
        item(
            name,
            "choice",
            code=[{"system": formulas, "code": "QS"}],
            answerOption=[coded("x", 1), coded("y", 2)],
        )
        for name in "ab"
    ]
    total = item("t", "integer", code=[{"system": formulas, "code": "TS"}])
    questionnaire = imported(*scored, total).questionnaire
    both = {"a": answered("x"), "b": answered("y")}
    assert with_calculations(questionnaire, both)["t"] == answered(3)
    assert "t" not in with_calculations(questionnaire, {"a": answered("x")})
