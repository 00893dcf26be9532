"""Transfers, changes of care pathway and pauses of a course: added, corrected, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from flask_babel import gettext as _

from feedback.services.courses.change_area import (
    correct_area_change,
    get_area_change,
    record_area_change,
    remove_area_change,
)
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.pause_treatment import (
    Break,
    correct_pause,
    get_pause,
    record_pause,
    remove_pause,
)
from feedback.services.courses.transfer_patient import (
    Move,
    correct_transfer,
    get_transfer,
    record_transfer,
    remove_transfer,
)
from feedback.web import current
from feedback.web.course.ages import refuse_unseen_age
from feedback.web.course.blueprint import pages
from feedback.web.course.forms import AreaChangeForm, PauseForm, TransferForm
from feedback.web.course.handling import FactPage, Page, course_at_hand, handle
from feedback.web.guard import for_staff

if TYPE_CHECKING:
    from feedback.persistence.tables import CarePathway


@pages.route("/transfers", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def add_transfer(patient_id: int) -> Page:
    """The patient moves between outpatient and inpatient care."""
    pathway, form = course_at_hand(), TransferForm(data={"happened_on": current.today()})

    def add() -> None:
        record_transfer(current.session(), current.actor(), pathway, _move(form), current.now())

    return handle(form, _transfer_page(), add)


@pages.route("/transfers/<int:transfer_id>", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def transfer(patient_id: int, transfer_id: int) -> Page:
    """A transfer that is recorded."""
    pathway = course_at_hand()
    form = TransferForm(obj=get_transfer(current.session(), pathway, transfer_id))
    which = (current.session(), current.actor(), pathway, transfer_id)
    page = _transfer_page(remove=_("Take it away: it was recorded by mistake"))
    return handle(
        form,
        page,
        lambda: correct_transfer(*which, _move(form), current.now()),
        lambda: remove_transfer(*which, current.now()),
    )


@pages.route("/areas", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def add_area_change(patient_id: int) -> Page:
    """The course follows another care pathway from a day on."""
    pathway, form = course_at_hand(), AreaChangeForm(data={"happened_on": current.today()})

    def add() -> None:
        refuse_unseen_age(form.to_area.data, g.patient.born_on, form.happened_on.data, "to_area")
        record_area_change(current.session(), current.actor(), pathway, _new_area(form), current.now())

    return handle(form, _area_page(), add)


@pages.route("/areas/<int:area_change_id>", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def area_change(patient_id: int, area_change_id: int) -> Page:
    """A change of care pathway that is recorded."""
    pathway = course_at_hand()
    form = AreaChangeForm(obj=get_area_change(current.session(), pathway, area_change_id))
    which = (current.session(), current.actor(), pathway, area_change_id)
    page = _area_page(remove=_("Take it away: it was recorded by mistake"))

    def correct() -> None:
        refuse_unseen_age(form.to_area.data, g.patient.born_on, form.happened_on.data, "to_area")
        correct_area_change(*which, _new_area(form), current.now())

    return handle(
        form,
        page,
        correct,
        lambda: remove_area_change(*which, current.now()),
    )


@pages.route("/pauses", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def add_pause(patient_id: int) -> Page:
    """The treatment rests."""
    pathway, form = course_at_hand(), PauseForm()

    def add() -> None:
        record_pause(current.session(), current.actor(), pathway, _break(form), current.now())

    return handle(form, _pause_page(pathway), add)


@pages.route("/pauses/<int:pause_id>", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def pause(patient_id: int, pause_id: int) -> Page:
    """A pause that is recorded."""
    pathway = course_at_hand()
    form = PauseForm(obj=get_pause(current.session(), pathway, pause_id))
    which = (current.session(), current.actor(), pathway, pause_id)
    page = _pause_page(pathway, remove=_("Take it away: it was recorded by mistake"))
    return handle(
        form,
        page,
        lambda: correct_pause(*which, _break(form), current.now()),
        lambda: remove_pause(*which, current.now()),
    )


def _move(form: TransferForm) -> Move:
    return Move(form.to_setting.data, form.happened_on.data)


def _new_area(form: AreaChangeForm) -> Move:
    return Move(form.to_area.data, form.happened_on.data)


def _break(form: PauseForm) -> Break:
    return Break(form.starts_on.data, form.ends_on.data, form.reason.data)


def _transfer_page(remove: str = "") -> FactPage:
    lead = _(
        "The new setting holds from this day on. The sources recommend an evaluation at a transfer: it is "
        "offered, and nothing falls on the day by itself."
    )
    return FactPage(_("Transfer"), lead, remove=remove)


def _area_page(remove: str = "") -> FactPage:
    lead = _(
        "What was due before this day keeps its interval. The next point gets the earlier of its day and the day that "
        "the new care pathway gives from now on, unless the unit has chosen otherwise for transfers. A special "
        "pathway takes what it lacks from its base: TSB, PHBU or PHV."
    )
    return FactPage(_("Change of care pathway"), lead, remove=remove)


def _pause_page(pathway: CarePathway, remove: str = "") -> FactPage:
    if course_facts(current.session(), pathway).history.choices.pauses_move_dates:
        lead = _("The first and the last day both belong to the pause. Its days are not counted.")
    else:
        lead = _("It is recorded with the course. In this unit a pause moves no day.")
    return FactPage(_("Pause in the treatment"), lead, {"reason": _("The patient can read it.")}, remove)
