"""What is asked of whom and when: a unit's own templates, the plan of a course, and pauses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.persistence.columns import EncryptedText
from feedback.persistence.tables.base import Base, one_of, together
from feedback.persistence.tables.people import Person


class PlanTemplate(Base):
    """A version of a unit's own template (domain.plan.template); versions never change."""

    __tablename__ = "plan_template"
    __table_args__ = (UniqueConstraint("unit_id", "key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    key: Mapped[str]
    version: Mapped[str]
    definition: Mapped[Any] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class CollectionPlan(Base):
    """A plan that is switched on for a course. `template` is the whole template as it was on that day."""

    __tablename__ = "collection_plan"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        UniqueConstraint("pathway_id", "template_key", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"))
    template_key: Mapped[str]
    template: Mapped[Any] = mapped_column(JSON)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    switched_on_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    switched_on_at: Mapped[datetime]

    switched_on_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class PlanAdaptation(Base):
    """A change of a plan for one person, with the reason for it (domain.plan.template.Adaptation)."""

    __tablename__ = "plan_adaptation"
    __table_args__ = (one_of("change", ("ask", "stop")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("collection_plan.id"), index=True)
    change: Mapped[str]
    step: Mapped[Any] = mapped_column(JSON)
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(EncryptedText("plan_adaptation.reason"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    made_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class AskingPause(Base):
    """Days, both included, on which a person is asked nothing; ended early where `ended_at` says so."""

    __tablename__ = "asking_pause"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        together("ended_at", "ended_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]
