"""The history of a course in words: it is stored as codes and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.calendar import parse_day
from feedback.domain.points.process import ProcessKind
from feedback.services.points.evaluation.correct_evaluation import HELD
from feedback.services.points.process.process_facts import REGISTERED
from feedback.web.languages import short_day
from feedback.web.points.words import KINDS
from feedback.web.words import AREAS, MILESTONES, SETTINGS

if TYPE_CHECKING:
    from feedback.persistence.tables import CourseChange

CODES = {"area": AREAS, "area-change": AREAS, "setting": SETTINGS, "transfer": SETTINGS}


def field_words(field: str) -> str:
    """What was changed."""
    kind, _space, milestone = field.partition(" ")
    if kind == "milestone":
        return str(MILESTONES[milestone])
    if kind == HELD:
        return _("Evaluation point %(number)s held", number=milestone)
    if ":" in field:
        return _done_words(*field.split(":"))
    named = {
        "transfer": _("Transfer"),
        "pause": _("Pause"),
        "coordinator": _("Coordinator"),
        "area": _("Care pathway at the beginning"),
        "area-change": _("Change of care pathway"),
        "setting": _("Setting at the beginning"),
        "closing": _("Course closed"),
    }
    return str(named[kind])


def _done_words(what: str, kind: str, point: str) -> str:
    """Something that was noted as done or registered, at a point or beside them, and taken back."""
    label = str(KINDS[ProcessKind(kind)])
    done = _("%(label)s, point %(number)s", label=label, number=point) if point else label
    return _("Registered: %(what)s", what=done) if what == REGISTERED else done


def value_words(field: str, stored: str) -> str:
    """One side of a change: the days as days, the codes as words, own words as they are; empty for nothing."""
    if field in CODES:
        return " ".join(str(CODES[field].get(word, _word(word))) for word in stored.split())
    days, words = stored.split(" ", 2)[:2], stored.split(" ", 2)[2:]
    return " ".join((" – ".join(_word(day) for day in days if day), *words)).strip()


def change_line(change: CourseChange) -> str:
    """The whole change as one line, for a file."""
    before, after = value_words(change.field, change.before), value_words(change.field, change.after)
    return f"{before} → {after or _('(taken away)')}" if before else after


def _word(text: str) -> str:
    day = parse_day(text)
    return short_day(day) if day is not None else text
