"""What happens to a course beside its milestones, who coordinates it, and what a unit decides about dates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.pathway.vocabulary import CarePathwayArea, Phase, Setting
from feedback.persistence.columns import EncryptedText
from feedback.persistence.tables.base import Base, one_of
from feedback.persistence.tables.pathways import CarePathway
from feedback.persistence.tables.people import Person


class Transfer(Base):
    """A move between outpatient and inpatient care; the new setting holds from that day on."""

    __tablename__ = "transfer"
    __table_args__ = (UniqueConstraint("pathway_id", "happened_on"), one_of("to_setting", tuple(Setting)))

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"))
    to_setting: Mapped[str]
    happened_on: Mapped[date]


class AreaChange(Base):
    """From that day on the course follows another care pathway than before (`CarePathway.area`)."""

    __tablename__ = "area_change"
    __table_args__ = (
        UniqueConstraint("pathway_id", "happened_on"),
        one_of("to_area", tuple(CarePathwayArea)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"))
    to_area: Mapped[str]
    happened_on: Mapped[date]


class TreatmentPause(Base):
    """A break from the treatment; the first and the last day both belong to it."""

    __tablename__ = "treatment_pause"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(EncryptedText("treatment_pause.reason"))


class CourseCoordinator(Base):
    """Who coordinates a course (forløpskoordinator), from a day and perhaps until a day; one at a time."""

    __tablename__ = "course_coordinator"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index(
            "uq_course_coordinator_open",
            "pathway_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    staff: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class CourseChange(Base):
    """Who recorded or corrected a fact of a course, when, from what to what."""

    __tablename__ = "course_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    field: Mapped[str]
    before: Mapped[str] = mapped_column(EncryptedText("course_change.before"))
    after: Mapped[str] = mapped_column(EncryptedText("course_change.after"))

    pathway: Mapped[CarePathway] = relationship()
    by: Mapped[Person | None] = relationship(lazy="joined")


class UnitInterval(Base):
    """A unit's own longest interval, from a date on; it wins over the published one (domain.pathway.intervals)."""

    __tablename__ = "unit_interval"
    __table_args__ = (
        UniqueConstraint(
            "unit_id", "area", "setting", "phase", "condition", "effective_from", name="uq_unit_interval_rule"
        ),
        one_of("area", tuple(CarePathwayArea)),
        one_of("setting", (*Setting, "any")),
        one_of("phase", tuple(Phase)),
        CheckConstraint("max_days BETWEEN 0 AND 3660", name="max_days_possible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    area: Mapped[str]
    setting: Mapped[str]
    phase: Mapped[str]
    condition: Mapped[str]
    max_days: Mapped[int]
    effective_from: Mapped[date]
    source: Mapped[str]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class UnitChoice(Base):
    """What a unit has chosen where the sources leave room, for courses that begin on the day or later."""

    __tablename__ = "unit_choice"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    effective_from: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[str]
