"""What every FHIR resource of the person's file is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedback.persistence.tables import Person
from feedback.services.answers.export_responses import KINDS

Resource = dict[str, Any]


def ref(person: Person) -> Resource:
    """A reference to a person, with their name."""
    kind = KINDS.get(person.role, "Practitioner")
    return {"reference": f"{kind}/{person.id}", "display": person.name}


def instant(moment: datetime) -> str:
    """A moment as FHIR writes it, in UTC."""
    return moment.isoformat(timespec="seconds")
