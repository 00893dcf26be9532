"""The units: a list that says what each lacks, one unit with its history, making and closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.measures.thresholds import THRESHOLDS, values_in_force
from feedback.domain.points.process import UnitCode, code_on
from feedback.services.refusals import Refused
from feedback.services.units.administer_units import (
    close_unit,
    contacts_of,
    get_unit,
    list_units,
    make_unit,
    own_thresholds,
    reopen_unit,
    welcome_of,
)
from feedback.services.units.changes import changes_of
from feedback.services.units.process_codes import codes_of
from feedback.services.units.what_is_missing import what_is_missing
from feedback.web import current
from feedback.web.administration.change_words import (
    FIELDS,
    LINK_SECOND_WORDS,
    MISSING,
    THRESHOLD_LABELS,
    WHERE,
)
from feedback.web.coordination.fields import line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.points.words import KINDS

if TYPE_CHECKING:
    from feedback.persistence.tables import Unit

pages = Blueprint("units", __name__, url_prefix="/staff/administration/units")


class UnitForm(FlaskForm):  # type: ignore[misc]
    """A new unit."""

    name = line(_("Name of the unit"), needed=_("Write the unit's name."))


@pages.route("", methods=["GET", "POST"])
@for_staff("administrator")
def all_units() -> tuple[str, int] | BaseResponse:
    """Every unit with what it lacks; a name makes another."""
    form = UnitForm()
    if form.validate_on_submit():
        try:
            made = make_unit(current.session(), current.actor(), form.name.data, current.now())
            return redirect(url_for(".one", unit_id=made.id), 303)
        except Refused as error:
            show_refusal(form, error)
    rows = [(unit, _missing(unit)) for unit in list_units(current.session())]
    page = render_template("administration/units.html", form=form, rows=rows, missing_words=MISSING)
    return page, status_of(form)


@pages.get("/<int:unit_id>")
@for_staff("administrator")
def one(unit_id: int) -> str:
    """All that can be set for a unit, what it lacks, and its history."""
    return _show(get_unit(current.session(), unit_id))


@pages.post("/<int:unit_id>/close")
@for_staff("administrator")
def close(unit_id: int) -> tuple[str, int] | BaseResponse:
    """Close a unit in which nobody works, or open it again."""
    unit = get_unit(current.session(), unit_id)
    try:
        change = reopen_unit if request.form.get("do") == "open" else close_unit
        change(current.session(), current.actor(), unit, current.now())
    except Refused as error:
        form = FlaskForm()
        show_refusal(form, error)
        return _show(unit, form), 422
    return redirect(url_for(".one", unit_id=unit_id), 303)


def _show(unit: Unit, form: FlaskForm | None = None) -> str:
    session, own = current.session(), own_thresholds(current.session(), unit.id)
    return render_template(
        "administration/unit.html",
        unit=unit,
        form=form or FlaskForm(),
        missing=_missing(unit),
        missing_words=MISSING,
        where=WHERE,
        link_second=LINK_SECOND_WORDS[unit.link_second],
        contacts=contacts_of(session, unit.id),
        welcome=welcome_of(session, unit.id),
        thresholds=[
            (THRESHOLD_LABELS[row.key], values_in_force(own)[row.key], row.key in own) for row in THRESHOLDS
        ],
        codes=_codes(unit),
        changes=changes_of(session, unit=unit.id),
        fields=FIELDS,
    )


def _codes(unit: Unit) -> list[tuple[str, UnitCode | None]]:
    """What the unit uses today, by what is done."""
    codes, today = codes_of(current.session(), unit.id), current.today()
    return [(str(words), code_on(codes, kind, today)) for kind, words in KINDS.items()]


def _missing(unit: Unit) -> list[str]:
    return what_is_missing(current.session(), unit, current.today())
