"""The codes of a unit for what is registered: filled in by an administrator, each from a day on."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField

from feedback.domain.points.process import ProcessKind, code_on
from feedback.services.refusals import Refused
from feedback.services.units.administer_units import get_unit
from feedback.services.units.process_codes import NewCode, add_code, code_rows, codes_of, remove_code
from feedback.web import current
from feedback.web.coordination.fields import Day, choice, line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.points.words import KINDS

pages = Blueprint("process_codes", __name__, url_prefix="/staff/administration/units/<int:unit_id>/codes")


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code for one kind of thing that is done."""

    kind = choice(_("What is done"), KINDS.items())
    system = line(_("Code set"), needed=_("Write the name of the code set."))
    code = line(_("Code"), needed=_("Write the code."))
    effective_from = Day(_("Holds from"), needed=_("Write the first day on which it holds."))
    replaces = BooleanField(_("Yes, what is done already gets this code from that day on"))


@pages.route("", methods=["GET", "POST"])
@for_staff("administrator")
def of_unit(unit_id: int) -> tuple[str, int] | BaseResponse:
    """What the unit uses today, what it used and will use; a form adds a code."""
    unit, form = get_unit(current.session(), unit_id), CodeForm()
    if form.validate_on_submit():
        try:
            add_code(current.session(), current.actor(), unit, _typed(form), current.now())
            return redirect(url_for(".of_unit", unit_id=unit_id), 303)
        except Refused as error:
            show_refusal(form, error)
    codes = codes_of(current.session(), unit_id)
    page = render_template(
        "administration/process_codes.html",
        unit=unit,
        form=form,
        rows=code_rows(current.session(), unit_id),
        kinds=[(kind, KINDS[kind], code_on(codes, kind, current.today())) for kind in ProcessKind],
    )
    return page, status_of(form)


def _typed(form: CodeForm) -> NewCode:
    day, replaces = form.effective_from.data, form.replaces.data
    return NewCode(form.kind.data, form.system.data, form.code.data, day, replaces)


@pages.post("/<int:row_id>/remove")
@for_staff("administrator")
def remove(unit_id: int, row_id: int) -> BaseResponse:
    """Take a code away that was typed by mistake."""
    unit = get_unit(current.session(), unit_id)
    remove_code(current.session(), current.actor(), unit, row_id, current.now())
    return redirect(url_for(".of_unit", unit_id=unit_id), 303)
