"""What was done in a course, recorded once, and the codes that a unit has filled in for it (rule A14)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.points.process import ProcessKind
from feedback.persistence.tables.base import Base, one_of, together
from feedback.persistence.tables.people import Person


class ProcessFact(Base):
    """Something was done on a day, at a point or beside the points of a course. `registered_on` is when it was also
    entered where the clinic reports."""

    __tablename__ = "process_fact"
    __table_args__ = (
        one_of("kind", tuple(ProcessKind)),
        together("registered_on", "registered_by_id"),
        Index(
            "uq_process_fact_of_point",
            "point_id",
            "kind",
            unique=True,
            sqlite_where=text("point_id IS NOT NULL"),
            postgresql_where=text("point_id IS NOT NULL"),
        ),
        Index(
            "uq_process_fact_beside_points",
            "pathway_id",
            "kind",
            "done_on",
            unique=True,
            sqlite_where=text("point_id IS NULL"),
            postgresql_where=text("point_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_point.id"))
    kind: Mapped[str]
    done_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    registered_on: Mapped[date | None]
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id], lazy="joined", innerjoin=True)


class ProcessCode(Base):
    """The code that a unit uses for a kind of fact, from a day on; none ships."""

    __tablename__ = "process_code"
    __table_args__ = (
        UniqueConstraint("unit_id", "kind", "effective_from"),
        one_of("kind", tuple(ProcessKind)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str]
    system: Mapped[str]
    code: Mapped[str]
    effective_from: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
