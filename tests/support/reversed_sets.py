"""CORE-10 as a file with placeholder words, whose reversed items have these scores."""

from __future__ import annotations

import json
from typing import Any

from feedback.catalogue.fhir import questionnaire_to_fhir
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles

CORE = profiles()["CORE-10"]
UP, DOWN = (0, 1, 2, 3, 4), (4, 3, 2, 1, 0)
HL7 = "http://hl7.org/fhir/StructureDefinition/"


def file_of(name: str) -> dict[str, Any]:
    """The measure with words of our own as a `Questionnaire`."""
    return json.loads(json.dumps(questionnaire_to_fhir(neutral_questionnaire(profiles()[name]))))  # type: ignore[no-any-return]


WORDS = ("Aldri", "Sjelden", "Av og til", "Ofte", "Alltid")


def core_file(numbers: tuple[int, ...], words: tuple[str, ...], prefix: bool = False) -> dict[str, Any]:
    """CORE-10 with these scores and words at its reversed items."""
    file = file_of("CORE-10")
    for place, item in enumerate(file["item"], start=1):
        turned = place in CORE.reversed_items
        item["answerOption"] = [
            {
                "valueCoding": {"code": f"{place}-{number}", "display": text},
                "extension": [
                    {"url": f"{HL7}ordinalValue", "valueDecimal": score},
                    *(
                        [
                            {
                                "url": f"{HL7}questionnaire-optionPrefix",
                                "valueString": f"{score}",
                            }
                        ]
                        if prefix
                        else []
                    ),
                ],
            }
            for number, (score, text) in enumerate(
                zip(numbers if turned else range(5), words if turned else WORDS, strict=True)
            )
        ]
    return file
