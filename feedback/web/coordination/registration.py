"""Registering a patient by a form, bringing it up to date, and reading patients from a CSV file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask import session as cookie
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.people.throttling import BRINGING_IN
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.patients.import_patients import import_patients
from feedback.services.patients.patient_lists import clinicians_of
from feedback.services.patients.patient_rows import OPTIONAL, REQUIRED
from feedback.services.patients.read_registration import registration_of
from feedback.services.patients.register_patient import Registration, find_by_reference, register_patient
from feedback.services.refusals import Refused
from feedback.web import current, words
from feedback.web.coordination.fields import Day, as_choices, choice, line, status_of
from feedback.web.coordination.imported import COOKIE, kept
from feedback.web.course.ages import age_seen, refuse_unseen_age
from feedback.web.forms import show_refusal
from feedback.web.guard import at_most, for_staff
from feedback.web.languages import NAMES

pages = Blueprint("registration", __name__, url_prefix="/staff/unit")

COLUMNS = {
    "patient": (_("The patient's number in your own system."), "10234"),
    "name": (_("The patient's name."), "Kari Nordmann"),
    "birth_date": (_("The birth date."), "1987-03-14"),
    "language": (_("nb, nn or en."), "nb"),
    "clinician": (_("The clinician's sign-in name."), "berg"),
    "first_attendance": (_("The day of the first attendance."), "2026-11-24"),
    "email": (_("E-mail."), "kari@example.org"),
    "phone": (_("Telephone."), "900 00 000"),
    "pathway": (
        _(
            "The care pathway at the beginning: %(choices)s. PHV if empty. A later change is recorded on the page of "
            "the course: the file tells how it began, whenever it is read.",
            choices=", ".join(CarePathwayArea),
        ),
        "PHV",
    ),
    "setting": (_("outpatient if empty, or inpatient."), "outpatient"),
    "decision": (_("The day of the decision on the care pathway, if it is made."), "2026-12-15"),
    "referral_received": (_("The day on which the referral came, if known."), "2026-10-01"),
    "referral_assessed": (_("The day on which it was assessed, if known."), "2026-10-08"),
    "detox_end": (_("The day on which detoxification ended, in TSB."), "2026-11-22"),
    "extended_decision": (_("The day of the decision after an extended assessment."), "2027-01-12"),
    "appointment": (_("The appointment's number in your calendar."), "A-778"),
    "starts": (_("When it starts, by the clock in Norway."), "2026-11-24 10:30"),
    "state": (_("booked if empty, attended, cancelled or no-show."), "booked"),
}


class ChangeForm(FlaskForm):  # type: ignore[misc]
    """What can be changed later. The clinic's own number stays what it is, and so does a closed course."""

    name = line(_("Name"), needed=_("Write the patient's name."))
    born_on = Day(_("Birth date"), needed=_("Write the birth date."))
    language = choice(_("Language"), NAMES)
    email = line(_("E-mail"))
    phone = line(_("Telephone"))
    started_on = Day(_("First attendance"), needed=_("Write the day of the first attendance."))
    decided_on = Day(_("Decision on the care pathway, if it is made"))


class RegistrationForm(ChangeForm):
    """A new patient."""

    reference = line(_("Patient number in your own system"), needed=_("Write the patient's number."))
    clinician = choice(_("Clinician"))
    area = choice(_("Care pathway"), {area.value: words.AREAS[area.value] for area in CarePathwayArea})
    setting = choice(_("Setting"), {setting.value: words.SETTINGS[setting.value] for setting in Setting})


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A CSV file."""

    file = FileField(_("CSV file"), validators=[FileRequired(message=_("Choose a file."))])


@pages.route("/patients/new", methods=["GET", "POST"])
@for_staff("coordinator")
def register() -> tuple[str, int] | BaseResponse:
    """A new patient, with course and clinician."""
    form = _with_clinicians(RegistrationForm())
    return _handle(form, _store_new, "coordination/register.html")


@pages.route("/patients/<int:patient_id>/edit", methods=["GET", "POST"])
@for_staff("coordinator")
def change(patient_id: int) -> tuple[str, int] | BaseResponse:
    """What is registered, brought up to date."""
    known = registration_of(current.session(), g.patient)
    form = ChangeForm(obj=known)
    if open_pathway(current.session(), patient_id) is None:
        del form.started_on, form.decided_on
    return _handle(form, lambda form: _store(form, known), "coordination/change.html", known=known)


@pages.route("/import", methods=["GET", "POST"])
@at_most(BRINGING_IN)
@for_staff("coordinator")
def read_csv() -> tuple[str, int] | BaseResponse:
    """Patients and appointments from a file: all of it or nothing."""
    form = ImportForm()
    if form.validate_on_submit():
        try:
            content = form.file.data.read()
            cookie[COOKIE] = kept(import_patients(current.session(), current.actor(), content, current.now()))
            return redirect(url_for("patients.unit"), 303)
        except Refused as error:
            show_refusal(form, error)
    columns = [(name, name in REQUIRED, *COLUMNS[name]) for name in REQUIRED + OPTIONAL]
    return render_template("coordination/import.html", form=form, columns=columns), status_of(form)


@pages.get("/import/template.csv")
@for_staff("coordinator")
def csv_template() -> Response:
    """An empty file with the columns, as Norwegian spreadsheets open it."""
    content = "\ufeff" + ";".join(REQUIRED + OPTIONAL) + "\r\n"
    headers = {"Content-Disposition": 'attachment; filename="patients.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


def _with_clinicians(form: RegistrationForm) -> RegistrationForm:
    found = clinicians_of(current.session(), current.actor().unit, current.today())
    form.clinician.choices = as_choices((person.id, person.name) for person in found)
    return form


def _handle(
    form: ChangeForm, store: Callable[[ChangeForm], int], template: str, **context: object
) -> tuple[str, int] | BaseResponse:
    if form.validate_on_submit():
        try:
            return redirect(url_for("patients.one", patient_id=store(form)), 303)
        except Refused as error:
            show_refusal(form, error)
    return render_template(template, form=form, age_seen=age_seen, **context), status_of(form)


def _store_new(form: ChangeForm) -> int:
    if find_by_reference(current.session(), form.reference.data) is not None:
        message = _("This number is registered already. Search for it in the list and change it there.")
        raise Refused(str(message), field="reference")
    refuse_unseen_age(form.area.data, form.born_on.data, form.started_on.data, "area")
    return _store(form)


def _store(form: ChangeForm, known: Registration | None = None) -> int:
    facts = Registration(
        reference=known.reference if known else form.reference.data,
        name=form.name.data,
        born_on=form.born_on.data,
        language=form.language.data,
        clinician=None if known else int(form.clinician.data),
        started_on=form.started_on.data if form.started_on or known is None else known.started_on,
        email=form.email.data or "",
        phone=form.phone.data or "",
        area=known.area if known else form.area.data,
        setting=known.setting if known else form.setting.data,
        decided_on=form.decided_on.data if form.decided_on or known is None else known.decided_on,
    )
    return register_patient(current.session(), current.actor(), facts, current.now()).person_id
