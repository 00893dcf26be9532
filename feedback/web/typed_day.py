"""What to say about a day that is none, in every form alike."""

from __future__ import annotations

import re
from datetime import datetime

from feedback.services.refusals import _

LEAP_DAY = re.compile(r"\d{4}-02-29|29\.0?2\.\d{4}", re.ASCII)


def not_a_day(typed: str) -> str:
    """The sentence, to be translated: in most years somebody who writes 29 February has the date right but for that."""
    if LEAP_DAY.fullmatch(typed.strip()):
        return _("That year has no 29 February. Write 28 February or 1 March.")
    return _("Write a date like 24.11.2026.")


def in_calendar(typed: str) -> bool:
    """Whether a date field of a browser shows this; anything else would be lost from sight."""
    try:
        return f"{datetime.strptime(typed, '%Y-%m-%d'):%Y-%m-%d}" == typed
    except ValueError:
        return False
