"""One item of a draft: written, changed, copied, moved, taken out."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from feedback.catalogue.arranging import (
    copied,
    moved_down,
    moved_up,
    with_item,
    with_new,
    without,
)
from feedback.catalogue.narrowing import fingerprint
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire
from feedback.services.questionnaires.edit_question_set import new_link_id, used_link_ids
from feedback.services.refusals import NotFound, Refused
from feedback.web import current
from feedback.web.administration.editor.blueprint import pages
from feedback.web.administration.editor.drafts import STALE, is_stale, keep, opened, to_show
from feedback.web.administration.editor.item_form import MOST_ROWS, ItemForm, changed_item, filled
from feedback.web.administration.editor.kinds import KINDS, kind_of_item
from feedback.web.administration.editor.wording import condition_sentence, lines, name_of
from feedback.web.coordination.fields import status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff

TOO_MANY = lazy_gettext(
    "It has too many answers to be edited here. Change them in the file, and bring that in."
)
ARRANGE = {"up": moved_up, "down": moved_down}


@pages.route("/item", methods=["GET", "POST"])
@for_staff("administrator")
def item(row_id: int) -> tuple[str, int] | BaseResponse:
    """One item; without an `id` in the address a new one."""
    row, questionnaire = opened(row_id)
    before = _find(questionnaire, request.args.get("id", ""))
    form = _form(before)
    if form.is_submitted():
        if form.kind.data != form.shown_kind.data or "rows" in request.form:
            return _page(row_id, questionnaire, before, _drawn_anew(form))
        if form.validate():
            try:
                if before is not None and is_stale(questionnaire, before.link_id):
                    return _page(row_id, questionnaire, before, form, stale=True)
                link_id, changed = _changed(questionnaire, before, form)
                keep(row, changed)
                return to_show(row_id, f"item-{_place(changed, link_id)}")
            except Refused as error:
                show_refusal(form, error)
    return _page(row_id, questionnaire, before, form)


@pages.post("/arrange")
@for_staff("administrator")
def arrange(row_id: int) -> BaseResponse:
    """An item one place up or down, or a copy of it behind it."""
    row, questionnaire = opened(row_id)
    action, _sep, link_id = request.form.get("do", "").partition(":")
    found = _find(questionnaire, link_id)
    if found is None:
        raise NotFound
    if action == "copy":
        new = copied(found, used_link_ids(current.session(), questionnaire))
        items, link_id = with_new(questionnaire.items, new, after=found.link_id), new.link_id
    else:
        items = ARRANGE.get(action, moved_down)(questionnaire.items, link_id)
    changed = replace(questionnaire, items=items)
    keep(row, changed)
    return to_show(row_id, f"item-{_place(changed, link_id)}")


@pages.route("/remove", methods=["GET", "POST"])
@for_staff("administrator")
def remove(row_id: int) -> str | BaseResponse:
    """What goes when an item is taken out, and then doing so."""
    row, questionnaire = opened(row_id)
    found = _find(questionnaire, request.args.get("id", ""))
    if found is None:
        raise NotFound
    gone = {one.link_id for one in found.walk()}
    waiting = [one for one in questionnaire.walk() if one.link_id not in gone and _looks_at(one, gone)]
    if request.method == "POST" and not waiting:
        keep(row, replace(questionnaire, items=without(questionnaire.items, found.link_id)))
        return to_show(row_id, "items")
    return render_template(
        "administration/editor/remove.html",
        row_id=row_id,
        item=found,
        name=name_of(found),
        below=len(gone) - 1,
        waiting=[(name_of(one), url_for(".conditions", row_id=row_id, id=one.link_id)) for one in waiting],
    )


def _form(before: Item | None) -> ItemForm:
    if before is not None and len(before.options) > MOST_ROWS:
        raise Refused(str(TOO_MANY))
    wanted = request.args.get("kind", "choice")
    if request.method == "POST":
        return ItemForm()
    form = ItemForm(data=filled(before, wanted if wanted in KINDS else "choice"))
    form.after.data = request.args.get("after", "")
    form.add_spare_rows()
    return form


def _drawn_anew(form: ItemForm) -> ItemForm:
    """The same for another kind, with more rows or in another order: nothing is stored, nothing written is lost."""
    form.shown_kind.data = form.kind.data if form.kind.data in KINDS else "choice"
    if form.kind.data == "scale" and not form.maximum.data:
        form.minimum.data, form.maximum.data = form.minimum.data or "0", "10"
    where = request.form.get("rows", "")
    if ":" in where:
        form.move_row(where)
    else:
        form.add_spare_rows()
    return form


def _changed(questionnaire: Questionnaire, before: Item | None, form: ItemForm) -> tuple[str, Questionnaire]:
    if before is not None:
        changed = changed_item(form, before, is_new=False)
        return before.link_id, replace(questionnaire, items=with_item(questionnaire.items, changed))
    link_id = new_link_id(current.session(), questionnaire)
    new = changed_item(form, Item(link_id, ItemType.TEXT), is_new=True)
    items = with_new(questionnaire.items, new, after=form.after.data or "")
    return link_id, replace(questionnaire, items=items)


def _find(questionnaire: Questionnaire, link_id: str) -> Item | None:
    """The item of this link id; None for none. Raises NotFound for an unknown one."""
    if link_id and link_id not in questionnaire.by_link_id:
        raise NotFound
    return questionnaire.by_link_id.get(link_id)


def _looks_at(one: Item, gone: set[str]) -> bool:
    operands = one.calculation.operands if one.calculation else ()
    return bool(gone & {*operands, *(condition.question for condition in one.enable_when)})


def _place(questionnaire: Questionnaire, link_id: str) -> int:
    return [one.link_id for one in questionnaire.walk()].index(link_id) + 1


def _page(
    row_id: int, questionnaire: Questionnaire, before: Item | None, form: ItemForm, *, stale: bool = False
) -> tuple[str, int]:
    if stale:
        current.undo()
        form.form_errors.append(str(STALE))
    link_id = before.link_id if before else ""
    theirs = (
        next((one for one in lines(questionnaire) if one.item.link_id == link_id), None) if stale else None
    )
    page = render_template(
        "administration/editor/item.html",
        row_id=row_id,
        form=form,
        item=before,
        heading=name_of(before) if before else _("New question"),
        seen=fingerprint(questionnaire, link_id),
        kind=KINDS.get(form.kind.data, KINDS["choice"]),
        places=[(one.link_id, name_of(one)) for one in questionnaire.walk()],
        condition=condition_sentence(before, questionnaire) if before else "",
        theirs=theirs,
        is_calculated=before is not None and before.calculation is not None,
        kind_name=kind_of_item(before) if before else "",
    )
    return page, 409 if stale else status_of(form)
