"""The history of a course in words: it is stored as codes and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.calendar import parse_day
from feedback.web.languages import short_day
from feedback.web.words import AREAS, MILESTONES, SETTINGS

if TYPE_CHECKING:
    from feedback.persistence.tables import CourseChange


def field_words(field: str) -> str:
    """What was changed."""
    kind, _space, milestone = field.partition(" ")
    if kind == "milestone":
        return str(MILESTONES[milestone])
    named = {
        "transfer": _("Transfer"),
        "pause": _("Pause"),
        "coordinator": _("Coordinator"),
        "area": _("Care pathway"),
        "setting": _("Setting at the beginning"),
        "closing": _("Course closed"),
    }
    return str(named[kind])


def value_words(field: str, stored: str) -> str:
    """One side of a change: the days as days, the codes as words, own words as they are; empty for nothing."""
    if field == "area" and stored:
        return str(AREAS[stored])
    if field in ("setting", "transfer"):
        return " ".join(str(SETTINGS.get(word, _word(word))) for word in stored.split())
    days, words = stored.split(" ", 2)[:2], stored.split(" ", 2)[2:]
    return " ".join((" – ".join(_word(day) for day in days if day), *words)).strip()


def change_line(change: CourseChange) -> str:
    """The whole change as one line, for a file."""
    before, after = value_words(change.field, change.before), value_words(change.field, change.after)
    return f"{before} → {after or _('(taken away)')}" if before else after


def _word(text: str) -> str:
    day = parse_day(text)
    return short_day(day) if day is not None else text
