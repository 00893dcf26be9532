"""What a unit still needs before it can be used well."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.persistence.tables import Assignment, Person, Unit
from feedback.services.access.care import in_force
from feedback.services.units.administer_units import contacts_of, welcome_of
from feedback.services.units.process_codes import lacks_codes

NEEDED_ROLES = ("clinician", "coordinator")


def what_is_missing(session: Session, unit: Unit, today: date) -> list[str]:
    """Codes of what is missing, most needed first; nothing of a unit that is closed."""
    if unit.closed_on is not None:
        return []
    works = (Assignment.unit_id == unit.id, Person.disabled_at.is_(None), *in_force(today, Assignment))
    roles = set(session.scalars(select(Assignment.role).join(Assignment.staff).where(*works)))
    found = [role for role in NEEDED_ROLES if role not in roles]
    welcome = welcome_of(session, unit.id)
    checks = {
        "phone": unit.phone,
        "contact": contacts_of(session, unit.id),
        "welcome": all(language in welcome for language in unit.languages.split()),
        "link_second": unit.link_second != "none",
        "interpretation": unit.interprets,
        "process_codes": not lacks_codes(session, unit.id, today),
    }
    return [*found, *(code for code, there in checks.items() if not there)]
