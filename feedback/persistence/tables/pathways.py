"""The course of care: pathway, milestones, appointments, evaluation points and the occasions to answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.occasions import APPOINTMENT_STATES, CONFIRMATIONS, OCCASION_KINDS
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.persistence.columns import EncryptedJSON, EncryptedText, FindableText
from feedback.persistence.tables.base import Base, one_of, together
from feedback.persistence.tables.people import Patient, Person


class CarePathway(Base):
    """A patient's course; one open at a time. `area` and `setting` are those of its beginning (`AreaChange`,
    `Transfer`)."""

    __tablename__ = "care_pathway"
    __table_args__ = (
        one_of("area", tuple(CarePathwayArea)),
        one_of("setting", tuple(Setting)),
        CheckConstraint("closed_on IS NULL OR closed_on >= started_on", name="closed_after_start"),
        Index(
            "uq_care_pathway_open",
            "patient_id",
            unique=True,
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    area: Mapped[str]
    setting: Mapped[str]
    started_on: Mapped[date]
    closed_on: Mapped[date | None]

    patient: Mapped[Patient] = relationship(lazy="joined", innerjoin=True)


class Milestone(Base):
    """Something that happened on a day of the course and that dates are counted from."""

    __tablename__ = "milestone"
    __table_args__ = (UniqueConstraint("pathway_id", "kind"), one_of("kind", tuple(MilestoneKind)))

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"))
    kind: Mapped[str]
    happened_on: Mapped[date]


class Appointment(Base):
    """A session in the calendar; `reference` is the calendar's own number."""

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("patient_id", "reference"), one_of("state", APPOINTMENT_STATES))

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"))
    clinician_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reference: Mapped[str] = mapped_column(FindableText("appointment.reference"))
    starts_at: Mapped[datetime]
    state: Mapped[str]
    state_at: Mapped[datetime]

    clinician: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class EvaluationPoint(Base):
    """A point of the pathway. Its status is computed from these facts (domain.pathway); `meeting_at` is when one has
    agreed to meet."""

    __tablename__ = "evaluation_point"
    __table_args__ = (
        UniqueConstraint("pathway_id", "number"),
        Index(
            "ix_evaluation_point_waiting",
            "pathway_id",
            sqlite_where=text("held_on IS NULL AND cancelled_on IS NULL"),
            postgresql_where=text("held_on IS NULL AND cancelled_on IS NULL"),
        ),
        CheckConstraint("held_on IS NULL OR cancelled_on IS NULL", name="held_or_cancelled"),
        CheckConstraint("opens_on <= due_on", name="opens_before_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"))
    number: Mapped[int]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    held_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    late_reason: Mapped[str | None] = mapped_column(EncryptedText("evaluation_point.late_reason"))
    meeting_at: Mapped[datetime | None]

    pathway: Mapped[CarePathway] = relationship(lazy="joined", innerjoin=True)


class EvaluationRecord(Base):
    """What was decided at a point. Open (a draft) until `finished_at`; a correction is the next version.

    `days` is what a finished version says about when it was held and what comes next (domain.held_days).
    """

    __tablename__ = "evaluation_record"
    __table_args__ = (UniqueConstraint("point_id", "version"), together("finished_at", "days"))

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("evaluation_point.id"))
    version: Mapped[int]
    content: Mapped[Any] = mapped_column(EncryptedJSON("evaluation_record.content"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    days: Mapped[Any | None] = mapped_column(EncryptedJSON("evaluation_record.days"))

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Preparation(Base):
    """What a clinician wants to bring up at a point, written beforehand; nobody else sees it until they meet."""

    __tablename__ = "preparation"

    point_id: Mapped[int] = mapped_column(ForeignKey("evaluation_point.id"), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    content: Mapped[Any] = mapped_column(EncryptedJSON("preparation.content"))
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class ReviewedTogether(Base):
    """*Gone through together*, of one version of what was written: by the patient's own hand, as spoken, or not
    confirmed with a reason; *not so* is the patient's own objection. Each is noted at most once, and stays."""

    __tablename__ = "reviewed_together"
    __table_args__ = (
        one_of("how", CONFIRMATIONS),
        CheckConstraint(
            "how NOT IN ('not-so', 'not-confirmed') OR reason IS NOT NULL", name="reason_when_not_confirmed"
        ),
    )

    point_id: Mapped[int] = mapped_column(ForeignKey("evaluation_point.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    how: Mapped[str] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(EncryptedText("reviewed_together.reason"))

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Occasion(Base):
    """What an answer belongs to, by key and never by date (rule A2).

    Start and closing belong to a course; `plan_key` names the turn of something periodic in a plan.
    """

    __tablename__ = "occasion"
    __table_args__ = (
        one_of("kind", OCCASION_KINDS),
        CheckConstraint("(kind = 'session') = (appointment_id IS NOT NULL)", name="session_has_appointment"),
        CheckConstraint("(kind = 'evaluation') = (point_id IS NOT NULL)", name="evaluation_has_point"),
        CheckConstraint("(kind = 'periodic') = (plan_key IS NOT NULL)", name="periodic_has_plan"),
        CheckConstraint(
            "(kind IN ('start', 'closing')) = (pathway_id IS NOT NULL)", name="start_and_closing_have_course"
        ),
        UniqueConstraint("patient_id", "plan_key"),
        UniqueConstraint("pathway_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.person_id"), index=True)
    kind: Mapped[str]
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), unique=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_point.id"), unique=True)
    pathway_id: Mapped[int | None] = mapped_column(ForeignKey("care_pathway.id"))
    plan_key: Mapped[str | None]
    happened_on: Mapped[date]

    appointment: Mapped[Appointment | None] = relationship()
    point: Mapped[EvaluationPoint | None] = relationship()
