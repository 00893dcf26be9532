"""A response as a FHIR R4 QuestionnaireResponse; its scores are Observations contained in it.

What stands in place of an answer (rule A5) is said by *data-absent-reason*: skipped is `asked-declined`, rather
in person `temp-unknown`, does not apply `not-applicable`, kept from the reader `masked`. A question that was not
answered has an item without an answer, and one that was not shown has no item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from feedback.catalogue.fhir.writing.written_values import canonical_of, unit_of, value_x
from feedback.domain.measures.reasons import reason_in_words
from feedback.domain.measures.scoring import Why
from feedback.domain.questionnaires.answers import Answer, AnswerState, Value
from feedback.domain.questionnaires.occurrences import origin_of
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option, Questionnaire, text_in
from feedback.domain.questionnaires.unfolding import unfold

EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
ABSENT_CODES = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
MODES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
_CHOICES = (ItemType.CHOICE, ItemType.OPEN_CHOICE)
_ABSENT = {
    AnswerState.SKIPPED: "asked-declined",
    AnswerState.IN_PERSON: "temp-unknown",
    AnswerState.NOT_APPLICABLE: "not-applicable",
}
# An Observation's words for the state of the response; its list knows no *completed*.
_OBSERVED = {
    "in-progress": "preliminary",
    "completed": "final",
    "amended": "amended",
    "entered-in-error": "entered-in-error",
    "stopped": "cancelled",
}
_MODES = {
    "own-device": "ONLINEWRIT",
    "tablet": "ONLINEWRIT",
    "paper": "HANDWRIT",
    "conversation": "VERBAL",
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody whom the response names. `kind` is `Patient`, `RelatedPerson` or `Practitioner`."""

    kind: str
    id: str
    name: str

    @property
    def reference(self) -> str:
        return f"{self.kind}/{self.id}"

    def to_fhir(self) -> dict[str, str]:
        return {"reference": self.reference, "type": self.kind, "display": self.name}


@dataclass(frozen=True, slots=True)
class StoredTotal:
    """A total as it was stored; without a value, `why` says why. `band` is empty where nothing is interpreted."""

    measure: str
    name: str
    value: Decimal | None
    missing: int
    why: str
    profile_version: str
    band: str = ""


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """What is known about a response beside its answers. `masked` are link ids that the reader may not see."""

    id: str
    identifier: str
    version: int
    status: str
    subject: Who
    source: Who
    author: Who
    authored: datetime
    language: str
    way: str
    scores: tuple[StoredTotal, ...] = ()
    masked: frozenset[str] = frozenset()


def response_to_fhir(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], facts: ResponseFacts
) -> dict[str, Any]:
    """The resource as JSON-ready data with exact decimals (see `write_json`)."""
    mode = {"coding": [{"system": MODES, "code": _MODES[facts.way]}], "text": facts.way}
    scores = [_score(score, place, facts) for place, score in enumerate(facts.scores, start=1)]
    writer = _Writer(answers, facts)
    items = unfold(questionnaire, answers).items
    return {
        "resourceType": "QuestionnaireResponse",
        "id": facts.id,
        "meta": {"versionId": str(facts.version)},
        "language": facts.language,
        **({"contained": scores} if scores else {}),
        "extension": [
            {"url": f"{EXTENSION}questionnaireresponse-completionMode", "valueCodeableConcept": mode}
        ],
        "identifier": {"system": "urn:samsyn:invitation", "value": facts.identifier},
        "questionnaire": canonical_of(questionnaire),
        "status": _status(facts),
        "subject": facts.subject.to_fhir(),
        "authored": facts.authored.isoformat(timespec="seconds"),
        "author": facts.author.to_fhir(),
        "source": facts.source.to_fhir(),
        "item": [found for item in items for found in writer.items(item)],
    }


def _status(facts: ResponseFacts) -> str:
    """A later version of a completed response is what FHIR calls amended."""
    return "amended" if facts.status == "completed" and facts.version > 1 else facts.status


def _score(score: StoredTotal, place: int, facts: ResponseFacts) -> dict[str, Any]:
    value: dict[str, Any] = {"valueQuantity": {"value": score.value}}
    reason = reason_in_words(Why(score.why), score.missing)
    if score.value is None:
        coding = [{"system": ABSENT_CODES, "code": "unknown"}]
        value = {"dataAbsentReason": {"coding": coding, "text": f"not calculated: {reason}"}}
    return {
        "resourceType": "Observation",
        "id": f"score-{place}",
        "status": _OBSERVED.get(_status(facts), "unknown"),
        "code": {"text": f"{score.measure} {score.name}"},
        "subject": facts.subject.to_fhir(),
        "effectiveDateTime": facts.authored.isoformat(timespec="seconds"),
        **value,
        **({"interpretation": [{"text": score.band}]} if score.band else {}),
        **({"note": [{"text": reason}]} if reason and score.value is not None else {}),
        "method": {"text": f"{score.measure}, scoring profile version {score.profile_version}"},
        "derivedFrom": [{"reference": "#"}],
    }


@dataclass(frozen=True, slots=True)
class _Writer:
    answers: Mapping[str, Answer]
    facts: ResponseFacts

    def items(self, item: Item) -> list[dict[str, Any]]:
        """The item with what lies below it; nothing for a display, and for what was not shown."""
        if item.type is ItemType.DISPLAY:
            return []
        below = [found for child in item.items for found in self.items(child)]
        asked = origin_of(
            item
        )  # each time of a group that repeats is an item of its own with the same linkId
        head = {"linkId": asked.link_id}
        if text := text_in(asked.text, self.facts.language):
            head["text"] = text
        if not item.type.is_question:
            return [{**head, "item": below}] if below else []
        answer = self.answers.get(item.link_id)
        if answer is not None and answer.state is AnswerState.NOT_SHOWN:
            return []
        return [{**head, **self._answered(item, answer, below)}]

    def _answered(self, item: Item, answer: Answer | None, below: list[dict[str, Any]]) -> dict[str, Any]:
        """Answers, with what lies below the question inside the first of them, as FHIR has it."""
        values = answer.values if answer else ()
        given: list[dict[str, Any]] = [_value(item, value, self.facts.language) for value in values]
        told = [entry for entry in below if given or entry.keys() & {"answer", "extension", "item"}]
        if told:
            given = given or [{}]
            given[0]["item"] = told
        found: dict[str, Any] = {"answer": given} if given else {}
        if reason := self._absent(item, answer):
            url = f"{EXTENSION}data-absent-reason"
            found["extension"] = [{"url": url, "valueCode": reason}]
        return found

    def _absent(self, item: Item, answer: Answer | None) -> str:
        if item.link_id in self.facts.masked:
            return "masked"
        return _ABSENT.get(answer.state, "") if answer else ""


def _value(item: Item, value: Value, language: str) -> dict[str, Any]:
    option = next((one for one in item.options if one.value == value), None)
    if item.type is ItemType.URL and isinstance(value, str):
        return {"valueUri": value}
    if option is None or not isinstance(value, str) or option.is_text or item.type not in _CHOICES:
        return value_x("value", value, unit=unit_of(item))
    return {"valueCoding": _coding(option, value, language)}


def _coding(option: Option, value: str, language: str) -> dict[str, Any]:
    coding: dict[str, Any] = {"code": value.removeprefix(f"{option.system}|")}
    if option.system:
        coding["system"] = option.system
    if option.version:
        coding["version"] = option.version
    if display := text_in(option.text, language):
        coding["display"] = display
    if option.ordinal is not None:
        coding["extension"] = [{"url": f"{EXTENSION}ordinalValue", "valueDecimal": option.ordinal}]
    return coding
