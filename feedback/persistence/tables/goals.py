"""Goals in the patient's own words, how near each person finds them, and the treatment plan in versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.goals.rules import GOAL_STATES, RATER_ROLES
from feedback.persistence.columns import EncryptedJSON, EncryptedText
from feedback.persistence.tables.base import Base, one_of, together
from feedback.persistence.tables.pathways import EvaluationPoint
from feedback.persistence.tables.people import Person


class Goal(Base):
    """A goal of the patient; its words never change. One that is worded anew is *changed* and followed by another.

    `made_by` is who wrote it down: the patient, or a clinician as the patient said it; likewise `ended_by`.
    """

    __tablename__ = "goal"
    __table_args__ = (
        one_of("state", GOAL_STATES),
        CheckConstraint("(state = 'active') = (ended_on IS NULL)", name="ended_has_day"),
        together("ended_on", "ended_at", "ended_by_id"),
        CheckConstraint("changed_from_id IS NULL OR changed_from_id < id", name="follows_an_earlier"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"), index=True)
    words: Mapped[str] = mapped_column(EncryptedText("goal.words"))
    state: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    made_on: Mapped[date]
    ended_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at_point_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_point.id"))
    changed_from_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))

    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id], lazy="joined", innerjoin=True)
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id], lazy="joined")


class GoalRating(Base):
    """How near a goal one person (`by`) finds it, 0-10; None where they chose not to say, or where an answer named
    the goal and gave no number. It never changes.

    `author` typed it in: somebody else where it was said in a meeting (rule A1). `point` is the evaluation point at
    whose table it was said.
    """

    __tablename__ = "goal_rating"
    __table_args__ = (
        one_of("role", RATER_ROLES),
        CheckConstraint("value IS NULL OR value BETWEEN 0 AND 10", name="value_on_the_scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    value: Mapped[int | None]
    rated_on: Mapped[date]
    rated_at: Mapped[datetime]
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_point.id"))

    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="joined", innerjoin=True)
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="joined", innerjoin=True)
    point: Mapped[EvaluationPoint | None] = relationship(lazy="joined")

    @property
    def said_on(self) -> date:
        """The day on which it was said: at a point that has been held the day of that, as it is known now."""
        return (self.point and self.point.held_on) or self.rated_on


class TreatmentPlan(Base):
    """A version of the treatment plan; written versions never change."""

    __tablename__ = "treatment_plan"
    __table_args__ = (UniqueConstraint("pathway_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pathway_id: Mapped[int] = mapped_column(ForeignKey("care_pathway.id"))
    version: Mapped[int]
    content: Mapped[Any] = mapped_column(EncryptedJSON("treatment_plan.content"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_point.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    made_together: Mapped[bool]

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
