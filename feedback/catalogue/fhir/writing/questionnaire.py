"""A question set as a FHIR R4 Questionnaire. What we read from a file and write comes back the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from feedback.catalogue.fhir.head.own_head import OWN, own_head
from feedback.catalogue.fhir.head.rights import rights_to_fhir
from feedback.catalogue.fhir.texts import plain
from feedback.catalogue.fhir.writing.written_values import json_number, unit_of, value_x, with_translations
from feedback.domain.questionnaires.answers import Value
from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.questionnaire import (
    Calculation,
    CalculationKind,
    Condition,
    Control,
    Item,
    ItemType,
    Option,
    Questionnaire,
)

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
_CHOICES = (ItemType.CHOICE, ItemType.OPEN_CHOICE)
_CONTROL_CODES = {
    Control.SCALE: ("samsyn-scale", "slider"),
    Control.SLIDER: ("slider",),
    Control.RADIO: ("radio-button",),
    Control.DROP_DOWN: ("drop-down",),
    Control.CHECK_BOX: ("check-box",),
}
_CALLS = {CalculationKind.SUM: ".sum()", CalculationKind.MEAN: ".avg()", CalculationKind.COUNT: ".count()"}


def questionnaire_to_fhir(questionnaire: Questionnaire, status: str = "active") -> dict[str, Any]:
    """The set as one resource, in the language that has most words; the others lie in translation extensions."""
    languages = tuple(sorted(questionnaire.languages, key=_count_words(questionnaire), reverse=True))
    questionnaire = replace(questionnaire, languages=languages)
    rights = rights_to_fhir(questionnaire.rights)
    return {
        "resourceType": "Questionnaire",
        "id": questionnaire.key,
        "language": languages[0],
        "status": status,
        "version": questionnaire.version,
        **with_translations("title", questionnaire.title, languages),
        **with_translations("description", questionnaire.intro, languages),
        **rights,
        **_filled(
            subjectType=["Patient"],
            code=_codings(questionnaire.codes, languages),
            extension=[*rights.get("extension", ()), *own_head(questionnaire)],
        ),
        "item": [_item(item, questionnaire) for item in questionnaire.items],
    }


def _count_words(questionnaire: Questionnaire) -> Callable[[str], int]:
    """How many texts there are in a language."""
    texts = [questionnaire.title, *(item.text for item in questionnaire.walk())]
    texts += [option.text for item in questionnaire.walk() for option in item.options]
    return lambda language: sum(bool(text.get(language)) for text in texts)


def _item(item: Item, questionnaire: Questionnaire) -> dict[str, Any]:
    children = [*_around(item, questionnaire), *(_item(child, questionnaire) for child in item.items)]
    return {
        "linkId": item.link_id,
        "type": item.type.value,
        **with_translations("text", item.text, questionnaire.languages),
        **_labels(item, questionnaire.languages),
        **_filled(
            code=_codings(item.codes, questionnaire.languages),
            required=item.required,
            repeats=item.repeats,
            readOnly=item.read_only,
            maxLength=item.max_length,
            enableWhen=[_condition(condition, questionnaire) for condition in item.enable_when],
            enableBehavior=_behaviour(item),
            answerOption=[_option(option, questionnaire.languages) for option in item.options],
            initial=[_initial(item, value, questionnaire.languages) for value in item.initial],
            extension=list(_extensions(item, questionnaire)),
            item=children,
        ),
    }


def _filled(**fields: Any) -> dict[str, Any]:
    """Only what says something."""
    return {name: value for name, value in fields.items() if value not in (None, "", False, [])}


def _behaviour(item: Item) -> str:
    if item.enable_all:
        return "all"
    return "any" if len(item.enable_when) > 1 else ""


def _labels(item: Item, languages: tuple[str, ...]) -> dict[str, Any]:
    if not item.other_prefixes:
        return _filled(prefix=item.prefix)
    return with_translations("prefix", {code: item.prefix_in(code) for code in languages}, languages)


def _codings(codes: tuple[Coding, ...], languages: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            **_filled(code=coding.code, system=coding.system, version=coding.version),
            **with_translations("display", coding.display, languages),
        }
        for coding in codes
    ]


def _condition(condition: Condition, questionnaire: Questionnaire) -> dict[str, Any]:
    asked = questionnaire.by_link_id.get(condition.question)
    as_code = bool(condition.system) or (asked is not None and asked.type in _CHOICES)
    expected = condition.expected
    if isinstance(expected, str):
        expected = expected.removeprefix(f"{condition.system}|")
    meant = _option_of(asked, condition.expected)
    as_code = as_code and not _is_text(meant, questionnaire.languages)
    answer = value_x("answer", expected, as_code=as_code, system=condition.system, unit=unit_of(asked))
    named = _named(answer, asked, condition.expected, questionnaire.languages)
    return {"question": condition.question, "operator": condition.operator.value, **named}


def _named(
    written: dict[str, Any], asked: Item | None, value: Value, languages: tuple[str, ...]
) -> dict[str, Any]:
    """A coding with the words and the version of the option that it means."""
    option = _option_of(asked, value)
    if option is None:
        return written
    more = _filled(version=option.version, display=option.text.get(languages[0], ""))
    return {name: {**value, **more} if name.endswith("Coding") else value for name, value in written.items()}


def _option_of(asked: Item | None, value: Value) -> Option | None:
    return next((one for one in asked.options if one.value == value), None) if asked else None


def _initial(item: Item, value: Value, languages: tuple[str, ...]) -> dict[str, Any]:
    system = next((option.system for option in item.options if option.value == value), "")
    if isinstance(value, str):
        code = value.removeprefix(f"{system}|")
        as_code = item.type in _CHOICES and not _is_text(_option_of(item, value), languages)
        written = value_x("value", code, as_code=as_code, system=system)
        return _named(written, item, value, languages)
    return value_x("value", value, unit=unit_of(item))


def _option(option: Option, languages: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any]
    more: list[dict[str, Any]] = []
    if _is_text(option, languages):
        words = {**option.text, languages[0]: str(option.value)}
        found = with_translations("valueString", words, languages)
    elif isinstance(option.value, str):
        code = option.value.removeprefix(f"{option.system}|")
        words = with_translations("display", option.text, languages)
        found = {"valueCoding": {**_filled(code=code, system=option.system, version=option.version), **words}}
        more = [{"url": f"{OWN}text-option", "valueBoolean": True}] if option.is_text else []
    else:
        found = value_x("value", option.value)
    extensions = [] if option.ordinal is None else [_number_extension("ordinalValue", option.ordinal)]
    if option.exclusive:
        extensions.append({"url": f"{HL7}questionnaire-optionExclusive", "valueBoolean": True})
    return {**found, **_filled(extension=[*extensions, *more])}


def _is_text(option: Option | None, languages: tuple[str, ...]) -> bool:
    """Whether it goes out as a text: its words in the first language are the value that is stored."""
    return bool(option and option.is_text and option.text.get(languages[0]) == plain(str(option.value)))


def _number_extension(name: str, number: Decimal) -> dict[str, Any]:
    return {"url": HL7 + name, "valueDecimal": json_number(number)}


def _extensions(item: Item, questionnaire: Questionnaire) -> Iterator[dict[str, Any]]:
    if codes := _CONTROL_CODES.get(item.control):
        concept = {"coding": [{"system": CONTROLS, "code": code} for code in codes]}
        yield {"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": concept}
    if item.hidden:
        yield {"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}
    yield from _limits(item)
    if item.unit:
        words = item.unit if item.unit_code else ""
        unit = _filled(code=item.unit_code or item.unit, system=item.unit_system, display=words)
        yield {"url": f"{HL7}questionnaire-unit", "valueCoding": unit}
    if item.alternative:
        parts = [{"url": language, "valueString": text} for language, text in item.alternative.items()]
        yield {"url": f"{OWN}alternative", "extension": parts}
    if item.turned is not None:
        yield {"url": f"{OWN}already-turned", "valueBoolean": item.turned}
    if not item.calculation and any(_adds_up(coding) for coding in item.codes):
        # a score code adds up what stands around it, which may be more here than in the file
        yield {"url": f"{OWN}not-calculated", "valueBoolean": True}
    if item.calculation:
        expression = {"language": "text/fhirpath", "expression": _expression(item.calculation)}
        yield {"url": f"{SDC}questionnaire-calculatedExpression", "valueExpression": expression}


def _adds_up(coding: Coding) -> bool:
    return coding.system.endswith("scoringFormulas") and coding.code in ("SS", "TS")


def _limits(item: Item) -> Iterator[dict[str, Any]]:
    for name, number in (("minValue", item.minimum), ("maxValue", item.maximum), ("itemWeight", item.weight)):
        if number is not None:
            yield _number_extension(name, number)
    for name, moment in (("minValue", item.earliest), ("maxValue", item.latest)):
        if moment is not None:
            yield {"url": HL7 + name, **value_x("value", moment)}
    for name, count in (("minOccurs", item.min_occurs), ("maxOccurs", item.max_occurs)):
        if count is not None:
            yield {"url": f"{HL7}questionnaire-{name}", "valueInteger": count}


def _expression(calculation: Calculation) -> str:
    named = " or ".join(f"linkId='{_quoted(operand)}'" for operand in calculation.operands)
    answers = f"%resource.descendants().where({named}).answer.value"
    call = _CALLS.get(calculation.kind, "")
    return f"{answers}{'.ordinal()' if call in ('.sum()', '.avg()') else ''}{call}"


def _quoted(link_id: str) -> str:
    return link_id.replace("\\", "\\\\").replace("'", "\\'")


def _free(link_id: str, questionnaire: Questionnaire) -> str:
    """The link id, with a number where an item of the set has it."""
    numbered = (f"{link_id}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([link_id], numbered) if one not in questionnaire.by_link_id)


def _around(item: Item, questionnaire: Questionnaire) -> Iterator[dict[str, Any]]:
    """Help and the words at both ends, as FHIR has them: displays below the question."""
    for part, code in (("help", "help"), ("low_label", "lower"), ("high_label", "upper")):
        texts = getattr(item, part)
        if texts:
            concept = {"coding": [{"system": CONTROLS, "code": code}]}
            yield {
                "linkId": _free(f"{item.link_id}-{code}", questionnaire),
                "type": "display",
                **with_translations("text", texts, questionnaire.languages),
                "extension": [{"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": concept}],
            }
