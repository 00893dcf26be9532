"""Small FHIR questionnaires for the tests."""

from __future__ import annotations

import json
from typing import Any

from feedback.catalogue.fhir import Imported, read_questionnaire

FHIR = "http://hl7.org/fhir/StructureDefinition/"


def extension(name: str, **value: Any) -> dict[str, Any]:
    return {"url": FHIR + name, **value}


def control(code: str) -> dict[str, Any]:
    return extension("questionnaire-itemControl", valueCodeableConcept={"coding": [{"code": code}]})


def item(link_id: str, kind: str = "string", text: str | None = "Hva?", **more: Any) -> dict[str, Any]:
    found = {"linkId": link_id, "type": kind, **more}
    return found if text is None else {**found, "text": text}


def coded(code: str, ordinal: Any = None, system: str = "urn:x") -> dict[str, Any]:
    option: dict[str, Any] = {"valueCoding": {"code": code, "system": system, "display": code.upper()}}
    if ordinal is not None:
        option["extension"] = [extension("ordinalValue", valueDecimal=ordinal)]
    return option


def resource(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"resourceType": "Questionnaire", "id": "x", "status": "draft", "language": "nb", "title": "X"}
    return {**head, **more, "item": list(items)}


def imported(*items: dict[str, Any], **more: Any) -> Imported:
    return read_questionnaire(json.dumps(resource(*items, **more)).encode(), "x.json")


def outcomes(found: Imported) -> dict[str, str]:
    return {entry.link_id: entry.outcome.value for entry in found.report.items}


def whys(found: Imported) -> dict[str, str]:
    return {entry.link_id: entry.why for entry in found.report.items}


def when(question: str, operator: str = "=", **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}
