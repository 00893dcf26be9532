"""What a unit says and chooses for itself, and every change of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.people.actors import LANGUAGES
from feedback.persistence.columns import EncryptedText
from feedback.persistence.tables.base import Base, one_of
from feedback.persistence.tables.people import Person


class UnitContact(Base):
    """Whom respondents of a unit can call, before the national numbers."""

    __tablename__ = "unit_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[str]
    name_nb: Mapped[str]
    name_nn: Mapped[str]
    name_en: Mapped[str]

    def name(self, language: str) -> str:
        """Who answers, in this language."""
        return {"nn": self.name_nn, "en": self.name_en}.get(language, self.name_nb)


class UnitText(Base):
    """A unit's own words of welcome, before the first question."""

    __tablename__ = "unit_text"
    __table_args__ = (one_of("language", LANGUAGES),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class UnitThreshold(Base):
    """A threshold that a unit has set otherwise than the default."""

    __tablename__ = "unit_threshold"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class RetentionDays(Base):
    """For how many days this installation keeps something, where it has chosen fewer than the rule that ships."""

    __tablename__ = "retention_days"
    __table_args__ = (CheckConstraint("days > 0", name="days_positive"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]


class Change(Base):
    """Who changed what in a unit, about a member of staff or for everything, when, from what to what, and why
    where that is asked."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_label: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    field: Mapped[str]
    before: Mapped[str] = mapped_column(EncryptedText("change.before"))
    after: Mapped[str] = mapped_column(EncryptedText("change.after"))
    reason: Mapped[str | None] = mapped_column(EncryptedText("change.reason"))

    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="joined")
