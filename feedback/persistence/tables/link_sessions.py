"""What stands beside a link: the browsers that opened it, and the code that is asked after it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.persistence.tables.base import Base


class LinkSession(Base):
    """A browser that opened a link to one invitation; the cookie holds the token, the row its hash. Without
    `confirmed_at` the second thing is still to be asked, and nothing is open."""

    __tablename__ = "link_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class LinkCode(Base):
    """A person's code from the clinic, asked once after a link was opened. Kept as a keyed hash."""

    __tablename__ = "link_code"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
