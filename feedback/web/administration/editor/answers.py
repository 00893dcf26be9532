"""The same answers for several questions, in one go."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields import SelectChoice

from feedback.catalogue.arranging import with_item
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire
from feedback.services.questionnaires.table_scales import Scale, read_scale
from feedback.services.refusals import Refused
from feedback.web.administration.editor.blueprint import pages
from feedback.web.administration.editor.drafts import keep, opened, to_show
from feedback.web.administration.editor.item_form import words
from feedback.web.administration.editor.wording import name_of
from feedback.web.coordination.fields import as_choices, choice, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff


class AnswersForm(FlaskForm):  # type: ignore[misc]
    """A scale that is written or taken from a question, and the questions that get it."""

    same = choice(_("Take the answers of"))
    scale_nb, scale_nn, scale_en = words("Bokmål"), words("Nynorsk"), words("English")
    every = BooleanField(_("All questions"))
    items = SelectMultipleField(_("Questions that get these answers"), validate_choice=False)


@pages.route("/answers", methods=["GET", "POST"])
@for_staff("administrator")
def answers(row_id: int) -> tuple[str, int] | BaseResponse:
    """One answer scale on many questions."""
    row, questionnaire = opened(row_id)
    asked = _asked(questionnaire)
    form = AnswersForm()
    models = [(item.link_id, name_of(item)) for item in asked if item.options or item.minimum is not None]
    form.same.choices = as_choices([("", _("(write them below)")), *models])
    form.items.choices = [SelectChoice(value=item.link_id, label=name_of(item)) for item in asked]
    if form.validate_on_submit():
        try:
            keep(row, _changed(form, questionnaire))
            return to_show(row_id, "items")
        except Refused as error:
            show_refusal(form, error)
    ticked = set(request.form.getlist("items")) if request.method == "POST" else _without_numbers(asked)
    page = render_template("administration/editor/answers.html", row_id=row_id, form=form, ticked=ticked)
    return page, status_of(form)


def _asked(questionnaire: Questionnaire) -> list[Item]:
    return [item for item in questionnaire.questions if item.calculation is None]


def _without_numbers(asked: list[Item]) -> set[str]:
    """The questions that share the same answers without numbers, where there are several: the usual repair."""
    groups: dict[str, set[str]] = {}
    for item in asked:
        if item.options and all(option.ordinal is None for option in item.options):
            groups.setdefault(repr(item.options), set()).add(item.link_id)
    largest = max(groups.values(), key=len, default=set())
    return largest if len(largest) > 1 else set()


def _changed(form: AnswersForm, questionnaire: Questionnaire) -> Questionnaire:
    asked = _asked(questionnaire)
    wanted = [item for item in asked if form.every.data or item.link_id in (form.items.data or ())]
    if not wanted:
        raise Refused(str(_("Tick at least one question.")), "items")
    fields = _of_model(questionnaire.by_link_id[form.same.data]) if form.same.data else _written(form)
    items = questionnaire.items
    for item in wanted:
        items = with_item(items, replace(item, **fields))  # type: ignore[arg-type]
    return replace(questionnaire, items=items)


def _written(form: AnswersForm) -> dict[str, object]:
    written = {code: form[f"scale_{code}"].data or "" for code in LANGUAGES}
    if not any(text.strip() for text in written.values()):
        raise Refused(str(_("Write the answers, or choose a question to take them from.")), "scale_nb")
    scale: Scale = read_scale_at(written)
    return {**scale.fields(), "repeats": False}


def read_scale_at(written: dict[str, str]) -> Scale:
    """The scale that is written. Raises Refused at the first field that has something in it."""
    try:
        return read_scale(written)
    except Refused as error:
        first = next(code for code, text in written.items() if text.strip())
        raise Refused(_TOLD, f"scale_{first}", reason=error) from error


def _of_model(model: Item) -> dict[str, object]:
    names = ("type", "options", "minimum", "maximum", "low_label", "high_label", "control", "repeats", "unit")
    return {name: getattr(model, name) for name in names}


_TOLD = "The answers: %(reason)s."
