"""The draft as a patient sees it on a phone, in each language, with its conditions and its score at work.
Nothing that is answered here is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from wtforms import Form

from feedback.charts.formats import shown_number
from feedback.domain.measures.scoring import Score, Why, safety_link_ids, score
from feedback.domain.questionnaires.answers import Answer
from feedback.domain.questionnaires.questionnaire import Questionnaire, text_in
from feedback.services.questionnaires.score_words import scale_label
from feedback.services.questionnaires.scoring_profiles import profile_for
from feedback.web import current
from feedback.web.administration.editor.blueprint import pages
from feedback.web.administration.editor.drafts import opened
from feedback.web.guard import for_staff
from feedback.web.languages import chosen, language_word
from feedback.web.respondent.answering.pages_of import Pages, takes_answer
from feedback.web.respondent.answering.parts import part_views
from feedback.web.respondent.answering.times import as_sent, changed_times, times_on
from feedback.web.views.answer_form import build_form, fields_of
from feedback.web.views.question_view import PageText, QuestionView, RepeatView

QUIET_FROM = 60


@dataclass(frozen=True, slots=True)
class Try:
    """What a preview shows: pages of questions, and what the answers so far give."""

    pages: list[list[QuestionView | RepeatView]]
    times: str
    answers: dict[str, Answer]


@pages.route("/preview", methods=["GET", "POST"])
@for_staff("administrator")
def preview(row_id: int) -> str:
    """The whole draft at the width of a phone."""
    _row, questionnaire = opened(row_id)
    wanted = request.values.get("in", chosen())
    language = wanted if wanted in questionnaire.languages else questionnaire.languages[0]
    with force_locale(language if language in ("nb", "nn", "en") else "en"):
        tried = _try(questionnaire, language)
        phone = render_template(
            "administration/editor/phone.html",
            tried=tried,
            title=text_in(questionnaire.title, language),
            intro=text_in(questionnaire.intro, language),
            attribution=questionnaire.rights.attribution,
        )
    return render_template(
        "administration/editor/preview.html",
        row_id=row_id,
        phone=phone,
        spoken=language,
        score=_score_sentence(questionnaire, tried.answers),
        choices=[(code, language_word(code)) for code in questionnaire.languages],
    )


def _try(questionnaire: Questionnaire, language: str) -> Try:
    before = as_sent(questionnaire, {})
    form = _form(before)
    given = {
        field.item.link_id: field.answer for field in fields_of(form) if field.answer and not field.problems
    }
    answers, pressed = changed_times(questionnaire, before, {**before.answers, **given})
    now = Pages(questionnaire, answers)
    if pressed:
        form = _form(now)
        for field in fields_of(form):
            field.put_back(answers.get(field.item.link_id))
    views = [_views(questionnaire, now, page, form, language) for page in now.shown]
    times = " ".join(filter(None, (times_on(now, page) for page in now.shown)))
    return Try(views, times, answers)


def _form(now: Pages) -> Form:
    asked = [item for item in now.settled.questionnaire.walk() if takes_answer(item)]
    return build_form(now.numbers, asked, {})


def _views(
    questionnaire: Questionnaire, now: Pages, page: int, form: Form, language: str
) -> list[QuestionView | RepeatView]:
    fields = {field.item.link_id: field for field in fields_of(form)}
    text = PageText(
        language,
        now.numbers,
        remind=request.method == "POST",
        safety=_safety(questionnaire),
        quiet_escapes=len(questionnaire.questions) > QUIET_FROM,
    )
    return [view for part, depth in now.parts_on(page) for view in part_views(part, depth, now, fields, text)]


def _safety(questionnaire: Questionnaire) -> dict[str, str]:
    profile = profile_for(current.session(), questionnaire)
    warning = _("When you send this, your clinician always sees the answer to this question.")
    return dict.fromkeys(safety_link_ids(profile, questionnaire), warning) if profile else {}


def _score_sentence(questionnaire: Questionnaire, given: Mapping[str, Answer]) -> str:
    profile = profile_for(current.session(), questionnaire)
    if profile is None:
        return ""
    return " ".join(
        _one_score(found, scale_label(profile, found.measure, found.name, chosen()))
        for found in score(profile, questionnaire, given)
    )


def _one_score(found: Score, name: str) -> str:
    if found.value is None and found.why is Why.MISSING:
        return ngettext(
            "%(name)s: not calculated yet, %(num)s answer is missing.",
            "%(name)s: not calculated yet, %(num)s answers are missing.",
            found.missing,
            name=name,
        )
    if found.why is Why.DOES_NOT_FIT:
        return _(
            "%(name)s does not fit yet: number of questions or the numbers of the answers.",
            name=name,
        )
    if found.why is Why.REPEATED:
        return _("%(name)s: not calculated, a question of it is answered several times.", name=name)
    if found.value is None:
        return _("%(name)s gives no total: its facts are not complete.", name=name)
    return f"{name}: {shown_number(found.value, chosen())}"
