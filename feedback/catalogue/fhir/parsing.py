"""From bytes to FHIR R4 Questionnaire resources. Every refusal is one sentence: file, place, reason."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir.elements import Element, nested, objects, string

MOST_BYTES = 20_000_000
DEEPEST_ITEM = 40
LONGEST_NUMBER = 40
LARGEST_EXPONENT = 30


def read_resources(data: bytes) -> list[Element]:
    """The Questionnaire resources of a file: one, or those of a Bundle. Raises CatalogueError."""
    resource = _parse(data)
    found = _of_bundle(resource) if resource.get("resourceType") == "Bundle" else [resource]
    for questionnaire in found:
        _refuse_other_resources(questionnaire)
        _refuse_depth(questionnaire)
        _refuse_other_versions(questionnaire)
    return found


def _parse(data: bytes) -> Element:
    if len(data) > MOST_BYTES:
        raise CatalogueError(f"the file is larger than {MOST_BYTES // 1_000_000} MB.")
    text = _decode(data)
    try:
        content = json.loads(text, parse_float=_decimal, parse_int=_integer, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CatalogueError(f"{where}: not valid JSON ({error.msg}).") from error
    except RecursionError as error:
        raise CatalogueError("the content is nested too deeply to be a questionnaire.") from error
    if not isinstance(content, dict):
        raise CatalogueError("line 1, column 1: a FHIR resource is a JSON object; this is something else.")
    return content


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"byte {error.start + 1}: the file is not text in UTF-8.") from error
    if not text.strip():
        raise CatalogueError("the file is empty.")
    if text.lstrip().startswith("<"):
        raise CatalogueError("line 1, column 1: this is XML; export the questionnaire as FHIR JSON.")
    return text


def _decimal(digits: str) -> Decimal:
    number = Decimal(digits)
    if len(digits) > LONGEST_NUMBER or (number and abs(number.adjusted()) > LARGEST_EXPONENT):
        raise CatalogueError(f"the number {digits[:20]}… is too long for an answer.")
    return number


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise CatalogueError(f"the number {digits[:20]}… is too long for an answer.")
    return int(digits)


def _refuse_constant(constant: str) -> Any:
    raise CatalogueError(f"{constant} is not a number in JSON.")


def _of_bundle(bundle: Element) -> list[Element]:
    resources = [nested(entry, "resource") for entry in objects(bundle, "entry")]
    found = [resource for resource in resources if resource.get("resourceType") == "Questionnaire"]
    if not found:
        raise CatalogueError("the Bundle holds no Questionnaire.")
    shared = [
        resource for resource in resources if resource.get("resourceType") in ("ValueSet", "CodeSystem")
    ]
    return [
        {**questionnaire, "contained": [*objects(questionnaire, "contained"), *shared]}
        for questionnaire in found
    ]


def _refuse_other_resources(resource: Element) -> None:
    kind = resource.get("resourceType")
    if kind is None:
        raise CatalogueError("this is no FHIR resource: 'resourceType' is missing.")
    if kind != "Questionnaire":
        raise CatalogueError(f"this is a FHIR {str(kind)[:60]!r}; a Questionnaire is needed.")


def _refuse_depth(resource: Element) -> None:
    level, depth = [resource], 0
    while level:
        depth += 1
        if depth > DEEPEST_ITEM:
            raise CatalogueError(f"items lie more than {DEEPEST_ITEM} levels deep.")
        level = [item for element in level for item in objects(element, "item")]


def _refuse_other_versions(resource: Element) -> None:
    if isinstance(resource.get("group"), dict):
        raise CatalogueError("this is a FHIR DSTU2 Questionnaire ('group' instead of 'item'); R4 is needed.")
    if "versionAlgorithmString" in resource or "versionAlgorithmCoding" in resource:
        raise CatalogueError("this is a FHIR R5 Questionnaire ('versionAlgorithm'); R4 is needed.")
    stated = [*_profiles(resource), string(resource, "fhirVersion")]
    for version, name in (("5.0", "R5"), ("3.0", "STU3"), ("1.0", "DSTU2")):
        if any(text.endswith(f"|{version}.0") or text.startswith(f"{version}.") for text in stated):
            raise CatalogueError(f"this is a FHIR {name} Questionnaire; R4 is needed.")
    stack = objects(resource, "item")[:]
    while stack:
        item = stack.pop()
        _refuse_other_items(item)
        stack.extend(objects(item, "item"))


def _profiles(resource: Element) -> list[str]:
    found = nested(resource, "meta").get("profile", [])
    return [profile for profile in found if isinstance(profile, str)] if isinstance(found, list) else []


def _refuse_other_items(item: Element) -> None:
    where = f"item {str(item.get('linkId'))[:60]!r}"
    if item.get("type") == "coding" or "answerConstraint" in item or "disabledDisplay" in item:
        raise CatalogueError(f"{where}: this is a FHIR R5 Questionnaire; R4 is needed.")
    if "option" in item or "options" in item:
        raise CatalogueError(f"{where}: this is a FHIR STU3 Questionnaire ('option'); R4 is needed.")
