"""Why a date is what it is: first as data in no language, then as one sentence in any."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from feedback.domain.pathway.due import DueDate, Part, PartCode
from feedback.domain.pathway.intervals import Condition
from feedback.domain.pathway.vocabulary import Event, Phase
from feedback.domain.pathway.wording import ENGLISH, Language, msgid


class Explained(NamedTuple):
    """A day and why it is that day, in no language: all that `sentence_of` needs, later too."""

    due_on: date
    parts: tuple[Part, ...]


def explain(due: DueDate) -> tuple[Part, ...]:
    """Every reason, in the order of the sentence: counted from, limit, what changed it, which ruleset."""
    counted = Part(
        PartCode.COUNTED_FROM, event=due.from_event, on=due.starts_on, setting=due.setting, area=due.area
    )
    return counted, _limit(due), *due.parts, _ruleset(due)


def _limit(due: DueDate) -> Part:
    area, setting = due.rule.area, due.setting
    if due.phase is Phase.EXTENDED_ASSESSMENT and due.rule.condition is Condition.EXTENDED_TAKES_REST:
        rest, cap = due.max_days, due.rule.max_days
        return Part(PartCode.REST_OF_CAP, days=rest, of=cap, area=area, setting=setting)
    code = PartCode.OWN_LIMIT if due.rule.own else PartCode.LIMIT
    return Part(code, days=due.max_days, area=area, setting=setting)


def _ruleset(due: DueDate) -> Part:
    if due.rule.own:
        return Part(PartCode.OWN_RULE, ruleset=due.ruleset, on=due.rule.effective_from)
    return Part(PartCode.RULESET, ruleset=due.ruleset, on=due.rule.not_confirmed_after)


def sentence(due: DueDate, language: Language = ENGLISH) -> str:
    """One sentence: *due 14 April 2025, because the last point was held 20 January and ...*"""
    return sentence_of(Explained(due.due_on, explain(due)), language)


def sentence_of(day: Explained, language: Language = ENGLISH) -> str:
    """The same sentence of a day that was explained before."""
    counted, limit, *changes, ruleset = (worded(part, day.due_on, language) for part in day.parts)
    values = {"due": language.full_date(day.due_on), "counted": counted, "limit": limit, "ruleset": ruleset}
    return language.translate(_SENTENCE) % {**values, "changes": "".join(f"; {change}" for change in changes)}


def worded(part: Part, near: date, language: Language = ENGLISH) -> str:
    """One reason in words; days are written without their year where that is the year of `near`."""
    return language.translate(_template(part)) % {
        "on": _day(part, near, language),
        "until": language.day_near(part.until, near) if part.until else "",
        "days": part.days,
        "of": part.of,
        "area": language.area(part.area) if part.area else "",
        "followed": language.area(part.followed) if part.followed else "",
        "setting": language.setting(part.setting) if part.setting else "",
        "ruleset": part.ruleset,
    }


def _day(part: Part, near: date, language: Language) -> str:
    if part.on is None:
        return ""
    if part.code is PartCode.RULESET:
        return language.month(part.on)
    if part.code in (PartCode.BEFORE_FIRST_RULESET, PartCode.OWN_RULE):
        return language.full_date(part.on)
    return language.day_near(part.on, near)


def _template(part: Part) -> str:
    if part.code is PartCode.COUNTED_FROM and part.event:
        return _COUNTED_FROM[part.event]
    if part.code is PartCode.RULESET and part.on is None:
        return _RULESET_UNMARKED
    return _FEW_DAYS.get((part.code, part.days)) or _TEXTS[part.code]


_SENTENCE = msgid("due %(due)s, because %(counted)s and %(limit)s%(changes)s (%(ruleset)s)")
_RULESET_UNMARKED = msgid("ruleset %(ruleset)s")

_COUNTED_FROM = {
    Event.DETOX_END: msgid("detoxification ended %(on)s"),
    Event.FIRST_ATTENDANCE: msgid("the first attendance was %(on)s"),
    Event.BASIC_DECISION: msgid("the basic decision was made %(on)s"),
    Event.EXTENDED_DECISION: msgid("the extended decision was made %(on)s"),
    Event.FINAL_DECISION: msgid("the final decision was made %(on)s"),
    Event.FIRST_EVALUATION: msgid("the first point was held %(on)s"),
    Event.EVALUATION: msgid("the last point was held %(on)s"),
    Event.TRANSFER: msgid("the transfer to %(setting)s care was %(on)s"),
    Event.AREA_CHANGE: msgid("the care pathway became %(area)s on %(on)s"),
    Event.PLANNED_EVALUATION: msgid("the last point, held early, was planned for %(on)s"),
}

_TEXTS = {
    PartCode.LIMIT: msgid("%(setting)s %(area)s recommends at most %(days)s days"),
    PartCode.OWN_LIMIT: msgid("this unit has chosen at most %(days)s days for %(setting)s %(area)s"),
    PartCode.REST_OF_CAP: msgid(
        "%(setting)s %(area)s recommends at most %(of)s days for the whole assessment, with %(days)s left"
    ),
    PartCode.CARRIED_OVER: msgid("%(days)s days left over from the basic assessment are added"),
    PartCode.CAPPED: msgid("the whole assessment is at most %(days)s days from the first attendance %(on)s"),
    PartCode.CAP_USED: msgid(
        "the whole assessment is at most %(days)s days from the first attendance %(on)s, all of them used by then"
    ),
    PartCode.LATER_YEAR: msgid("the second treatment year began %(on)s"),
    PartCode.PAUSED: msgid("the pause %(on)s to %(until)s moves it %(days)s days"),
    PartCode.TRANSFER_SET_DATE: msgid("without the transfer it would be %(on)s"),
    PartCode.TRANSFER_CHANGED_NOTHING: msgid("the transfer to %(setting)s care %(on)s does not move it"),
    PartCode.AREA_SET_DATE: msgid("without the change of care pathway it would be %(on)s"),
    PartCode.AREA_CHANGED_NOTHING: msgid("the change of care pathway to %(area)s on %(on)s does not move it"),
    PartCode.ONLY_IF_EXTENDED: msgid("this counts only if an extended assessment is made"),
    PartCode.BASE_PATHWAY: msgid("%(followed)s has no limit of its own here, so that of %(area)s is used"),
    PartCode.BEFORE_FIRST_RULESET: msgid(
        "no earlier ruleset is known, so ruleset %(ruleset)s from %(on)s is used"
    ),
    PartCode.RULESET: msgid("ruleset %(ruleset)s, not confirmed after %(on)s"),
    PartCode.OWN_RULE: msgid("ruleset %(ruleset)s, the unit's own from %(on)s"),
}

_FEW_DAYS: dict[tuple[PartCode, int | None], str] = {
    (PartCode.LIMIT, 0): msgid("%(setting)s %(area)s recommends the same day"),
    (PartCode.LIMIT, 1): msgid("%(setting)s %(area)s recommends at most one day"),
    (PartCode.OWN_LIMIT, 0): msgid("this unit has chosen the same day for %(setting)s %(area)s"),
    (PartCode.OWN_LIMIT, 1): msgid("this unit has chosen at most one day for %(setting)s %(area)s"),
    (PartCode.REST_OF_CAP, 0): msgid(
        "%(setting)s %(area)s recommends at most %(of)s days for the whole assessment, all of them used"
    ),
    (PartCode.REST_OF_CAP, 1): msgid(
        "%(setting)s %(area)s recommends at most %(of)s days for the whole assessment, with one left"
    ),
    (PartCode.CARRIED_OVER, 1): msgid("one day left over from the basic assessment is added"),
    (PartCode.PAUSED, 1): msgid("the pause on %(on)s moves it one day"),
}
