"""The words for codes that the domain and the services speak in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import Flask, g
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _

from feedback.charts.formats import shown_date
from feedback.domain.calendar import local
from feedback.domain.pathway.problem_wording import problem_sentence as problem_sentence_of
from feedback.domain.pathway.problems import Problem as CourseProblem
from feedback.domain.people.actors import SEE_COPY, SEE_MEETING, SEE_STEPS
from feedback.domain.points.evaluation_codes import Part
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.domain.questionnaires.validation import Problem, ProblemCode
from feedback.services import date_words, people_words
from feedback.services.courses.course_changes import ImpossibleCourse
from feedback.services.points.process.code_words import code_choices
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import ManyRefused, Refused
from feedback.services.units.administer_units import contacts_of, get_unit
from feedback.web import current

if TYPE_CHECKING:
    from feedback.persistence.tables import Invitation, Unit

PROBLEMS = {
    ProblemCode.NOT_A_NUMBER: _("Write a number."),
    ProblemCode.NOT_A_WHOLE_NUMBER: _("Write a whole number."),
    ProblemCode.NOT_A_DATE: _("Write a date like 24.11.2026."),
    ProblemCode.NOT_A_TIME: _("Write a time like 14:30."),
    ProblemCode.NOT_A_TEXT: _("Write a text."),
    ProblemCode.NOT_AN_ADDRESS: _("Write a whole web address that starts with https://"),
    ProblemCode.NOT_A_YES_OR_NO: _("Choose yes or no."),
    ProblemCode.NOT_AN_OPTION: _("Choose one of the answers on the page."),
    ProblemCode.BELOW_MINIMUM: _("The lowest is %(detail)s."),
    ProblemCode.ABOVE_MAXIMUM: _("The highest is %(detail)s."),
    ProblemCode.TOO_EARLY: _("The earliest is %(detail)s."),
    ProblemCode.TOO_LATE: _("The latest is %(detail)s."),
    ProblemCode.TOO_LONG: _("Write at most %(detail)s characters."),
    ProblemCode.TOO_MANY: _("Choose at most %(detail)s."),
    ProblemCode.NOT_ALONE: _(
        "One of the answers that you chose excludes the others. Choose it alone, or not."
    ),
    ProblemCode.WORDS_MISSING: _(
        "You have chosen a number for this. Write the goal, or choose skip for the number."
    ),
    ProblemCode.TOO_FEW: _("Choose at least %(detail)s."),
}
REPLIES = {
    "followed": _("Followed"),
    "partly": _("Partly followed"),
    "not": _("Not followed, because …"),
    "next-time": _("We will talk about it next time"),
}
SHOWN_OF_POINTS = {
    SEE_MEETING: _("when the meeting is"),
    SEE_COPY: _("the sheets that they get a copy of"),
    SEE_STEPS: _("what they are to do"),
}
OCCASIONS = {
    "session": _("after the session"),
    "evaluation": _("before the evaluation point"),
    "start": _("at the start"),
    "closing": _("at the closing"),
    "periodic": _("regularly"),
    "own-initiative": _("on own initiative"),
}
APPOINTMENTS = {
    "booked": _("booked"),
    "attended": _("attended"),
    "cancelled": _("cancelled"),
    "no-show": _("did not come"),
}
SHARING = {
    "all": _("My clinician can read all of it"),
    "numbers": _("My clinician can see the numbers. I would rather tell the rest myself"),
    "private": _("Keep it to myself for now"),
    "talk-first": _("Please talk with me before the one I am a relative of reads it"),
}
BY_RELATIVE = {"all": _("The clinician can read all of it")}
ROLES = {
    "patient": _("patient"),
    "relative": _("relative"),
    "clinician": _("clinician"),
    "coordinator": _("coordinator"),
    "leader": _("leader"),
    "administrator": _("administrator"),
}
RELATIONSHIPS = {kind: _(words) for kind, words in people_words.RELATIONSHIPS.items()} | {
    "other": _("other relative")
}
AREAS = {
    "PHV": _("Mental health care, adults (PHV)"),
    "PHBU": _("Mental health care, children and young people (PHBU)"),
    "TSB": _("Substance-use treatment (TSB)"),
    "PREGNANCY_SUD": _("Pregnant and substance use"),
    "EATING_DISORDER_CHILD": _("Eating disorder, children and young people"),
    "OCD": _("Obsessive-compulsive disorder (OCD)"),
}
SETTINGS = {"outpatient": _("Outpatient"), "inpatient": _("Inpatient")}
STATUSES = {
    "upcoming": _("upcoming"),
    "due": _("open now"),
    "overdue": _("past its recommended day"),
    "held": _("held"),
    "cancelled": _("cancelled"),
}
GOAL_STATES = {
    "active": _("worked on"),
    "changed": _("put another way"),
    "reached": _("reached"),
    "stopped": _("no longer a goal"),
}
EMERGENCIES = {
    "danger": _("Danger to life or health"),
    "handover": _("Handover or transfer that nobody has registered yet"),
    "asked": _("The patient has asked me"),
    "other": _("Another reason"),
}
MILESTONES = {str(kind): _(words) for kind, words in date_words.MILESTONES.items()}
PHASES = {str(phase): _(words) for phase, words in date_words.PHASES.items()}
LATE_REASONS = {str(code): _(words) for code, words in date_words.LATE_REASONS.items()}
CONFIRMATIONS = {
    "patient": _("in own session"),
    "spoken": _("as spoken, recorded by the clinician"),
    "not-so": _("It was not like that"),
    "not-confirmed": _("Not confirmed"),
}
PARTS = dict(code_choices(Part, _))
TABLES = {
    "replies": REPLIES,
    "occasions": OCCASIONS,
    "appointments": APPOINTMENTS,
    "sharing": SHARING,
    "roles": ROLES,
    "relationships": RELATIONSHIPS,
    "shown_of_points": SHOWN_OF_POINTS,
    "areas": AREAS,
    "settings": SETTINGS,
    "statuses": STATUSES,
    "goal_states": GOAL_STATES,
    "emergencies": EMERGENCIES,
    "late_reasons": LATE_REASONS,
    "milestones": MILESTONES,
    "phases": PHASES,
    "parts": PARTS,
}
CRISIS = (
    ("116 117", _("out-of-hours doctor")),
    ("116 123", _("Mental Helse helpline")),
    ("113", _("when life is in danger")),
)
YOUNG = ("116 111", _("helpline for children and young people"))
YOUNG_AGE = 16


def install(app: Flask) -> None:
    """Give templates the words for codes, the service name and the crisis contacts."""
    app.context_processor(
        lambda: {
            "words": TABLES,
            "service_name": _service_name(),
            "crisis_contacts": crisis_contacts(),
            "demo": current.is_demo(),
            "actor": g.get("actor"),
            "title_of": title_of,
        }
    )


def title_of(invitation: Invitation) -> str:
    """What an invitation asks, in the reader's language."""
    questionnaire = questionnaire_of(current.session(), invitation.question_set_id)
    return text_in(questionnaire.title, str(get_locale()))


def problem_sentence(problem: Problem) -> str:
    """What is wrong with an answer and what to do."""
    is_number = problem.code in (ProblemCode.BELOW_MINIMUM, ProblemCode.ABOVE_MAXIMUM)
    has_comma = is_number and str(get_locale()) != "en"
    detail = (
        problem.detail.replace(".", ",") if has_comma else problem.detail
    )  # digit by digit, as it is compared
    return str(PROBLEMS[problem.code] % {"detail": detail})


def sharing_words(choice: str, role: str) -> str:
    """What a choice about who reads an answer is called for whoever makes it."""
    return str(BY_RELATIVE.get(choice, SHARING[choice]) if role == "relative" else SHARING[choice])


def refusal_sentence(error: Refused) -> str:
    """A service's no, in the reader's language."""
    if isinstance(error, ImpossibleCourse):
        return " ".join(course_problems(error.problems))
    if isinstance(error, ManyRefused):
        return " ".join(refusal_sentences(error))
    if not error.details:
        return str(gettext(error.message))
    details = {key: _worded(value) for key, value in error.details.items()}
    return str(gettext(error.message) % details)


def refusal_sentences(error: Refused) -> list[str]:
    """The same, each problem by itself where there are several."""
    if isinstance(error, ManyRefused):
        return [refusal_sentence(problem) for problem in error.problems]
    return (
        course_problems(error.problems) if isinstance(error, ImpossibleCourse) else [refusal_sentence(error)]
    )


def course_problems(problems: Iterable[CourseProblem]) -> list[str]:
    """What cannot be right about the facts of a course, a sentence or two for each."""
    language = date_words.language_of(gettext, str(get_locale()))
    return [problem_sentence_of(problem, language) for problem in problems]


def waiting_sentence(until: datetime) -> str:
    """When one can try again, by the clock in Norway; the minute is rounded up."""
    clock = f"{local(until + timedelta(seconds=59)):%H:%M}"
    sentence = gettext(
        "There have been too many attempts. Wait until %(clock)s, then try again.", clock=clock
    )
    return str(sentence)


def _worded(value: object) -> object:
    """A refusal inside a refusal is worded too (the reason in a line of a file), and so is a day."""
    if isinstance(value, date):
        return shown_date(value, str(get_locale()), "long")
    return refusal_sentence(value) if isinstance(value, Refused) else value


def crisis_contacts() -> list[dict[str, object]]:
    """Whom to call: the unit's own numbers, then the national ones; the young have one number more."""
    national = [CRISIS[0], CRISIS[1], YOUNG, CRISIS[2]] if g.get("young") else list(CRISIS)
    return [{"number": number, "name": name} for number, name in (*_own_contacts(), *national)]


def _own_contacts() -> list[tuple[str, object]]:
    """Of the unit that somebody answers for. Staff are shown no numbers, and an error page asks no database."""
    unit = respondents_unit()
    if unit is None:
        return []
    language = str(get_locale())
    own: list[tuple[str, object]] = [
        (row.number, row.name(language)) for row in contacts_of(current.session(), unit.id)
    ]
    return [*own, (unit.phone, _("the clinic, in the daytime"))] if unit.phone else own


def respondents_unit() -> Unit | None:
    """The unit of the respondent on whose page we are."""
    asked, person = g.get("asked"), g.get("person")
    if "db" not in g or "unit" in g or (asked is None and person is None):
        return None
    return get_unit(current.session(), asked.unit_id if asked is not None else person.unit_id)


def _service_name() -> str:
    unit = g.get("unit") or respondents_unit()
    return str(unit.service_name) if unit is not None else "Samsyn"
