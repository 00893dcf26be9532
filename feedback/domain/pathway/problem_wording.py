"""Problems with the facts of a course as sentences that say what to correct."""

from __future__ import annotations

from datetime import date

from feedback.domain.pathway.problems import YEARS_AHEAD, YEARS_BACK, Problem, ProblemCode
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.pathway.wording import ENGLISH, Language, msgid


def problem_sentence(problem: Problem, language: Language = ENGLISH) -> str:
    """One or two short sentences: what is wrong, and what to correct."""
    words = language.translate(_TEXTS[problem.code]) % {
        "on": language.full_date(problem.on),
        "other": _date(problem.other, language),
        "kind": _kind(problem.kind, language),
        "other_kind": _kind(problem.other_kind, language),
        "setting": language.setting(problem.setting) if problem.setting else "",
        "area": language.area(problem.area) if problem.area else "",
        "back": YEARS_BACK,
        "ahead": YEARS_AHEAD,
    }
    return words[:1].upper() + words[1:]


def _date(day: date | None, language: Language) -> str:
    return language.full_date(day) if day else ""


def _kind(kind: MilestoneKind | None, language: Language) -> str:
    return language.translate(_KINDS[kind]) if kind else ""


_KINDS = {
    MilestoneKind.REFERRAL_RECEIVED: msgid("referral received"),
    MilestoneKind.REFERRAL_ASSESSED: msgid("referral assessed"),
    MilestoneKind.DETOX_ENDED: msgid("detoxification ended"),
    MilestoneKind.FIRST_ATTENDANCE: msgid("first attendance"),
    MilestoneKind.BASIC_DECISION: msgid("basic decision"),
    MilestoneKind.EXTENDED_DECISION: msgid("extended decision"),
    MilestoneKind.EVALUATION_HELD: msgid("evaluation point held"),
    MilestoneKind.CLOSING: msgid("closing"),
}

_TEXTS = {
    ProblemCode.FAR_PAST: msgid("%(on)s is more than %(back)s years ago. Correct the date."),
    ProblemCode.FAR_FUTURE: msgid("%(on)s is more than %(ahead)s years ahead. Correct the date."),
    ProblemCode.NOT_YET: msgid(
        "%(on)s has not come yet (%(kind)s). Correct the date, or record it when it has happened."
    ),
    ProblemCode.PLANNED_FAR: msgid(
        "%(on)s is more than a year ahead. Correct the date, or record it when it is less than a year away."
    ),
    ProblemCode.WRONG_ORDER: msgid(
        "%(kind)s is dated %(on)s, before %(other_kind)s on %(other)s. Correct one of the dates."
    ),
    ProblemCode.RECORDED_TWICE: msgid(
        "%(kind)s is recorded twice, %(other)s and %(on)s. Remove the one that is wrong."
    ),
    ProblemCode.EXTENDED_WITHOUT_BASIC: msgid(
        "There is an extended decision on %(on)s but no basic decision. Add the basic decision."
    ),
    ProblemCode.EVALUATION_WITHOUT_DECISION: msgid(
        "A point was held %(on)s, but there is no basic decision yet. Add the basic decision first."
    ),
    ProblemCode.EVALUATION_BEFORE_DECISION: msgid(
        "A point is dated %(on)s, before the basic decision on %(other)s. Correct one of the dates."
    ),
    ProblemCode.EXTENDED_AFTER_EVALUATION: msgid(
        "The extended decision is dated %(on)s, after a point was held %(other)s. The first point is counted from the "
        "last decision before it. Correct one of the dates, or leave the extended decision out."
    ),
    ProblemCode.TWO_EVALUATIONS_ON_ONE_DAY: msgid(
        "Two points are dated %(on)s. Correct one of the dates, or remove one point."
    ),
    ProblemCode.TRANSFER_BEFORE_START: msgid(
        "A transfer is dated %(on)s, before the first attendance on %(other)s. Correct one of the dates."
    ),
    ProblemCode.TWO_TRANSFERS_ON_ONE_DAY: msgid(
        "Two transfers are dated %(on)s. Correct one of the dates, or remove one transfer."
    ),
    ProblemCode.TRANSFER_TO_SAME_SETTING: msgid(
        "The transfer on %(on)s goes to %(setting)s care, where the patient already is. Correct or remove it."
    ),
    ProblemCode.AREA_BEFORE_START: msgid(
        "A change of care pathway is dated %(on)s, before the first attendance on %(other)s. Correct one of the "
        "dates."
    ),
    ProblemCode.TWO_AREAS_ON_ONE_DAY: msgid(
        "Two changes of care pathway are dated %(on)s. Correct one of the dates, or remove one change."
    ),
    ProblemCode.AREA_ALREADY_FOLLOWED: msgid(
        "The change of care pathway on %(on)s leads to %(area)s, which the course already follows. Correct or "
        "remove it."
    ),
    ProblemCode.PAUSE_ENDS_BEFORE_IT_BEGINS: msgid(
        "A pause begins %(on)s and ends before that, on %(other)s. Put the earlier date first."
    ),
    ProblemCode.AFTER_CLOSING: msgid(
        "%(kind)s is dated %(on)s, after the course was closed on %(other)s. Correct one of the dates."
    ),
    ProblemCode.EVALUATION_AFTER_CLOSING: msgid(
        "An evaluation point was held %(on)s, after the course was closed on %(other)s. Correct one of the dates."
    ),
    ProblemCode.TRANSFER_AFTER_CLOSING: msgid(
        "A transfer is dated %(on)s, after the course was closed on %(other)s. Correct one of the dates."
    ),
    ProblemCode.AREA_AFTER_CLOSING: msgid(
        "A change of care pathway is dated %(on)s, after the course was closed on %(other)s. Correct one of the "
        "dates."
    ),
}
