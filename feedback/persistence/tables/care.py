"""Who works where in which role, who stands in for whom, and what was opened in an emergency."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.people.actors import EMERGENCY_REASONS, STAFF_ROLES
from feedback.persistence.columns import EncryptedText
from feedback.persistence.tables.base import Base, one_of, together
from feedback.persistence.tables.people import Patient, Person
from feedback.persistence.tables.units import Unit


class Assignment(Base):
    """A member of staff works in a unit in a role, from a day and perhaps until a day."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("staff_id", "unit_id", "role", "starts_on"),
        one_of("role", STAFF_ROLES),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    staff: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)


class Absence(Base):
    """A clinician is away; the deputy has their care relations for exactly that time (computed, not copied)."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("deputy_id <> staff_id", name="deputy_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    staff: Mapped[Person] = relationship(foreign_keys=[staff_id], lazy="joined", innerjoin=True)
    deputy: Mapped[Person] = relationship(foreign_keys=[deputy_id], lazy="joined", innerjoin=True)


class EmergencyAccess(Base):
    """Somebody without a care relation has opened a patient, with a reason and for a limited time."""

    __tablename__ = "emergency_access"
    __table_args__ = (
        one_of("reason", EMERGENCY_REASONS),
        CheckConstraint("ends_at > began_at", name="ends_after_begin"),
        together("seen_at", "seen_by_id"),
        together("followed_up_at", "followed_up_by_id", "outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(EncryptedText("emergency_access.words"))
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    followed_up_at: Mapped[datetime | None]
    followed_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(EncryptedText("emergency_access.outcome"))

    patient: Mapped[Patient] = relationship(lazy="joined", innerjoin=True)
    staff: Mapped[Person] = relationship(foreign_keys=[staff_id], lazy="joined", innerjoin=True)
    seen_by: Mapped[Person | None] = relationship(foreign_keys=[seen_by_id], lazy="joined")
    followed_up_by: Mapped[Person | None] = relationship(foreign_keys=[followed_up_by_id], lazy="joined")
