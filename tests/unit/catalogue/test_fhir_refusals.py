"""Bad input gets one sentence, and nothing takes the importer down."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from fhir_files import coded, imported, item, outcomes, resource, when
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir import Imported, read_questionnaire
from feedback.domain.questionnaires.enablement import shown
from feedback.domain.questionnaires.questionnaire import Item


def _first(found: Imported) -> Item:
    return found.questionnaire.items[0]


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


def test_a_thousand_items_in_five_megabytes_are_read() -> None:
    long = "Hvordan **har** du det <b>nå</b>? " * 140
    items = [
        item(
            str(number),
            "choice",
            long,
            answerOption=[coded(str(code), code) for code in range(5)],
            enableWhen=[when(str((number + 1) % 1000), "exists", answerBoolean=True)],
        )
        for number in range(1000)
    ]
    data = json.dumps(resource(*items)).encode()
    assert len(data) > 4_900_000
    found = read_questionnaire(data, "x")
    assert len(found.questionnaire.by_link_id) == 1000
    assert shown(found.questionnaire, {}) == set()


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


@pytest.mark.parametrize(
    "profile",
    [
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire|3.0.0",
        "http://example.org/fhir/StructureDefinition/own|5.0.1",
        "http://hl7.org/fhir/4.0/StructureDefinition/Questionnaire",
    ],
)
def test_the_version_of_a_guide_is_not_that_of_fhir(profile: str) -> None:
    assert imported(item("a"), meta={"profile": [profile]}).questionnaire.questions
