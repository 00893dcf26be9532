"""From bytes to FHIR R4 Questionnaire resources. Every refusal is one sentence: file, place, reason."""

from __future__ import annotations

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir.around import bundle_leftovers
from feedback.catalogue.fhir.elements import Element, nested, objects, string
from feedback.catalogue.json_text import read_json_object

DEEPEST_ITEM = 40


def read_resources(data: bytes) -> tuple[list[Element], list[str]]:
    """The Questionnaire resources of a file: one, or those of a Bundle, and what else the Bundle says.

    Raises CatalogueError.
    """
    resource = read_json_object(data)
    is_bundle = resource.get("resourceType") == "Bundle"
    found = _of_bundle(resource) if is_bundle else [resource]
    for questionnaire in found:
        _refuse_other_resources(questionnaire)
        _refuse_depth(questionnaire)
        _refuse_other_versions(questionnaire)
    return found, sorted(set(bundle_leftovers(resource))) if is_bundle else []


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


_OF_FHIR = "http://hl7.org/fhir/"
_PLAIN = "StructureDefinition/Questionnaire"


def _refuse_other_versions(resource: Element) -> None:
    if isinstance(resource.get("group"), dict):
        raise CatalogueError("this is a FHIR DSTU2 Questionnaire ('group'); R4 is needed.")
    for name in ("versionAlgorithmString", "versionAlgorithmCoding", "copyrightLabel"):
        if name in resource:
            raise CatalogueError(f"this is a FHIR R5 Questionnaire ({name!r}); R4 is needed.")
    stated = string(resource, "fhirVersion")
    for version, name in (("5.0", "R5"), ("3.0", "STU3"), ("1.0", "DSTU2")):
        signs = (f"{_OF_FHIR}{_PLAIN}|{version}.", f"{_OF_FHIR}{version}/{_PLAIN}")
        if stated.startswith(f"{version}.") or any(one.startswith(signs) for one in _profiles(resource)):
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
    if any("hasAnswer" in entry for entry in objects(item, "enableWhen")):
        raise CatalogueError(f"{where}: this is a FHIR STU3 Questionnaire ('hasAnswer'); R4 is needed.")
    if item.get("type") == "coding" or "answerConstraint" in item or "disabledDisplay" in item:
        raise CatalogueError(f"{where}: this is a FHIR R5 Questionnaire; R4 is needed.")
    if "option" in item or "options" in item:
        raise CatalogueError(f"{where}: this is a FHIR STU3 Questionnaire ('option'); R4 is needed.")
