"""What an administrator sets for one unit: facts, numbers to call, welcome, thresholds, interpretation."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, TextAreaField

from feedback.domain.measures.thresholds import THRESHOLDS
from feedback.domain.people.actors import LANGUAGES
from feedback.services.access.link_second import choose_second
from feedback.services.refusals import Refused
from feedback.services.units.administer_units import (
    UnitFacts,
    add_contact,
    change_unit,
    confirm_interpretation,
    contacts_of,
    get_unit,
    own_thresholds,
    remove_contact,
    set_thresholds,
    set_welcome,
    welcome_of,
)
from feedback.web import current
from feedback.web.administration.change_words import LINK_SECOND_WORDS, THRESHOLD_LABELS
from feedback.web.coordination.fields import Whole, choice, line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import NAMES

pages = Blueprint("unit_settings", __name__, url_prefix="/staff/administration/units/<int:unit_id>")
Page = tuple[str, int] | BaseResponse


class FactsForm(FlaskForm):  # type: ignore[misc]
    """What the unit is called and which languages it offers."""

    name = line(_("Name of the unit"), needed=_("Write the unit's name."))
    service_name = line(_("Service name that respondents see"), needed=_("Write the service name."))
    phone = line(_("Telephone"))
    link_second = choice(_("After a link is opened, ask for"), LINK_SECOND_WORDS)
    offer_nb = BooleanField("Bokmål")
    offer_nn = BooleanField("Nynorsk")
    offer_en = BooleanField("English")


class ContactForm(FlaskForm):  # type: ignore[misc]
    """A number, and who answers."""

    number = line(_("Telephone"), needed=_("Write the telephone number."))
    name_nb = line(_("Who answers, in bokmål"), needed=_("Write who answers, in each language."))
    name_nn = line(_("Who answers, in nynorsk"), needed=_("Write who answers, in each language."))
    name_en = line(_("Who answers, in English"), needed=_("Write who answers, in each language."))


class WelcomeForm(FlaskForm):  # type: ignore[misc]
    """Words of welcome, in each language."""

    nb = TextAreaField("Bokmål")
    nn = TextAreaField("Nynorsk")
    en = TextAreaField("English")


class InterpretationForm(FlaskForm):  # type: ignore[misc]
    """Who has confirmed the intended purpose."""

    name = line(_("Name of the person who confirms"))
    read = BooleanField(
        _("This person has read what it is for, and confirms that this unit uses it for that alone")
    )


@pages.route("/facts", methods=["GET", "POST"])
@for_staff("administrator")
def facts(unit_id: int) -> Page:
    """Name, service name, telephone, languages."""
    unit = get_unit(current.session(), unit_id)
    offered = {f"offer_{language}": language in unit.languages.split() for language in LANGUAGES}
    form = FactsForm(obj=unit, data=offered)

    def store() -> None:
        languages = tuple(language for language in LANGUAGES if form[f"offer_{language}"].data)
        found = UnitFacts(form.name.data, form.service_name.data, form.phone.data or "", languages)
        change_unit(current.session(), current.actor(), unit, found, current.now())
        choose_second(current.session(), current.actor(), unit, form.link_second.data, current.now())

    return _handle(form, store, "administration/unit_facts.html", unit_id)


@pages.route("/contacts", methods=["GET", "POST"])
@for_staff("administrator")
def contacts(unit_id: int) -> Page:
    """The unit's own numbers; a form adds another."""
    unit, form = get_unit(current.session(), unit_id), ContactForm()

    def store() -> None:
        names = {language: form[f"name_{language}"].data for language in LANGUAGES}
        add_contact(current.session(), current.actor(), unit, form.number.data, names, current.now())

    return _handle(form, store, "administration/unit_contacts.html", unit_id, after=".contacts")


@pages.post("/contacts/<int:contact_id>/remove")
@for_staff("administrator")
def remove(unit_id: int, contact_id: int) -> BaseResponse:
    """Take a number away."""
    unit = get_unit(current.session(), unit_id)
    remove_contact(current.session(), current.actor(), unit, contact_id, current.now())
    return redirect(url_for(".contacts", unit_id=unit_id), 303)


@pages.route("/welcome", methods=["GET", "POST"])
@for_staff("administrator")
def welcome(unit_id: int) -> Page:
    """The unit's own words before the first question."""
    unit = get_unit(current.session(), unit_id)
    form = WelcomeForm(data=welcome_of(current.session(), unit_id))

    def store() -> None:
        texts = {language: form[language].data or "" for language in LANGUAGES}
        set_welcome(current.session(), current.actor(), unit, texts, current.now())

    return _handle(form, store, "administration/unit_welcome.html", unit_id)


@pages.route("/thresholds", methods=["GET", "POST"])
@for_staff("administrator")
def thresholds(unit_id: int) -> Page:
    """When a signal is a reason to talk."""
    unit = get_unit(current.session(), unit_id)
    form = _threshold_form()(data=own_thresholds(current.session(), unit_id))

    def store() -> None:
        values = {row.key: form[row.key].data for row in THRESHOLDS}
        set_thresholds(current.session(), current.actor(), unit, values, current.now())

    return _handle(form, store, "administration/unit_thresholds.html", unit_id)


@pages.route("/interpretation", methods=["GET", "POST"])
@for_staff("administrator")
def interpretation(unit_id: int) -> Page:
    """Bands, marks of change and signals, on or off."""
    unit = get_unit(current.session(), unit_id)
    form = InterpretationForm(data={"name": unit.interpretation_confirmed_by or ""})

    def store() -> None:
        off = request.form.get("do") == "off"
        name = "" if off else (form.name.data or "").strip()
        if not off and not (name and form.read.data):
            message = str(_("Write who confirms it, and tick that they have read it."))
            raise Refused(message, field="name" if not name else "read")
        confirm_interpretation(current.session(), current.actor(), unit, name, current.now())

    return _handle(form, store, "administration/unit_interpretation.html", unit_id)


def _handle(
    form: FlaskForm, store: Callable[[], None], template: str, unit_id: int, after: str = "units.one"
) -> Page:
    if form.validate_on_submit():
        try:
            store()
            return redirect(url_for(after, unit_id=unit_id), 303)
        except Refused as error:
            show_refusal(form, error)
    unit = get_unit(current.session(), unit_id)
    known = contacts_of(current.session(), unit_id)
    page = render_template(
        template, form=form, unit=unit, known=known, rows=THRESHOLDS, labels=THRESHOLD_LABELS, names=NAMES
    )
    return page, status_of(form)


def _threshold_form() -> type[FlaskForm]:
    fields = {row.key: _number(str(THRESHOLD_LABELS[row.key])) for row in THRESHOLDS}
    return type("ThresholdForm", (FlaskForm,), fields)


def _number(label: str) -> Whole:
    return Whole(label)
