"""Names and the clinic's own numbers, opened for those who are shown; a text is looked for by opening all of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, Integer, SelectBase, bindparam, select
from sqlalchemy.orm import Session

from feedback.persistence.tables import Patient, Person


def names_of(session: Session, patients: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and the clinic's own number, by patient."""
    query = select(Patient.person_id, Person.name, Patient.reference)
    query = query.join(Person, Person.id == Patient.person_id).where(Patient.person_id.in_(numbers(patients)))
    return {number: (name, reference) for number, name, reference in session.execute(query)}


def find_by_text(session: Session, seen: SelectBase, text: str) -> dict[int, str]:
    """Those of the patients seen whose name holds the text, or whose own number it is: names by number. An empty
    text fits everybody.

    Names are encrypted, so they are compared after opening.
    """
    wanted = text.strip().casefold()
    columns = (Patient.person_id, Person.name, *((Patient.reference,) if wanted else ()))
    query = select(*columns).join(Person, Person.id == Patient.person_id).where(Patient.person_id.in_(seen))
    rows = session.execute(query)
    return {
        number: name
        for number, name, *reference in rows
        if wanted in name.casefold() or wanted in (one.casefold() for one in reference)
    }


def staff_names(session: Session, staff: Collection[int]) -> dict[int, str]:
    """The names of members of staff, by number."""
    query = select(Person.id, Person.name).where(Person.id.in_(numbers(staff)))
    return dict(session.execute(query).all())


def numbers(found: Collection[int]) -> BindParameter[Any]:
    """Many numbers for a condition, written into the statement: a database takes only so many parameters."""
    listed: Any = list(found)
    return bindparam(None, listed, Integer, expanding=True, literal_execute=True)
