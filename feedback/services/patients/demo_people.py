"""The made-up people of a demo database; nobody in any other."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.persistence.tables import Installation, Person
from feedback.services.access.sign_in import audience_of
from feedback.services.refusals import NotFound


def is_demo(session: Session) -> bool:
    """Whether the database carries the demo mark."""
    return bool(session.scalar(select(Installation.demo)))


def demo_people(session: Session) -> list[Person]:
    """Everybody whom one can be in the demo, by role and number."""
    return list(session.scalars(select(Person).order_by(Person.id))) if is_demo(session) else []


def demo_person(session: Session, person: int, audience: str) -> Person:
    """One of them. Raises NotFound in a database without the mark."""
    found = session.get(Person, person) if is_demo(session) else None
    if found is None or audience_of(found.role) != audience:
        raise NotFound
    return found
