"""Why a point falls on its day, and why it was held after it, in the reader's language."""

from __future__ import annotations

from babel.dates import format_date
from sqlalchemy.orm import Session

from feedback.charts.formats import shown_date
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.explanation import Explained, explain, sentence_of
from feedback.domain.pathway.vocabulary import MilestoneKind, Phase
from feedback.domain.pathway.wording import Language
from feedback.domain.points.evaluation_point import LateReason, read_late_reason
from feedback.persistence.tables import EvaluationPoint
from feedback.services.courses.plan_evaluation import due_of
from feedback.services.questionnaires.score_words import Translate
from feedback.services.refusals import _

DAY = {"en": "d MMMM"}
MONTH = "MMMM y"
MILESTONES = {
    MilestoneKind.REFERRAL_RECEIVED: _("Referral received"),
    MilestoneKind.REFERRAL_ASSESSED: _("Referral assessed"),
    MilestoneKind.DETOX_ENDED: _("Detoxification ended"),
    MilestoneKind.FIRST_ATTENDANCE: _("First attendance"),
    MilestoneKind.BASIC_DECISION: _("Basic decision"),
    MilestoneKind.EXTENDED_DECISION: _("Extended decision"),
    MilestoneKind.EVALUATION_HELD: _("Evaluation point held"),
    MilestoneKind.CLOSING: _("Course closed"),
}
PHASES = {
    Phase.START_AFTER_DETOX: _("Start after detoxification"),
    Phase.BASIC_ASSESSMENT: _("Basic assessment"),
    Phase.EXTENDED_ASSESSMENT: _("Extended assessment"),
    Phase.TOTAL_ASSESSMENT: _("The whole assessment"),
    Phase.FIRST_EVALUATION: _("First evaluation point"),
    Phase.BETWEEN_EVALUATIONS: _("Between evaluation points"),
}
LATE_REASONS = {
    LateReason.NO_SHOW: _("Did not come"),
    LateReason.ILLNESS: _("Illness"),
    LateReason.HOLIDAY: _("Holiday"),
    LateReason.PATIENTS_WISH: _("The patient's wish"),
    LateReason.OTHER: _("Other"),
}


def date_rule(session: Session, point: EvaluationPoint, translate: Translate, language: str) -> str:
    """One sentence with the interval, its ruleset and standing; empty where the facts give no date."""
    due = due_of(session, point)
    return why(due, language_of(translate, language)) if due else ""


def why(due: DueDate, language: Language) -> str:
    """The whole explanation as one sentence."""
    return explained(Explained(due.due_on, explain(due)), language)


def explained(day: Explained, language: Language) -> str:
    """The same of a day that was explained before."""
    words = sentence_of(day, language)
    return f"{words[:1].upper()}{words[1:]}."


def late_reason_words(stored: str | None, translate: Translate) -> str:
    """The reason in words, with the own words added to it; empty where there is none."""
    if not stored:
        return ""
    code, words = read_late_reason(stored)
    return f"{translate(LATE_REASONS[code])}: {words}" if words else translate(LATE_REASONS[code])


def language_of(translate: Translate, language: str) -> Language:
    """How sentences about dates are put in a language."""
    return Language(
        translate,
        full_date=lambda day: shown_date(day, language, "long"),
        day=lambda day: format_date(day, DAY.get(language, "d. MMMM"), locale=language),
        month=lambda day: format_date(day, MONTH, locale=language),
    )
