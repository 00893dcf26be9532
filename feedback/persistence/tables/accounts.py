"""What stands beside a local account: the second factor and its recovery codes, and how often things failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.persistence.columns import EncryptedText
from feedback.persistence.tables.base import Base


class SecondFactor(Base):
    """The secret of an authenticator app. It counts once a first code has confirmed it; `last_counter` is the
    newest half minute of which a code was taken, so that none is taken twice."""

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(EncryptedText("second_factor.secret"))
    last_counter: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code for the day on which the phone is gone. Shown once; kept as a keyed hash; taken once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often something failed for one account, address or link, and until when it waits.

    The key is a keyed hash: no name and no address stands here. Rows that are old are thrown away.
    """

    __tablename__ = "throttle"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[float]
    at: Mapped[datetime] = mapped_column(index=True)
    waits_until: Mapped[datetime | None]
