"""A yes to a relative that ends by itself within two weeks, so that somebody asks the patient in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, SelectBase, exists, or_, select
from sqlalchemy.orm import Session, aliased

from feedback.domain.people.actors import OF_POINTS, TAKE_PART
from feedback.persistence.tables import Consent, Person
from feedback.services.access.care import in_force
from feedback.services.patients.patient_names import names_of

TOLD_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class EndingConsent:
    """Whose yes to which relative ends after which day, and what it is to (`scope`). What is seen of the points is told
    as one where it ends on one day. `by_law` is a parent's part that ends when the young person decides alone."""

    patient: int
    patient_name: str
    relative: int
    name: str
    scope: str
    by_law: bool
    ends_on: date

    @property
    def is_of_points(self) -> bool:
        return self.scope in OF_POINTS


def ending_soon(session: Session, patients: SelectBase, today: date) -> list[EndingConsent]:
    """Of these patients, by day; two statements, however many there are. What is seen is left out where taking part
    ends as soon, as it ends with it."""
    rows = session.execute(
        select(Consent, Person.name)
        .join(Person, Person.id == Consent.relative_id)
        .where(Consent.patient_id.in_(patients), Consent.withdrawn_at.is_(None), *in_force(today, Consent))
        .where(Consent.ends_on <= today + TOLD_BEFORE, or_(Consent.scope == TAKE_PART, _takes_part_longer()))
        .order_by(Consent.ends_on, Consent.id)
    ).all()
    names = names_of(session, {row.patient_id for row, _name in rows}) if rows else {}
    told: dict[tuple[object, ...], EndingConsent] = {}
    for row, name in rows:
        one = _ending(row, name, names[row.patient_id][0])
        told.setdefault((one.patient, one.relative, one.ends_on, one.is_of_points or one.scope), one)
    return list(told.values())


def ending_of(session: Session, patient: int, today: date) -> list[EndingConsent]:
    """The same of one patient."""
    return ending_soon(session, select(Person.id).where(Person.id == patient), today)


def _takes_part_longer() -> ColumnElement[bool]:
    other = aliased(Consent)
    same = (other.patient_id == Consent.patient_id, other.relative_id == Consent.relative_id)
    longer = or_(other.ends_on.is_(None), other.ends_on > Consent.ends_on)
    return exists().where(*same, other.scope == TAKE_PART, other.withdrawn_at.is_(None), longer)


def _ending(row: Consent, name: str, patient: str) -> EndingConsent:
    last, by_law = row.ends_on or date.max, row.basis == "law"
    return EndingConsent(row.patient_id, patient, row.relative_id, name, row.scope, by_law, last)
