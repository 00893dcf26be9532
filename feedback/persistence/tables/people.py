"""People: who they are, how they sign in, who cares for whom, and what patients consent to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.people.actors import AUDIENCES, LANGUAGES, RELATIONSHIP_KINDS, ROLES, SCOPES, WAYS_IN
from feedback.persistence.columns import EncryptedDate, EncryptedText, FindableText
from feedback.persistence.tables.base import Base, one_of
from feedback.persistence.tables.units import Unit


class Person(Base):
    """Anybody: patient, relative or staff, in one unit and one role. Who is disabled cannot sign in."""

    __tablename__ = "person"
    __table_args__ = (one_of("role", ROLES), one_of("language", LANGUAGES))

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText("person.name"))
    language: Mapped[str]
    email: Mapped[str | None] = mapped_column(EncryptedText("person.email"))
    phone: Mapped[str | None] = mapped_column(EncryptedText("person.phone"))
    added_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)


class Patient(Base):
    """What is registered about a patient beside the person. `reference` is the clinic's own number."""

    __tablename__ = "patient"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    born_on: Mapped[date] = mapped_column(EncryptedDate("patient.born_on"))
    reference: Mapped[str] = mapped_column(EncryptedText("patient.reference"))
    reference_hash: Mapped[str] = mapped_column(unique=True)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Credential(Base):
    """A sign-in name and an argon2id hash. A one-time password has a last moment, and asks for one's own."""

    __tablename__ = "credential"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sign_in_name: Mapped[str] = mapped_column(FindableText("credential.sign_in_name"), unique=True)
    password_hash: Mapped[str]
    one_time_until: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class SignIn(Base):
    """A session on the server's side; the cookie holds the token, the row its hash.

    `proved_at` is when the person last proved who they are; without it the sign-in is half done and opens
    nothing.
    """

    __tablename__ = "sign_in"
    __table_args__ = (one_of("audience", AUDIENCES), one_of("way", WAYS_IN))

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    audience: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    way: Mapped[str]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class CareRelation(Base):
    """A clinician cares for a patient, from a day and perhaps until a day: the ground of access."""

    __tablename__ = "care_relation"
    __table_args__ = (
        UniqueConstraint("patient_id", "staff_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    staff: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Relationship(Base):
    """A relative of a patient. It gives no access by itself: consent does."""

    __tablename__ = "relationship"
    __table_args__ = (UniqueConstraint("patient_id", "relative_id"), one_of("kind", RELATIONSHIP_KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"))
    relative_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]

    relative: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Consent(Base):
    """A patient's yes to one relative and one kind of sharing, for a period; withdrawn at once."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("scope", SCOPES),
        one_of("basis", ("patient", "law")),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index(
            "uq_consent_open",
            "patient_id",
            "relative_id",
            "scope",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"))
    relative_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[str]
    basis: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
