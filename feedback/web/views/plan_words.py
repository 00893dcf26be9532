"""A collection plan in the words of the staff pages: what is asked, when, why, and what cannot be right."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.charts.formats import shown_date
from feedback.domain.pathway.wording import Language
from feedback.domain.plan.faults import Fault, FaultCode
from feedback.domain.plan.request import LeftOut, Request
from feedback.domain.plan.template import Step
from feedback.domain.plan.vocabulary import OfWhom, When
from feedback.domain.plan.wording import fault_sentence, when_words, whom, why, why_not
from feedback.domain.questionnaires.questionnaire import Texts, text_in
from feedback.services.plans.plan_overview import AskedSet
from feedback.services.plans.plan_templates import ImpossiblePlanError
from feedback.web.languages import chosen


def language() -> Language:
    """How sentences about a plan are put into the reader's language."""
    return Language(_, full_date=lambda day: shown_date(day, chosen(), "long"))


def why_words(request: Request) -> str:
    """Why something is asked and when, as a sentence."""
    return _sentence(why(request, language()))


def why_not_words(left_out: LeftOut) -> str:
    """Why something is not asked, as a sentence."""
    return _sentence(why_not(left_out, language()))


def fault_sentences(error: ImpossiblePlanError, sets: dict[str, AskedSet]) -> list[str]:
    """What to correct, each sentence once, with the titles of the question sets."""
    return list(dict.fromkeys(fault_words(fault, sets) for fault in error.faults))


def fault_words(fault: Fault, sets: dict[str, AskedSet]) -> str:
    """What to correct."""
    if (
        fault.ask and fault.code is not FaultCode.UNKNOWN_SET
    ):  # an unknown set has no title, but a name in quotes
        fault = replace(fault, ask=f"«{set_title(fault.ask, sets)}»")
    return fault_sentence(fault, language())


def set_title(ask: str, sets: dict[str, AskedSet]) -> str:
    """What a question set is called; its key where it is not here any more."""
    found = sets.get(ask)
    return text_in(found.title, chosen()) if found else ask


def titled(title: Texts) -> str:
    """A title in the reader's language."""
    return text_in(title, chosen())


def length_words(items: int, minutes: int) -> str:
    """5 questions, about 1 minute."""
    questions = ngettext("%(num)s question", "%(num)s questions", items)
    return f"{questions}, {minutes_words(minutes)}"


def minutes_words(minutes: int) -> str:
    """About how long it takes."""
    return ngettext("about %(num)s minute", "about %(num)s minutes", minutes)


def step_words(step: Step) -> str:
    """When a step asks and for how long, without saying what."""
    open_for = ngettext("open for %(num)s day", "open for %(num)s days", step.days_open)
    before = ngettext("from %(num)s day before", "from %(num)s days before", step.days_before)
    match step.when:
        case When.EVERY:
            every = ngettext("every week", "every %(num)s weeks", step.weeks)
            return f"{every}, {open_for}"
        case When.BEFORE_POINT | When.CLOSING:
            return f"{when_words(step.when, language())}, {before}"
    return f"{when_words(step.when, language())}, {open_for}"


def whom_words(of: OfWhom) -> str:
    """Whom a step asks."""
    return whom(of, language())


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."
