"""Why something is asked, deferred or left out, and what cannot be right: one sentence each, in any language.

The sentences are for staff: patients are shown neither due dates nor the end of the treatment (N8).
"""

from __future__ import annotations

from datetime import date

from feedback.domain.pathway.wording import ENGLISH, Language, msgid
from feedback.domain.plan.faults import Fault, FaultCode
from feedback.domain.plan.request import LeftOut, Request
from feedback.domain.plan.template import Adaptation
from feedback.domain.plan.vocabulary import Deferred, NotAsked, OfWhom, When


def why(request: Request, language: Language = ENGLISH) -> str:
    """Why a request is made and when; dates are written in full."""
    texts = [_asked(request, language), *_adapted(request.adaptation, language)]
    if request.deferred_because and request.deferred_from:
        texts.append(_say(language, _DEFERRED[request.deferred_because], on=request.deferred_from))
    return "; ".join(texts)


def why_not(one: LeftOut, language: Language = ENGLISH) -> str:
    """Why something is not asked."""
    return language.translate(_NOT_ASKED[one.reason])


def whom(of: OfWhom, language: Language = ENGLISH) -> str:
    """Who is asked, in words."""
    return language.translate(_WHOM[of])


def when_words(when: When, language: Language = ENGLISH) -> str:
    """On which occasions, in words."""
    return language.translate(_WHEN[when])


def fault_sentence(fault: Fault, language: Language = ENGLISH) -> str:
    """What to correct."""
    return language.translate(_FAULTS[fault.code]) % {
        "ask": fault.ask,
        "of": whom(fault.of, language) if fault.of else "",
        "when": language.translate(_WHEN[fault.when]) if fault.when else "",
        "number": fault.number,
        "other": fault.other,
        "on": language.full_date(fault.on) if fault.on else "",
        "until": language.full_date(fault.until) if fault.until else "",
    }


def _asked(request: Request, language: Language) -> str:
    step, occasion = request.step, request.occasion
    text = _EVERY_WEEK if step.when is When.EVERY and step.weeks == 1 else _WHY[step.when]
    return _say(language, text, on=occasion.on, number=occasion.number, weeks=step.weeks)


def _adapted(adaptation: Adaptation | None, language: Language) -> list[str]:
    if adaptation is None:
        return []
    said = {"by": adaptation.by, "reason": adaptation.reason}
    return [_say(language, _ADAPTED, on=adaptation.from_on, **said)]


def _say(language: Language, text: str, on: date, **values: object) -> str:
    return language.translate(text) % {"on": language.full_date(on), **values}


_EVERY_WEEK = msgid("asked every week")
_ADAPTED = msgid("changed for this person from %(on)s by %(by)s: %(reason)s")

_WHY = {
    When.START: msgid("asked when the treatment starts, %(on)s"),
    When.SESSION: msgid("asked after the appointment on %(on)s"),
    When.EVERY: msgid("asked every %(weeks)s weeks"),
    When.BEFORE_POINT: msgid("prepares evaluation point %(number)s, due %(on)s"),
    When.CLOSING: msgid("asked before the treatment ends, %(on)s"),
}

_DEFERRED = {
    Deferred.BUDGET: msgid("moved from %(on)s, because that week is full"),
    Deferred.PAUSE: msgid("moved from %(on)s, because of a pause"),
    Deferred.SPACED: msgid("moved from %(on)s, because the one before came late"),
}

_NOT_ASKED = {
    NotAsked.PAUSED: msgid("not asked, because of a pause"),
    NotAsked.NO_ROOM: msgid("not asked, because the weeks are full"),
    NotAsked.TOO_LONG: msgid("not asked, because it is longer than the questions allowed in a week"),
    NotAsked.POINT_HELD: msgid("not asked, because the point has been held"),
    NotAsked.CLOSED: msgid("not asked, because the treatment has ended"),
    NotAsked.PASSED: msgid("not asked, because its time had passed before it could be asked"),
    NotAsked.ANSWERED: msgid("not asked, because the person has answered the same on their own"),
    NotAsked.UNAVAILABLE: msgid("not asked, because there is no such question set here"),
}

_WHOM = {
    OfWhom.PATIENT: msgid("the patient"),
    OfWhom.RELATIVE: msgid("relatives"),
    OfWhom.PARENT: msgid("parents"),
    OfWhom.CLINICIAN: msgid("the clinician"),
}

_WHEN = {
    When.START: msgid("at the start"),
    When.SESSION: msgid("after each appointment"),
    When.EVERY: msgid("every so many weeks"),
    When.BEFORE_POINT: msgid("before each point"),
    When.CLOSING: msgid("at the closing"),
}

_FAULTS = {
    FaultCode.NOTHING_ASKED: msgid("The plan asks nothing. Add a step."),
    FaultCode.NO_TITLE: msgid("The plan has no title. Write one."),
    FaultCode.AGES: msgid("The ages do not fit. Put the youngest first, from 0."),
    FaultCode.SAME_STEP: msgid("%(ask)s is asked twice of %(of)s %(when)s. Remove one of the two."),
    FaultCode.UNKNOWN_SET: msgid(
        "There is no question set '%(ask)s'. Correct its name, or bring it in first."
    ),
    FaultCode.NOT_FOR: msgid("%(ask)s is not meant for %(of)s. Choose another set, or ask somebody else."),
    FaultCode.TOO_LONG: msgid(
        "%(ask)s has %(number)s questions, and a week holds %(other)s. Leave it out, or allow it by name."
    ),
    FaultCode.WEEKS: msgid(
        "%(ask)s: write 1 to 52 weeks where it is asked every so many weeks, and leave the weeks empty elsewhere."
    ),
    FaultCode.TOO_OFTEN: msgid(
        "%(ask)s every %(number)s weeks is too often, as it is asked at most every %(other)s days."
        " Choose more weeks."
    ),
    FaultCode.DAYS: msgid(
        "%(ask)s has %(number)s days. Write a number of days up to 366; open at least one."
    ),
    FaultCode.NO_REASON: msgid("The change of %(ask)s has no reason. Write why."),
    FaultCode.NO_NAME: msgid("The change of %(ask)s does not say who made it. Add the name."),
    FaultCode.NOTHING_TO_STOP: msgid(
        "%(ask)s is not asked of %(of)s %(when)s, so it cannot be stopped. Choose one that is."
    ),
    FaultCode.CLOSED_BEFORE_START: msgid(
        "The closing %(until)s is before the start %(on)s. Correct one of the dates."
    ),
    FaultCode.PAUSE_ENDS_BEFORE_IT_BEGINS: msgid(
        "A pause begins %(on)s and ends before that, on %(until)s. Put the earlier date first."
    ),
    FaultCode.SAME_APPOINTMENT: msgid("The appointment on %(on)s is there twice. Remove one of the two."),
    FaultCode.SAME_POINT: msgid(
        "There are two points with the number %(number)s. Correct one of the numbers."
    ),
}
