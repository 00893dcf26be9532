"""Registering a patient, or bringing what is registered up to date: nothing starts by itself (rule A15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting, areas_to_ask
from feedback.domain.people.actors import LANGUAGES, Actor, age_on
from feedback.persistence.columns import keyrings
from feedback.persistence.tables import CarePathway, CareRelation, Milestone, Patient, Person
from feedback.services import audit
from feedback.services.access.care import works_as
from feedback.services.courses.begin_course import NewCourse, begin_course
from feedback.services.courses.plan_evaluation import newest_pathway, plan_next_point
from feedback.services.courses.record_milestone import record_milestones
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.refusals import Refused, _

OLDEST = 120
# Where each day is typed; what has no field of its own is named after itself.
FIELDS = {kind: kind.value for kind in MilestoneKind} | {
    MilestoneKind.FIRST_ATTENDANCE: "started_on",
    MilestoneKind.BASIC_DECISION: "decided_on",
}


@dataclass(frozen=True, slots=True)
class Registration:
    """What staff know of a patient. `reference` is the clinic's own number and makes reading again harmless;
    without `clinician` those who care for the patient stay as they are. `milestones` are further days, if known."""

    reference: str
    name: str
    born_on: date
    language: str
    clinician: int | None
    started_on: date
    email: str = ""
    phone: str = ""
    area: str = CarePathwayArea.PHV
    setting: str = Setting.OUTPATIENT
    decided_on: date | None = None
    milestones: Mapping[MilestoneKind, date] = field(default_factory=dict)


def register_patient(session: Session, actor: Actor, facts: Registration, now: datetime) -> Patient:
    """Store a new patient with pathway and clinician, or update the one with the same reference.

    Raises Refused with the field that is wrong.
    """
    known = find_by_reference(session, facts.reference)
    return register_known(session, actor, known, facts, now)


def register_known(
    session: Session, actor: Actor, known: Patient | None, facts: Registration, now: datetime
) -> Patient:
    """The same for whoever has the reference, or nobody, where that has been asked for. Raises Refused."""
    _check(session, actor, facts, day_of(now))
    patient = known or _new(session, actor, facts, now)
    refuse_other_unit(actor, patient)
    _update(patient, facts)
    session.flush()
    _relate(session, patient, facts, day_of(now))
    audit.record(session, actor, "registered", now, patient=patient.person_id, purpose="registration")
    _bring_course_up_to_date(session, actor, patient, facts, now)
    ask_what_is_due(session, actor, patient.person_id, now)
    return patient


def refuse_other_unit(actor: Actor, patient: Patient) -> None:
    """Raises Refused where the number is that of somebody in another unit, and says no more about them."""
    if patient.person.unit_id != actor.unit:
        raise Refused(_("Another unit uses this patient number. Check the number."), field="reference")


def find_by_reference(session: Session, reference: str) -> Patient | None:
    """The patient with the clinic's own number."""
    fingerprint = keyrings[session.get_bind().dialect].fingerprint(reference.strip())
    return session.scalar(select(Patient).where(Patient.reference_hash == fingerprint))


def _new(session: Session, actor: Actor, facts: Registration, now: datetime) -> Patient:
    person = Person(
        role="patient", unit_id=actor.unit, name=facts.name, language=facts.language, added_at=now
    )
    fingerprint = keyrings[session.get_bind().dialect].fingerprint(facts.reference.strip())
    patient = Patient(person=person, born_on=facts.born_on, reference=facts.reference.strip())
    patient.reference_hash = fingerprint
    session.add(patient)
    return patient


def _update(patient: Patient, facts: Registration) -> None:
    person = patient.person
    person.name, person.language = facts.name.strip(), facts.language
    person.email, person.phone = facts.email.strip() or None, facts.phone.strip() or None
    patient.born_on = facts.born_on


def _relate(session: Session, patient: Patient, facts: Registration, today: date) -> None:
    """A new patient's clinician cares from the first attendance on; another one later takes over today."""
    if facts.clinician is None:
        return
    known = session.scalars(select(CareRelation).where(CareRelation.patient_id == patient.person_id)).all()
    holding = [row for row in known if row.ends_on is None or row.ends_on >= today]
    mine = [row for row in holding if row.staff_id == facts.clinician]
    for row in mine:
        row.ends_on = None
    if mine:
        return
    for row in holding:
        row.ends_on = max(row.starts_on, today - timedelta(days=1))
    starts_on = today if known else facts.started_on
    session.add(CareRelation(patient_id=patient.person_id, staff_id=facts.clinician, starts_on=starts_on))


def _bring_course_up_to_date(
    session: Session, actor: Actor, patient: Patient, facts: Registration, now: datetime
) -> None:
    """A first course, or a new one after the last was closed. What is closed stays as it is, however often a
    file is read again."""
    pathway = newest_pathway(session, patient.person_id)
    if pathway is None or (pathway.closed_on is not None and facts.started_on > pathway.closed_on):
        new = NewCourse(facts.area, facts.setting, facts.started_on)
        pathway = begin_course(session, actor, patient, new, now)
    if pathway.closed_on is None:
        _record(session, actor, pathway, facts, now)


def _record(session: Session, actor: Actor, pathway: CarePathway, facts: Registration, now: datetime) -> None:
    """What the registration knows and the course does not; the rest stays. The birth date may be another."""
    rows = select(Milestone.kind, Milestone.happened_on).where(Milestone.pathway_id == pathway.id)
    known = dict(session.execute(rows).all())
    told = {MilestoneKind.FIRST_ATTENDANCE: facts.started_on, MilestoneKind.BASIC_DECISION: facts.decided_on}
    told |= facts.milestones
    new = {kind: day for kind, day in told.items() if day is not None and day != known.get(kind)}
    if new:
        record_milestones(session, actor, pathway, new, now, FIELDS)
    else:
        plan_next_point(session, pathway.patient_id, day_of(now))


def _check(session: Session, actor: Actor, facts: Registration, today: date) -> None:
    """Raise Refused on the first thing that cannot be true."""
    if not facts.reference.strip():
        raise Refused(_("Write the patient's number in your own system."), field="reference")
    if not facts.name.strip():
        raise Refused(_("Write the patient's name."), field="name")
    if facts.language not in LANGUAGES:
        raise Refused(_("Choose nb, nn or en as the language."), field="language")
    if facts.born_on > today or age_on(today, facts.born_on) > OLDEST:
        raise Refused(_("Check the birth date: it cannot be right."), field="born_on")
    if facts.email and "@" not in facts.email.strip("@ "):
        raise Refused(_("Write the whole e-mail address, or leave it empty."), field="email")
    _check_course(facts, today)
    if facts.clinician is not None and not works_as(session, facts.clinician, "clinician", actor.unit, today):
        raise Refused(_("Choose a clinician of your unit."), field="clinician")


def _check_course(facts: Registration, today: date) -> None:
    for field_name, value, choices in (
        ("area", facts.area, CarePathwayArea),
        ("setting", facts.setting, Setting),
    ):
        if value not in tuple(choices):
            message = _("Choose one of these: %(choices)s.")
            raise Refused(message, field=field_name, choices=", ".join(choices))
    _check_detox(facts)
    if not facts.born_on <= facts.started_on or (facts.started_on - today).days > 366:
        raise Refused(_("Check the day of the first attendance."), field="started_on")
    if facts.decided_on is None:
        return
    if facts.decided_on < facts.started_on:
        raise Refused(_("The decision cannot come before the first attendance."), field="decided_on")
    if facts.decided_on > today:
        raise Refused(
            _("The decision is dated in the future. Record it when it is made."), field="decided_on"
        )


def _check_detox(facts: Registration) -> None:
    """Detoxification belongs to substance-use treatment and what stands on it, as on the page of the course."""
    area = CarePathwayArea(facts.area)
    if MilestoneKind.DETOX_ENDED in facts.milestones and CarePathwayArea.TSB not in areas_to_ask(
        area, under_18=False
    ):
        message = _(
            "Only substance-use treatment has a detoxification. Leave it empty, or check the care pathway."
        )
        raise Refused(message, field=MilestoneKind.DETOX_ENDED.value)
