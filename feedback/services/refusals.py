"""The three ways in which a service says no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class NotFound(Exception):  # noqa: N818
    """It does not exist, or this actor may not know that it does (rule A9)."""


class Refused(Exception):  # noqa: N818
    """Something in the input stands in the way.

    `message` is the English sentence and gettext key, with named fields from `details`; `field` is the form
    field that it belongs to.
    """

    def __init__(self, message: str, field: str = "", **details: object) -> None:
        super().__init__(message % details if details else message)
        self.message = message
        self.field = field
        self.details = details


class ManyRefused(Refused):
    """Several things stand in the way; `problems` say them one by one."""

    def __init__(self, problems: Sequence[Refused], field: str) -> None:
        super().__init__(" ".join(map(str, problems)), field)
        self.problems = tuple(problems)


class TooOften(Exception):  # noqa: N818
    """It failed or was asked for too often; `until` is when one can try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"wait until {until.isoformat()}")
        self.until = until


def _(message: str) -> str:
    """Mark a sentence for translation."""
    return message
