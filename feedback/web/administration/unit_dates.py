"""By which rules a unit's dates are computed: its own intervals and choices, and the published ones with their
standing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.calendar import parse_day
from feedback.domain.pathway.choices import LONGEST_OPEN, ChoiceKey, usual_value
from feedback.domain.pathway.vocabulary import CarePathwayArea, Phase, Setting
from feedback.services.refusals import NotFound, Refused
from feedback.services.units.administer_units import get_unit
from feedback.services.units.choose_intervals import (
    OwnInterval,
    add_interval,
    choose,
    own_choices,
    own_intervals,
    remove_interval,
    take_back_choice,
    waiting_days,
)
from feedback.services.units.unit_rules import ANY
from feedback.web import current
from feedback.web.administration.date_rule_words import (
    ANY_SETTING,
    CHOICES,
    EXPLAINED,
    VALUES,
    YEARS,
    change_value,
    choice_words,
    rule_note,
    setting_words,
)
from feedback.web.administration.moved_points import Tried, tried
from feedback.web.coordination.fields import Day, Whole, as_choices, choice, line, status_of
from feedback.web.course.view import standing_words
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.words import AREAS, PHASES, SETTINGS

if TYPE_CHECKING:
    from feedback.persistence.tables import Unit, UnitChoice

pages = Blueprint("unit_dates", __name__, url_prefix="/staff/administration/units/<int:unit_id>/dates")
pages.add_app_template_filter(change_value)
Page = tuple[str, int] | BaseResponse
MOVED = "points_moved"


class IntervalForm(FlaskForm):  # type: ignore[misc]
    """An interval of the unit's own."""

    area = choice(_("Care pathway"), {area.value: AREAS[area.value] for area in CarePathwayArea})
    setting = choice(
        _("Setting"), {ANY: ANY_SETTING, **{setting.value: SETTINGS[setting.value] for setting in Setting}}
    )
    phase = choice(_("Phase"), {phase.value: PHASES[phase.value] for phase in Phase})
    year = choice(_("Treatment year"), YEARS)
    max_days = Whole(_("At most so many days"), needed=_("Write a number of days."))
    effective_from = Day(_("First day"), needed=_("Write the first day."))
    source = line(_("Where the number comes from"), needed=_("Write where the number comes from."))


class ChoiceForm(FlaskForm):  # type: ignore[misc]
    """One of the possibilities, from a day on."""

    value = choice(_("Choice"))
    effective_from = Day(_("For courses that begin from"), needed=_("Write the first day."))


class DaysForm(FlaskForm):  # type: ignore[misc]
    """A number of days, from a day on."""

    value = line(_("Days before the recommended day"), needed=_("Write a number of days."))
    effective_from = Day(_("For courses that begin from"), needed=_("Write the first day."))


@pages.get("")
@for_staff("administrator")
def rules(unit_id: int) -> str:
    """The unit's own intervals and choices, and the published intervals with source and standing."""
    unit, moved = get_unit(current.session(), unit_id), cookie.pop(MOVED, None)
    chosen = own_choices(current.session(), unit_id)
    published = sorted(shipped_rules().rules, key=lambda rule: tuple(CarePathwayArea).index(rule.area))
    return render_template(
        "administration/unit_dates.html",
        unit=unit,
        own=own_intervals(current.session(), unit_id),
        choices=[
            (key, CHOICES[key], EXPLAINED[key], choice_words(key, usual_value(key)), _of(chosen, key))
            for key in ChoiceKey
        ],
        published=[(area, list(found)) for area, found in groupby(published, key=lambda rule: rule.area)],
        note=rule_note,
        standing=standing_words,
        setting=setting_words,
        choice_words=choice_words,
        years=YEARS,
        moved=None if moved is None else _moved_words(moved),
    )


@pages.route("/intervals", methods=["GET", "POST"])
@for_staff("administrator")
def add(unit_id: int) -> Page:
    """An interval of the unit's own, from a day on."""
    unit = get_unit(current.session(), unit_id)
    usual = {"effective_from": current.today(), "phase": Phase.BETWEEN_EVALUATIONS.value}
    form = IntervalForm(data=usual)
    start = (current.session(), current.actor(), unit)
    done = _save(unit, form, lambda: add_interval(*start, _interval(form), current.now()))
    if isinstance(done, BaseResponse):
        return done
    page = render_template("administration/unit_interval.html", form=form, unit=unit, tried=done)
    return page, status_of(form)


@pages.post("/intervals/<int:interval_id>/remove")
@for_staff("administrator")
def remove(unit_id: int, interval_id: int) -> BaseResponse:
    """Take away one that was entered by mistake."""
    unit = get_unit(current.session(), unit_id)
    return _back(unit, remove_interval(current.session(), current.actor(), unit, interval_id, current.now()))


@pages.route("/choices/<key>", methods=["GET", "POST"])
@for_staff("administrator")
def decide(unit_id: int, key: str) -> Page:
    """What holds for courses that begin from a day on."""
    unit, known = get_unit(current.session(), unit_id), _known(key)
    form = _choice_form(known)

    def store() -> int:
        day, value = form.effective_from.data, (form.value.data or "").strip()
        return choose(current.session(), current.actor(), unit, known, value, day, current.now())

    done = _save(unit, form, store)
    if isinstance(done, BaseResponse):
        return done
    shown = {"unit": unit, "label": CHOICES[known], "explained": EXPLAINED[known], "most": LONGEST_OPEN}
    shown["tried"] = done
    return render_template("administration/unit_choice.html", form=form, **shown), status_of(form)


@pages.post("/choices/<key>/remove")
@for_staff("administrator")
def take_back(unit_id: int, key: str) -> BaseResponse:
    """Take back what was chosen by mistake."""
    unit, day = get_unit(current.session(), unit_id), parse_day(request.form.get("effective_from", ""))
    if day is None:
        raise NotFound
    moved = take_back_choice(current.session(), current.actor(), unit, _known(key), day, current.now())
    return _back(unit, moved)


def _save(unit: Unit, form: FlaskForm, store: Callable[[], int]) -> BaseResponse | Tried | None:
    """Save and go back; or say what it would do, in words, and store nothing; None where nothing was sent or
    something is wrong."""
    if not form.validate_on_submit():
        return None
    session, unit_id = current.session(), unit.id
    before = waiting_days(session, unit_id)
    try:
        moved = store()
    except Refused as error:
        show_refusal(form, error)
        return None
    if request.form.get("do") != "preview":
        return _back(unit, moved)
    after = waiting_days(session, unit_id)
    current.undo()
    return tried(before, after, current.today())


def _known(key: str) -> ChoiceKey:
    if key not in tuple(ChoiceKey):
        raise NotFound
    return ChoiceKey(key)


def _choice_form(key: ChoiceKey) -> FlaskForm:
    usual = {"value": usual_value(key), "effective_from": current.today()}
    if key is ChoiceKey.OPENS_BEFORE:
        return DaysForm(data=usual)
    form = ChoiceForm(data=usual)
    form.value.choices = as_choices(VALUES[key])
    return form


def _interval(form: IntervalForm) -> OwnInterval:
    fields = {name: form[name].data for name in OwnInterval.__dataclass_fields__}
    return OwnInterval(**fields)


def _of(chosen: Sequence[UnitChoice], key: ChoiceKey) -> list[UnitChoice]:
    return [row for row in chosen if row.key == key]


def _back(unit: Unit, moved: int) -> BaseResponse:
    cookie[MOVED] = moved
    return redirect(url_for("unit_dates.rules", unit_id=unit.id), 303)


def _moved_words(count: int) -> str:
    if not count:
        return str(_("Every point that waits keeps its day."))
    return str(
        ngettext(
            "%(num)s point that waits has got another day.",
            "%(num)s points that wait have got another day.",
            count,
        )
    )
