"""What FHIR has no element for and a set made or edited here has: who answers, how long it takes, how it is scored."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from feedback.catalogue.fhir.elements import Element, objects, value_of
from feedback.domain.questionnaires.questionnaire import Questionnaire

OWN = "urn:samsyn:fhir/samsyn-"
RESPONDENT, MINUTES, PROFILE = f"{OWN}respondent", f"{OWN}minutes", f"{OWN}profile"
OWN_HEAD = (RESPONDENT, MINUTES, PROFILE)
QUESTIONS_A_MINUTE = 6
LONGEST = 120
_RESPONDENTS = ("patient", "relative", "clinician")


def own_head(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """The extensions of a set; only those that say something else than an import would find out."""
    found: list[dict[str, Any]] = []
    if questionnaire.respondents != ("patient",):
        found += [{"url": RESPONDENT, "valueCode": one} for one in questionnaire.respondents]
    if questionnaire.minutes != minutes_of(questionnaire):
        found.append({"url": MINUTES, "valueInteger": questionnaire.minutes})
    if questionnaire.profile:
        found.append({"url": PROFILE, "valueString": questionnaire.profile})
    return found


def with_own_head(questionnaire: Questionnaire, resource: Element) -> Questionnaire:
    """The set with what the extensions say, where that can be so; the profile is only named."""
    said = [value for value in _values(resource, RESPONDENT) if value in _RESPONDENTS]
    minutes = next(
        (one for one in _values(resource, MINUTES) if type(one) is int and 0 < one <= LONGEST), None
    )
    profile = next((one for one in _values(resource, PROFILE) if isinstance(one, str)), "")
    return replace(
        questionnaire,
        respondents=tuple(dict.fromkeys(said)) or questionnaire.respondents,
        minutes=minutes or minutes_of(questionnaire),
        profile=profile,
    )


def minutes_of(questionnaire: Questionnaire) -> int:
    """How long it takes, by what is asked of everybody."""
    asked = [
        item for item in questionnaire.questions if not (item.enable_when or item.hidden or item.calculation)
    ]
    return max(1, math.ceil(len(asked) / QUESTIONS_A_MINUTE))


def _values(resource: Element, url: str) -> list[Any]:
    return [value_of(found) for found in objects(resource, "extension") if found.get("url") == url]
