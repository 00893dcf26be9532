"""The declarative base: named constraints, so that a migration and an error can speak of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, MetaData
from sqlalchemy.orm import DeclarativeBase

from feedback.persistence.columns import Instant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables of the product."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant, date: Date}  # noqa: RUF012


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A named CHECK that a column holds one of these words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


def together(*columns: str) -> CheckConstraint:
    """A named CHECK that these columns are all empty or all filled."""
    empty = " AND ".join(f"{column} IS NULL" for column in columns)
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    return CheckConstraint(f"({empty}) OR ({filled})", name=f"{columns[0]}_together")
