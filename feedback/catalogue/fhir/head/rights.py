"""What a file says about the rights to its words, and how ours are written into one.

`copyright` holds the terms, which are printed too unless our own extension says otherwise; `publisher` the
owner; `url` the source; `approvalDate` the day of which all this holds.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from feedback.catalogue.fhir.elements import Element, objects, string, value_of
from feedback.catalogue.fhir.texts import plain
from feedback.domain.questionnaires.rights import Rights

ATTRIBUTION = "urn:samsyn:fhir/samsyn-attribution"


def rights_of(resource: Element) -> Rights:
    """What the file says; an administrator completes it before the set can be published."""
    terms = plain(string(resource, "copyright"))
    return Rights(
        licence=terms,
        owner=plain(string(resource, "publisher")),
        source=string(resource, "url"),
        read_on=_day(string(resource, "approvalDate")),
        attribution=_attribution(resource, terms),
    )


def rights_to_fhir(rights: Rights) -> dict[str, Any]:
    """The elements of a Questionnaire; who recorded them stays here."""
    found: dict[str, Any] = {
        "url": rights.source,
        "publisher": rights.owner,
        "copyright": rights.licence,
        "approvalDate": rights.read_on.isoformat() if rights.read_on else "",
    }
    if rights.attribution != rights.licence:
        value = {"valueString": rights.attribution} if rights.attribution else {"valueBoolean": False}
        found["extension"] = [{"url": ATTRIBUTION, **value}]
    return {name: value for name, value in found.items() if value}


def _attribution(resource: Element, terms: str) -> str:
    own = [found for found in objects(resource, "extension") if found.get("url") == ATTRIBUTION]
    if not own:
        return terms
    words = value_of(own[0])
    return plain(words) if isinstance(words, str) else ""


def _day(text: str) -> date | None:
    """A whole date; one that names a year or month alone is nobody's day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
