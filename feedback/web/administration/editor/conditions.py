"""When an item is shown: after which answers to other questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import FieldList, Form, FormField

from feedback.catalogue.arranging import with_item
from feedback.catalogue.narrowing import fingerprint
from feedback.domain.questionnaires.questionnaire import Condition, Item, Operator, Questionnaire
from feedback.services.refusals import NotFound, Refused
from feedback.web import current
from feedback.web.administration.editor.blueprint import pages
from feedback.web.administration.editor.drafts import STALE, is_stale, keep, opened, to_show
from feedback.web.administration.editor.expected import expected_text, read_expected
from feedback.web.administration.editor.wording import OPERATORS, condition_sentence, name_of
from feedback.web.coordination.fields import as_choices, choice, line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import chosen

MOST_ROWS = 700
FIRST_ROWS = 3


class ConditionRow(Form):  # type: ignore[misc]
    """One condition; a row without a question is left out."""

    question = choice(_("Question"))
    operator = choice(_("Answer"), {operator.value: label for operator, label in OPERATORS.items()})
    value = line(_("Value"))


class ConditionsForm(FlaskForm):  # type: ignore[misc]
    """The conditions of one item, and whether all of them or any one must hold."""

    joint = choice(_("It is shown when"), {"any": _("one of these holds"), "all": _("all of these hold")})
    rows = FieldList(FormField(ConditionRow), max_entries=MOST_ROWS)


@pages.route("/conditions", methods=["GET", "POST"])
@for_staff("administrator")
def conditions(row_id: int) -> tuple[str, int] | BaseResponse:
    """When an item is shown."""
    row, questionnaire = opened(row_id)
    item = questionnaire.by_link_id.get(request.args.get("id", ""))
    if item is None:
        raise NotFound
    form = _form(item, questionnaire)
    stale = is_stale(questionnaire, item.link_id)
    if form.validate_on_submit() and not stale:
        try:
            changed = _changed(form, item, questionnaire)
            keep(row, replace(questionnaire, items=with_item(questionnaire.items, changed)))
            return to_show(row_id, "items")
        except Refused as error:
            show_refusal(form, error)
    return _page(row_id, questionnaire, item, form, stale)


def _form(item: Item, questionnaire: Questionnaire) -> ConditionsForm:
    rows = [
        {
            "question": one.question,
            "operator": one.operator.value,
            "value": expected_text(one, questionnaire.by_link_id.get(one.question), chosen()),
        }
        for one in item.enable_when
    ]
    form = ConditionsForm(data={"joint": "all" if item.enable_all else "any", "rows": rows})
    if request.method == "GET":
        for _place in range(max(1, FIRST_ROWS - len(rows))):
            form.rows.append_entry({})
    below = {one.link_id for one in item.walk()}
    others = [(one.link_id, name_of(one)) for one in questionnaire.questions if one.link_id not in below]
    choices = as_choices([("", _("(no condition)")), *others])
    for entry in form.rows.entries:
        entry.form.question.choices = choices
    return form


def _changed(form: ConditionsForm, item: Item, questionnaire: Questionnaire) -> Item:
    found = [
        _condition(place, entry.form, item.enable_when, questionnaire)
        for place, entry in enumerate(form.rows.entries)
        if entry.form.question.data
    ]
    return replace(item, enable_when=tuple(found), enable_all=form.joint.data == "all" and len(found) > 1)


def _condition(
    place: int, row: ConditionRow, before: Sequence[Condition], questionnaire: Questionnaire
) -> Condition:
    """The condition of a row; one that was not touched stays exactly as it was."""
    asked = questionnaire.by_link_id[row.question.data]
    operator, text = Operator(row.operator.data), row.value.data or ""
    for one in before:
        same = (one.question, one.operator, expected_text(one, asked, chosen()))
        if same == (asked.link_id, operator, text):
            return one
    try:
        return Condition(asked.link_id, operator, read_expected(text, operator, asked))
    except Refused as error:
        raise Refused(str(error), f"rows-{place}-value") from error


def _page(
    row_id: int, questionnaire: Questionnaire, item: Item, form: ConditionsForm, stale: bool
) -> tuple[str, int]:
    if stale:
        current.undo()
        form.form_errors.append(str(STALE))
    page = render_template(
        "administration/editor/conditions.html",
        row_id=row_id,
        form=form,
        item=item,
        name=name_of(item),
        seen=fingerprint(questionnaire, item.link_id),
        theirs=condition_sentence(item, questionnaire) if stale else "",
    )
    return page, 409 if stale else status_of(form)
