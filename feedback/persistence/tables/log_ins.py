"""Log-ins from elsewhere: whom they belong to, and the provider's sessions behind our own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.persistence.columns import EncryptedText
from feedback.persistence.tables.base import Base, together
from feedback.persistence.tables.people import Person, SignIn


class BoundLogIn(Base):
    """A log-in that belongs to a person. The hashes are keyed and cover audience and issuer; what they are
    hashes of is kept (encrypted) only for the numbers, so that they can be hashed anew with another key."""

    __tablename__ = "bound_log_in"
    __table_args__ = (
        UniqueConstraint("person_id", "issuer"),
        CheckConstraint("subject_hash IS NOT NULL OR hpr_hash IS NOT NULL", name="can_be_found"),
        together("national_id", "national_id_hash"),
        together("hpr_number", "hpr_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    issuer: Mapped[str]
    subject_hash: Mapped[str | None] = mapped_column(unique=True)
    national_id: Mapped[str | None] = mapped_column(EncryptedText("bound_log_in.national_id"))
    national_id_hash: Mapped[str | None] = mapped_column(unique=True)
    hpr_number: Mapped[str | None] = mapped_column(EncryptedText("bound_log_in.hpr_number"))
    hpr_hash: Mapped[str | None] = mapped_column(unique=True)
    bound_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class ProviderSession(Base):
    """The provider's session behind one of ours: so that it can end ours, and we theirs."""

    __tablename__ = "provider_session"

    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id", ondelete="CASCADE"), primary_key=True)
    session_hash: Mapped[str | None] = mapped_column(index=True)
    subject_hash: Mapped[str] = mapped_column(index=True)
    id_token: Mapped[str] = mapped_column(EncryptedText("provider_session.id_token"))

    sign_in: Mapped[SignIn] = relationship(lazy="joined", innerjoin=True)
