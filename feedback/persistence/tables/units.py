"""The installation and its units."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.people.actors import LINK_SECONDS
from feedback.persistence.columns import EncryptedText
from feedback.persistence.tables.base import Base, one_of, together


class Installation(Base):
    """One row: when the database was made, and whether it holds a demo."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    demo: Mapped[bool] = mapped_column(default=False)


class Unit(Base):
    """A clinic. Interpretation (bands, change marks, signals) is off until a named person confirms it (A8);
    `languages` are those that its respondents are offered, with spaces between."""

    __tablename__ = "unit"
    __table_args__ = (
        together("interpretation_confirmed_on", "interpretation_confirmed_by"),
        one_of("link_second", LINK_SECONDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    service_name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="nb nn en", server_default="nb nn en")
    closed_on: Mapped[date | None]
    link_second: Mapped[str] = mapped_column(default="code")
    interpretation_confirmed_on: Mapped[date | None]
    interpretation_confirmed_by: Mapped[str | None] = mapped_column(
        EncryptedText("unit.interpretation_confirmed_by")
    )

    @property
    def interprets(self) -> bool:
        return self.interpretation_confirmed_on is not None
