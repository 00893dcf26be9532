"""The scoring profiles: facts of instruments, in versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.persistence.tables.base import Base, one_of
from feedback.persistence.tables.people import Person


class StoredProfile(Base):
    """One version of an instrument's facts. A published version never changes; one draft is worked on at a
    time. Facts are no secrets: `definition` is what `feedback.catalogue.profile_codec` writes."""

    __tablename__ = "scoring_profile"
    __table_args__ = (
        UniqueConstraint("name", "version"),
        one_of("origin", ("shipped", "own")),
        CheckConstraint("(origin = 'own') = (made_by_id IS NOT NULL)", name="own_has_maker"),
        Index(
            "uq_scoring_profile_draft",
            "name",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[str]
    origin: Mapped[str]
    definition: Mapped[Any] = mapped_column(JSON, deferred=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    made_by: Mapped[Person | None] = relationship(lazy="joined")
