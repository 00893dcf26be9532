"""Words for what a unit can decide about dates, and for the history of it, which is stored as codes and days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from feedback.domain.calendar import parse_day
from feedback.domain.pathway.choices import KEEP, MOVE, RESTART, ChoiceKey
from feedback.domain.pathway.intervals import Condition
from feedback.domain.pathway.vocabulary import MilestoneKind, TransferRule
from feedback.services.units.unit_rules import ANY
from feedback.web.languages import short_day
from feedback.web.words import AREAS, PHASES, SETTINGS

if TYPE_CHECKING:
    from feedback.domain.pathway.intervals import IntervalRule

CHOICES = {
    ChoiceKey.TRANSFER: _("A transfer between outpatient and inpatient care"),
    ChoiceKey.PAUSES: _("A pause in the treatment"),
    ChoiceKey.EARLY_POINT: _("A point that is held early"),
    ChoiceKey.TREATMENT_YEAR: _("The treatment year is counted from"),
    ChoiceKey.OPENS_BEFORE: _("A point opens for preparation"),
}
EXPLAINED = {
    ChoiceKey.TRANSFER: _(
        "What it does to the day of the next point. A change of care pathway does the same. The sources give no rule."
    ),
    ChoiceKey.PAUSES: _("Whether its days are counted, in every phase."),
    ChoiceKey.EARLY_POINT: _("From which day the next interval runs."),
    ChoiceKey.TREATMENT_YEAR: _(
        "In TSB the intervals are longer from the second year. Where the day is not recorded, those of the first "
        "year are used."
    ),
    ChoiceKey.OPENS_BEFORE: _(
        "So many days before its recommended day, but never before its interval began."
    ),
}
VALUES: Mapping[ChoiceKey, Mapping[str, object]] = {
    ChoiceKey.TRANSFER: {
        TransferRule.EARLIER.value: _(
            "the earlier of the day that runs and the new setting’s interval from the transfer"
        ),
        TransferRule.FROM_TRANSFER.value: _("the new setting’s interval from the transfer"),
        TransferRule.KEEP.value: _("the day that runs stays"),
    },
    ChoiceKey.PAUSES: {MOVE: _("its days are not counted"), KEEP: _("it moves nothing")},
    ChoiceKey.EARLY_POINT: {
        RESTART: _("the next interval runs from the day on which it was held"),
        KEEP: _("the next interval runs from the day for which it was planned"),
    },
    ChoiceKey.TREATMENT_YEAR: {
        MilestoneKind.FIRST_ATTENDANCE.value: _("the first attendance"),
        MilestoneKind.REFERRAL_RECEIVED.value: _("the day on which the referral came"),
        MilestoneKind.BASIC_DECISION.value: _("the basic decision"),
    },
}
ANY_SETTING = _("Any setting")
YEARS = {
    Condition.NONE.value: _("Any year"),
    Condition.FIRST_YEAR.value: _("First treatment year"),
    Condition.LATER_YEAR.value: _("From the second treatment year"),
}
CONDITIONS = {
    **YEARS,
    Condition.NONE.value: "",
    Condition.CARRIES_OVER.value: _("unused days of the basic assessment are added"),
    Condition.CAP.value: _("for basic and extended assessment together"),
    Condition.EXTENDED_TAKES_REST.value: _(
        "for basic and extended assessment together; the extended one takes what is left"
    ),
}
NOTES = {
    "table says 14; the running text says one week": _("the table says 14 days, the running text one week"),
    "superseded 2021-01-01": _("superseded 1 January 2021"),
    "at least every 12 weeks; also at transfers and at the closing meeting": _(
        "at least every 12 weeks; also at transfers and at the closing meeting"
    ),
}


def choice_words(key: str, value: str) -> str:
    """What was chosen, in words."""
    if key == ChoiceKey.OPENS_BEFORE:
        number = int(value)
        return str(ngettext("%(num)s day before", "%(num)s days before", number))
    return str(VALUES[ChoiceKey(key)][value])


def setting_words(setting: object) -> str:
    """A setting, or any."""
    return str(ANY_SETTING if setting in (None, ANY) else SETTINGS[str(setting)])


def rule_note(rule: IntervalRule) -> str:
    """What a rule depends on and what its source remarks, in the reader's language."""
    parts = (CONDITIONS[rule.condition.value], NOTES.get(rule.note, ""))
    return "; ".join(str(part) for part in parts if part)


def change_value(stored: str, field: str) -> str:
    """One side of a change of a unit; own intervals and choices are stored as codes and days."""
    kind, _space, key = field.partition(" ")
    if not stored or kind not in ("interval", "choice"):
        return stored
    day, rest = stored.split(" ", 1)
    from_day = parse_day(day)
    words = _interval_words(rest) if kind == "interval" else choice_words(key, rest)
    return gettext("from %(day)s: %(words)s", day=short_day(from_day) if from_day else day, words=words)


def _interval_words(codes: str) -> str:
    area, setting, phase, *rest = codes.split(" ")
    year = f", {str(CONDITIONS[rest.pop(0)]).lower()}" if not rest[0].isdecimal() else ""
    days = ngettext("at most %(num)s day", "at most %(num)s days", int(rest[0]))
    where = f"{AREAS[area]}, {setting_words(setting).lower()}, {str(PHASES[phase]).lower()}{year}"
    return f"{where}: {days} ({' '.join(rest[1:])})"
