"""The audit log: appended to, chained by hash, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from feedback.persistence.tables.base import Base


class AuditEvent(Base):
    """Who did what to whose information, when, in which role and unit, and for what. No answers, no names.

    The ids are plain numbers without foreign keys: a row outlives what it speaks of.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_label: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[int | None]
    purpose: Mapped[str]
    action: Mapped[str]
    patient_id: Mapped[int | None] = mapped_column(index=True)
    target: Mapped[str]
    hash: Mapped[str]
