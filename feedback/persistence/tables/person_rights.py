"""What follows from people's rights: remarks beside an answer, requests about deletion, and decisions on access."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.people.person_rights import ACCESS_DECISIONS, DELETION_DECISIONS
from feedback.persistence.columns import EncryptedText
from feedback.persistence.tables.base import Base, one_of, together
from feedback.persistence.tables.people import Person
from feedback.persistence.tables.responses import Response


class Remark(Base):
    """A correction by addition: what a person says beside an answer that they have sent. Never changed."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(EncryptedText("remark.text"))
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class DeletionRequest(Base):
    """A person asks that one answer is deleted, or all that they have sent; decided by a clinician."""

    __tablename__ = "deletion_request"
    __table_args__ = (
        one_of("decision", DELETION_DECISIONS),
        together("decided_at", "decided_by_id", "decision", "grounds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"), index=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"))
    reason: Mapped[str] = mapped_column(EncryptedText("deletion_request.reason"))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str | None]
    grounds: Mapped[str | None] = mapped_column(EncryptedText("deletion_request.grounds"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="joined")
    response: Mapped[Response | None] = relationship()


class AccessDecision(Base):
    """Whether the patient is shown what a relative has told about them, where a clinician has decided it."""

    __tablename__ = "access_decision"
    __table_args__ = (
        one_of("decision", ACCESS_DECISIONS),
        CheckConstraint("decision <> 'withheld' OR grounds IS NOT NULL", name="withheld_has_grounds"),
    )

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    decision: Mapped[str]
    grounds: Mapped[str | None] = mapped_column(EncryptedText("access_decision.grounds"))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]

    decided_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
