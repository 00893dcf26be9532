"""Alembic's entry point: the connection comes from the command, the tables from the product."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

from feedback.persistence.columns import Instant
from feedback.persistence.tables import Base


def _plainly(kind: str, item: Any, autogen_context: object) -> str | Literal[False]:
    """Write our own column types as the plain types below them: a migration must outlive them."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return "sa.LargeBinary()" if isinstance(item.impl, LargeBinary) else "sa.String()"


def run() -> None:
    """Migrate over the connection that was handed in."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_plainly,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
