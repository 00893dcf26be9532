"""What the respondent's pages show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _
from wtforms import Form

from feedback.domain.calendar import local
from feedback.domain.measures.scoring import critical, safety_link_ids
from feedback.domain.occasions import sharing_choices
from feedback.domain.questionnaires.looks import is_scale
from feedback.domain.questionnaires.occurrences import origin_of
from feedback.domain.questionnaires.questionnaire import ItemType, Questionnaire, text_in
from feedback.domain.questionnaires.validation import Problem, ProblemCode
from feedback.services.answers.answering import Answering
from feedback.services.goals.collect_goals import GOAL_SET
from feedback.services.patients.patient_lists import clinicians_caring_for
from feedback.services.patients.read_registration import goals_seen_by
from feedback.services.points.open_points import is_open, point_to_prepare
from feedback.services.questionnaires.scoring_profiles import profile_for
from feedback.web import current
from feedback.web.respondent.answering.pages_of import Pages
from feedback.web.respondent.answering.parts import part_views
from feedback.web.respondent.answering.times import groups_too_few, times_on
from feedback.web.views.answer_form import AnswerField, fields_of
from feedback.web.views.question_view import OptionView, PageText, QuestionView, RepeatView
from feedback.web.words import PROBLEMS, sharing_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OURS = "Samsyn"
NUMBERS = (ItemType.DECIMAL, ItemType.INTEGER, ItemType.QUANTITY)


@dataclass(frozen=True, slots=True)
class WelcomeView:
    """The page before the first question."""

    title: str
    intro: str
    clinician: str
    minutes: int
    is_relative: bool
    sends_safety: bool
    shows_goals: bool
    resumed: bool

    @classmethod
    def of(cls, answering: Answering, language: str, session: Session, today: date) -> WelcomeView:
        """Made from an answering."""
        questionnaire = answering.questionnaire
        return cls(
            title=text_in(questionnaire.title, language),
            intro=text_in(questionnaire.intro, language),
            clinician=_clinicians(answering, session, today),
            minutes=questionnaire.minutes,
            is_relative=answering.asked.role == "relative",
            sends_safety=bool(_safety(questionnaire)),
            shows_goals=questionnaire.key == GOAL_SET and _shows_goals(answering, session, today),
            resumed=answering.is_begun,
        )


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of questions; `intro` stands on the first of them, since it may tell which days are asked about."""

    title: str
    intro: str
    page: int
    place: int
    total: int
    questions: Sequence[QuestionView | RepeatView]
    times: str
    errors: Sequence[tuple[str, str]]
    sharing: QuestionView | None
    reminded: bool
    back: bool
    attribution: str
    own_words: bool
    contacts_now: bool
    keeps_goals: bool

    @classmethod
    def of(
        cls,
        answering: Answering,
        now: Pages,
        page: int,
        form: Form,
        language: str,
        *,
        remind: bool,
    ) -> PageView:
        """Made from a form and what is shown now."""
        questionnaire = answering.questionnaire
        fields = {field.item.link_id: field for field in fields_of(form)}
        questions = list(_named(_questions(answering, now, page, fields, language, remind)))
        given = {**now.answers} | {key: field.answer for key, field in fields.items() if field.answer}
        too_few = groups_too_few(now, page, given) if remind else []
        return cls(
            title=text_in(questionnaire.title, language),
            intro="" if now.before(page) is not None else text_in(questionnaire.intro, language),
            page=page,
            place=now.shown.index(page) + 1,
            total=len(now.shown),
            questions=questions,
            errors=[*_errors(questions), *_group_errors(too_few, now, language)] if remind else [],
            times=times_on(now, page),
            sharing=_sharing(answering) if now.after(page) is None else None,
            reminded=remind or request.form.get("reminded") == "1",
            back=now.before(page) is not None,
            attribution=questionnaire.rights.attribution,
            own_words=not questionnaire.validated and questionnaire.rights.owner == OURS,
            contacts_now=_is_critical(answering, fields),
            keeps_goals=questionnaire.key == GOAL_SET and any(item.read_only for item in questionnaire.items),
        )


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The page after sending."""

    clinician: str
    sent_at: object
    private: bool
    critical: bool
    is_relative: bool
    point: int | None = None

    @classmethod
    def of(cls, answering: Answering, session: Session, today: date, *, signed_in: bool) -> ReceiptView:
        """Made from a sent answering. `point` is the number of the row of the point that the patient gets ready for."""
        response = answering.response
        profile = profile_for(session, answering.questionnaire)
        return cls(
            clinician=_clinicians(answering, session, today),
            sent_at=local(response.authored_at) if response and response.authored_at else None,
            private=bool(response and response.sharing == "private"),
            critical=bool(profile and critical(profile, answering.questionnaire, answering.answers)),
            is_relative=answering.asked.role == "relative",
            point=_point(answering, session, today) if signed_in else None,
        )


def _point(answering: Answering, session: Session, today: date) -> int | None:
    if answering.asked.role != "patient":
        return None
    waiting = point_to_prepare(session, answering.asked.patient_id, today)
    return waiting.id if waiting and is_open(waiting, today) else None


def _clinicians(answering: Answering, session: Session, today: date) -> str:
    names = clinicians_caring_for(session, answering.asked.patient_id, today)
    return " / ".join(names) or _("Your clinician")


def _shows_goals(answering: Answering, session: Session, today: date) -> bool:
    """Whether it is the patient who writes, and a relative sees the words of their goals."""
    asked = answering.asked
    return asked.role == "patient" and bool(goals_seen_by(session, asked.patient_id, today))


def _safety(questionnaire: Questionnaire) -> tuple[str, ...]:
    profile = profile_for(current.session(), questionnaire)
    return safety_link_ids(profile, questionnaire) if profile else ()


def _is_critical(answering: Answering, fields: Mapping[str, AnswerField]) -> bool:
    """A draft shows the contacts at once and goes nowhere (rule A7)."""
    profile = profile_for(current.session(), answering.questionnaire)
    if profile is None:
        return False
    answers = answering.answers | {key: field.answer for key, field in fields.items() if field.answer}
    return bool(critical(profile, answering.questionnaire, answers))


def _questions(
    answering: Answering,
    now: Pages,
    page: int,
    fields: Mapping[str, AnswerField],
    language: str,
    remind: bool,
) -> list[QuestionView | RepeatView]:
    questionnaire = answering.questionnaire
    warning = _("When you send this, your clinician always sees the answer to this question.")
    text = PageText(
        language,
        now.numbers,
        remind=remind,
        safety=dict.fromkeys(_safety(questionnaire), warning),
        of_relative=answering.asked.role == "relative",
        quiet_escapes=len(questionnaire.questions) > 60,
    )
    return [view for part, depth in now.parts_on(page) for view in part_views(part, depth, now, fields, text)]


def _named(views: Iterable[QuestionView | RepeatView]) -> Iterator[QuestionView | RepeatView]:
    """A question without words of its own (a scale below *yes*, say) bears the words of the one above."""
    above = ""
    for view in views:
        above = view.text or above
        yield replace(view, text=above) if isinstance(view, QuestionView) and not view.text else view


def _group_errors(too_few: Sequence[Problem], now: Pages, language: str) -> Iterator[tuple[str, str]]:
    for problem in too_few:
        group = origin_of(now.settled.questionnaire.by_link_id[problem.link_id])
        sentence = _(
            "%(group)s: fewer than %(number)s are filled in. Fill in more, or send once more to leave it.",
            group=text_in(group.text, language),
            number=problem.detail,
        )
        yield f"q{now.numbers[problem.link_id]}", sentence


def _errors(questions: Sequence[QuestionView | RepeatView]) -> list[tuple[str, str]]:
    found = []
    for view, name in _called_apart([view for view in questions if isinstance(view, QuestionView)]):
        found += [(view.id, f"{name}: {sentence}") for sentence in view.errors]
        if view.required_note:
            sentence = _("%(question)s: not answered. Answer, or send once more to leave it.", question=name)
            found.append((view.id, sentence))
    return found


def _called_apart(questions: Sequence[QuestionView]) -> Iterator[tuple[QuestionView, str]]:
    """What each question is called where something is wrong with it; several with the same words are told apart by the
    number that they have or stand under, and by what was answered there: a goal by its words."""
    alike = Counter(map(_called, questions))
    numbered = None
    for view in questions:
        numbered = view if view.prefix else numbered
        name = _called(view)
        if alike[name] > 1 and numbered is not None:
            said = (
                f" ({numbered.value})" if numbered.kind in ("calculated", "text") and numbered.value else ""
            )
            name = f"{numbered.prefix} {name}{said}"
        yield view, name


def _called(view: QuestionView) -> str:
    return f"{view.text} ({view.which})" if view.which else view.text


def _has_numbers(questionnaire: Questionnaire) -> bool:
    """Whether anything is answered with a number, or counted into one: else nobody can share the numbers alone."""
    if profile_for(current.session(), questionnaire) is not None:
        return True
    return any(is_scale(item) or item.type in NUMBERS for item in questionnaire.questions)


def _sharing(answering: Answering) -> QuestionView:
    role, numbers = answering.asked.role, _has_numbers(answering.questionnaire)
    choices = [choice for choice in sharing_choices(role) if numbers or choice != "numbers"]
    chosen = request.form.get("sharing") or (answering.response.sharing if answering.response else choices[0])
    options = [
        OptionView(choice, sharing_words(choice, role), f"sharing-{choice}", choice == chosen)
        for choice in choices
    ]
    errors = [] if chosen in choices else [str(PROBLEMS[ProblemCode.NOT_AN_OPTION])]
    return QuestionView(
        "sharing", "sharing", "choice", _("Who can read this?"), options=options, errors=errors
    )
