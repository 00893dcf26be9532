"""Items that ask who one is (name, national number, age, sex): neither asked nor stored (rule A16)."""

from __future__ import annotations

import re

from feedback.catalogue.fhir.elements import Element, expression_of, extensions, objects, string
from feedback.catalogue.fhir.texts import text_of

WHO_ONE_IS = "asks who one is: neither asked nor stored"
LONGEST_LABEL = 200
FROM_RECORD = "filled from the person's record: neither asked nor stored"

_FILLED = ("sdf-fhirpath", "sdc-questionnaire-initialexpression", "initialexpression", "cqf-expression")
_PERSON = re.compile(r"(?<![\w.])%?(?:patient|relatedperson|practitioner|user|subject)\b", re.IGNORECASE)
_DEFINITION = re.compile(r"Patient[#.](?:Patient\.)?(?:name|identifier|gender|birthDate)\b")
_CODES = {
    "54125-0",  # LOINC: patient name
    "45392-8",  # first name
    "45394-4",  # last name
    "46098-0",  # sex
    "76689-9",  # sex assigned at birth
    "21112-8",  # birth date
    "30525-0",  # age
    "63900-5",  # current age
    "397669002",  # SNOMED CT: age
    "263495000",  # gender
    "371484003",  # patient name
    "184099003",  # date of birth
}
_WHOSE = r"(?:pasientens?|din|ditt|dine|patient(?:'s)?|your|brukerens|barnets)"
_WHAT = (
    r"(?:fullt navn|fornavn|etternavn|mellomnavn|navn|namn|fødselsnummer|personnummer"
    r"|fødsels- og personnummer|d-nummer|fødselsdato|alder|kjønn"
    r"|full name|first name|last name|family name|given name|surname|name"
    r"|national (?:identity|id) number|personal (?:identity|identification) number|social security number"
    r"|date of birth|birth ?date|birthday|age|sex|gender)"
)
_ASKED = re.compile(
    rf"(?:{_WHOSE} )?{_WHAT}"
    rf"|(?:hva er|kva er|what is|what's) (?:{_WHOSE} )?{_WHAT}(?: din| ditt)?"
    r"|hva heter du|kva heiter du|hvor gammel er du|kor gamal er du|how old are you",
)


def why_identity(item: Element, *, of_several: bool = False) -> str:
    """Why the item is not asked; empty for all others. Groups and displays ask nothing.

    `of_several`: it lies in a group that repeats, where a *name* is that of a medicine or a child.
    """
    if string(item, "type") in ("group", "display"):
        return ""
    if any(_PERSON.search(expression_of(extension)) for extension in extensions(item, *_FILLED)):
        return FROM_RECORD
    if _DEFINITION.search(string(item, "definition")):
        return WHO_ONE_IS
    if any(coding.get("code") in _CODES for coding in objects(item, "code")):
        return WHO_ONE_IS
    if of_several or len(string(item, "text")) > LONGEST_LABEL:
        return ""
    words = re.sub(r"\([^)]*\)|[?:*.]", "", text_of(item)).strip().lower()
    return WHO_ONE_IS if _ASKED.fullmatch(" ".join(words.split())) else ""
