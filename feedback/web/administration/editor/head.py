"""What belongs to a draft as a whole: title, introduction, who answers, scoring, rights."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from feedback.catalogue.narrowing import fingerprint
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.plain_text import plain_number
from feedback.domain.questionnaires.questionnaire import Questionnaire, text_in
from feedback.services.questionnaires.record_rights import record_rights, recorder_name
from feedback.services.questionnaires.scoring_profiles import current_profile, current_profiles
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.administration.counted import counted_rows, with_boxes
from feedback.web.administration.editor.blueprint import pages
from feedback.web.administration.editor.drafts import STALE, is_stale, keep, opened, texts_from, to_show
from feedback.web.administration.editor.item_form import words
from feedback.web.administration.editor.wording import misfit_sentences
from feedback.web.administration.rights_form import RightsForm
from feedback.web.coordination.fields import choice, line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import chosen

RESPONDENTS = ("patient", "relative")


class HeadForm(FlaskForm):  # type: ignore[misc]
    """Title and introduction in three languages, who answers, and how long it takes."""

    title_nb, title_nn, title_en = line("Bokmål"), line("Nynorsk"), line("English")
    intro_nb, intro_nn, intro_en = words("Bokmål"), words("Nynorsk"), words("English")
    patient = BooleanField(_("Patients"))
    relative = BooleanField(_("Relatives"))
    minutes = StringField(_("Minutes it takes"), [InputRequired(_("Write a whole number."))])


class ScoringForm(FlaskForm):  # type: ignore[misc]
    """Which known instrument's facts score the answers."""

    profile = choice(_("Score as"))


@pages.route("/head", methods=["GET", "POST"])
@for_staff("administrator")
def head(row_id: int) -> tuple[str, int] | BaseResponse:
    """Title, introduction, who answers."""
    row, questionnaire = opened(row_id)
    form = HeadForm(data=_head_of(questionnaire))
    stale = is_stale(questionnaire)
    if form.validate_on_submit() and not stale:
        try:
            keep(row, _with_head(form, questionnaire))
            return to_show(row_id)
        except Refused as error:
            show_refusal(form, error)
    return _page("head", row_id, form, questionnaire, stale)


@pages.route("/scoring", methods=["GET", "POST"])
@for_staff("administrator")
def scoring(row_id: int) -> tuple[str, int] | BaseResponse:
    """Which scoring profile is used, and what keeps it from fitting."""
    row, questionnaire = opened(row_id)
    form = ScoringForm(data={"profile": questionnaire.profile})
    form.profile.choices = profile_choices()
    stale = is_stale(questionnaire)
    if form.validate_on_submit() and not stale:
        name = form.profile.data
        is_new = name != questionnaire.profile
        changed = replace(questionnaire, profile=name, validated=bool(name))
        sentences = misfit_sentences(changed)
        if not sentences:
            keep(row, changed if is_new else with_boxes(changed))
            return _to_look(row_id) if is_new and name else to_show(row_id)
        form.profile.errors = [*form.profile.errors, *sentences]
    return _page("scoring", row_id, form, questionnaire, stale)


def _to_look(row_id: int) -> BaseResponse:
    """Stay where a reversed question has to be looked at; else back to the draft."""
    row, questionnaire = opened(row_id)
    asks = any(counted.is_reversed for counted in counted_rows(questionnaire))
    return redirect(url_for("editor.scoring", row_id=row.id), 303) if asks else to_show(row_id)


@pages.route("/rights", methods=["GET", "POST"])
@for_staff("administrator")
def rights(row_id: int) -> tuple[str, int] | BaseResponse:
    """Whose the words are and on which terms they may be used."""
    row, questionnaire = opened(row_id)
    known = questionnaire.rights
    form = RightsForm(
        obj=known if known.recorded else replace(known, read_on=known.read_on or current.today())
    )
    stale = is_stale(questionnaire)
    if form.validate_on_submit() and not stale:
        try:
            recorded = record_rights(form.stated(), current.actor(), current.now())
            keep(row, replace(questionnaire, rights=recorded))
            return to_show(row_id)
        except Refused as error:
            show_refusal(form, error)
    return _page("rights", row_id, form, questionnaire, stale)


def profile_choices() -> list[tuple[str, object]]:
    """No score, or one of the known instruments."""
    known = sorted(current_profiles(current.session()), key=lambda profile: profile.name.casefold())
    named = [(profile.name, f"{profile.name} ({profile.item_count})") for profile in known]
    return [("", _("No score: the answers are shown one by one")), *named]


def _head_of(questionnaire: Questionnaire) -> dict[str, object]:
    texts = {
        f"{part}_{code}": getattr(questionnaire, part).get(code, "")
        for part in ("title", "intro")
        for code in LANGUAGES
    }
    asked = {role: role in questionnaire.respondents for role in RESPONDENTS}
    return {**texts, **asked, "minutes": str(questionnaire.minutes)}


def _with_head(form: HeadForm, questionnaire: Questionnaire) -> Questionnaire:
    title, intro = (
        texts_from(before, **{code: form[f"{part}_{code}"].data for code in LANGUAGES})
        for part, before in (("title", questionnaire.title), ("intro", questionnaire.intro))
    )
    minutes = plain_number((form.minutes.data or "").strip())
    if minutes is None or not 1 <= minutes <= 120:
        raise Refused(str(_("Write whole minutes from 1 to 120.")), "minutes")
    if not title:
        raise Refused(str(_("Write a title in at least one language.")), "title_nb")
    others = tuple(role for role in questionnaire.respondents if role not in RESPONDENTS)
    asked = tuple(role for role in RESPONDENTS if form[role].data)
    if not (asked or others):
        raise Refused(str(_("Choose who answers.")), "patient")
    return replace(questionnaire, title=title, intro=intro, minutes=minutes, respondents=(*asked, *others))


def _page(
    name: str, row_id: int, form: FlaskForm, questionnaire: Questionnaire, stale: bool
) -> tuple[str, int]:
    if stale:
        current.undo()
        form.form_errors.append(str(STALE))
    profile = current_profile(current.session(), request.form.get("profile", questionnaire.profile))
    page = render_template(
        f"administration/editor/{name}.html",
        row_id=row_id,
        form=form,
        questionnaire=questionnaire,
        seen=fingerprint(questionnaire),
        stale=stale,
        profile=profile,
        counted=counted_rows(questionnaire),
        recorder=recorder_name(current.session(), questionnaire.rights),
        shown=lambda texts: text_in(texts, chosen()),
    )
    return page, 409 if stale else status_of(form)
