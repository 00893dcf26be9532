"""What is asked of whom, and what they answered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.occasions import REPLY_KINDS, RESPONSE_STATES, SHARING, WAYS
from feedback.domain.people.actors import LANGUAGES
from feedback.persistence.columns import EncryptedJSON, EncryptedText, ExactDecimal
from feedback.persistence.tables.base import Base, one_of, together
from feedback.persistence.tables.pathways import Occasion
from feedback.persistence.tables.people import Patient, Person


class QuestionSet(Base):
    """One version of a question set. A published version never changes; a draft cannot be used."""

    __tablename__ = "question_set"
    __table_args__ = (
        UniqueConstraint("key", "version"),
        one_of("state", ("draft", "published")),
        one_of("origin", ("shipped", "imported", "demo", "made")),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_has_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    version: Mapped[str]
    state: Mapped[str]
    origin: Mapped[str]
    definition: Mapped[Any] = mapped_column(JSON, deferred=True)
    report: Mapped[Any | None] = mapped_column(JSON, deferred=True)
    added_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Invitation(Base):
    """A person is asked to answer one version of a question set about a patient, on one occasion.

    `asks_until` is where reminders stop (an answer is received later, too, rule A3); `plan_id` is the plan that asks.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("person_id", "occasion_id", "question_set_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"), index=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), index=True)
    question_set_id: Mapped[int] = mapped_column(ForeignKey("question_set.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    opens_on: Mapped[date]
    asks_until: Mapped[date | None]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("collection_plan.id"), index=True)
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)
    patient: Mapped[Patient] = relationship(lazy="joined", innerjoin=True)
    occasion: Mapped[Occasion] = relationship(lazy="joined", innerjoin=True)
    question_set: Mapped[QuestionSet] = relationship(lazy="joined", innerjoin=True)


class Link(Base):
    """A secret address to an invitation. The token is shown once; only its hash is kept."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship(lazy="joined", innerjoin=True)


class Response(Base):
    """About whom, who answered, who typed it in and in which way are four facts (rule A1)."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("invitation_id", "version"),
        one_of("way", WAYS),
        one_of("status", RESPONSE_STATES),
        one_of("sharing", SHARING),
        one_of("language", LANGUAGES),
        CheckConstraint("(status = 'in-progress') = (authored_at IS NULL)", name="finished_has_time"),
        Index("ix_response_newest", "subject_id", "authored_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"))
    version: Mapped[int] = mapped_column(default=1)
    subject_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"))
    source_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    way: Mapped[str]
    status: Mapped[str]
    sharing: Mapped[str]
    language: Mapped[str]
    started_at: Mapped[datetime]
    authored_at: Mapped[datetime | None]
    answers: Mapped[Any] = mapped_column(EncryptedJSON("response.answers"))

    invitation: Mapped[Invitation] = relationship(lazy="joined", innerjoin=True)


class StoredScore(Base):
    """A score as it was calculated, with the version of its profile; `value` is empty with a reason why."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("response_id", "measure", "name"),
        CheckConstraint("value IS NOT NULL OR why <> ''", name="empty_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    measure: Mapped[str]
    name: Mapped[str]
    value: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    missing: Mapped[int]
    band: Mapped[str]
    why: Mapped[str]
    profile_version: Mapped[str]


class CriticalAnswer(Base):
    """An answer that must be seen first (rule A7), open until somebody acknowledges it by name."""

    __tablename__ = "critical_answer"
    __table_args__ = (
        UniqueConstraint("response_id", "link_id"),
        together("acknowledged_at", "acknowledged_by_id", "done"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"), index=True)
    link_id: Mapped[str]
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done: Mapped[str | None] = mapped_column(EncryptedText("critical_answer.done"))

    response: Mapped[Response] = relationship(lazy="joined", innerjoin=True)
    acknowledged_by: Mapped[Person | None] = relationship(lazy="joined")


class Reading(Base):
    """The first time that a clinician read a response."""

    __tablename__ = "reading"

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    read_at: Mapped[datetime]

    reader: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Reply(Base):
    """What came of a response: followed, partly, not and why, or next time (need N2)."""

    __tablename__ = "reply"
    __table_args__ = (one_of("kind", REPLY_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(EncryptedText("reply.text"))
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
