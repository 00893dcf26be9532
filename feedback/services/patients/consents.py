"""What a patient agrees to about relatives. Without a yes, a relative is neither asked nor told anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import (
    LANGUAGES,
    RELATIONSHIP_KINDS,
    SCOPES,
    TAKE_PART,
    Actor,
    age_on,
    birthday,
)
from feedback.persistence.tables import Consent, Patient, Person, Relationship
from feedback.services import audit
from feedback.services.access.care import in_force
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.refusals import NotFound, Refused, _

ADULT_IN_HEALTH = 16  # Patient and User Rights Act section 4-3


@dataclass(frozen=True, slots=True)
class NewRelative:
    """A relative as the patient names them; `until` ends the patient's consent by itself."""

    name: str
    kind: str
    language: str
    email: str = ""
    phone: str = ""
    until: date | None = None


def add_relative(
    session: Session, actor: Actor, patient: int, facts: NewRelative, agreed: bool, now: datetime
) -> Person:
    """Connect a relative to a patient who agreed; a parent of a child takes part by law until the day before
    the child is 16.

    Raises Refused when the patient has not agreed.
    """
    born_on = _born_on(session, patient)
    by_law = facts.kind == "parent" and age_on(day_of(now), born_on) < ADULT_IN_HEALTH
    if not agreed and not by_law:
        message = _("A relative is added when the patient has agreed. Ask, then tick the box.")
        raise Refused(message, field="agreed")
    if not facts.name.strip():
        raise Refused(_("Write the relative's name."), field="name")
    if facts.kind not in RELATIONSHIP_KINDS or facts.language not in LANGUAGES:
        raise Refused(_("Choose the relationship and the language from the lists."), field="kind")
    check_end(facts.until, day_of(now))
    person = _person(session, actor, facts, now)
    session.add(Relationship(patient_id=patient, relative_id=person.id, kind=facts.kind))
    until = _until_adult(born_on, facts.until) if by_law else facts.until
    give_consent(session, actor, patient, person.id, until, now, "law" if by_law else "patient")
    return person


def give_consent(
    session: Session,
    actor: Actor,
    patient: int,
    relative: int,
    until: date | None,
    now: datetime,
    basis: str = "patient",
) -> None:
    """The patient agrees that this relative is asked and takes part, from today."""
    store_consent(session, actor, (patient, relative), (TAKE_PART, basis), until, now)
    audit.record(session, actor, "consent given", now, patient=patient, target=f"person {relative}")
    ask_what_is_due(session, actor, patient, now)


def store_consent(
    session: Session,
    actor: Actor,
    whom: tuple[int, int],
    what: tuple[str, str],
    until: date | None,
    now: datetime,
) -> None:
    """A yes from today on: of which patient to which relative, and of which scope on which basis."""
    (patient, relative), (scope, basis) = whom, what
    row = Consent(
        patient_id=patient,
        relative_id=relative,
        scope=scope,
        basis=basis,
        starts_on=day_of(now),
        ends_on=until,
        recorded_by_id=actor.person or patient,
        recorded_at=now,
    )
    session.add(row)
    session.flush()


def renew_consent(
    session: Session,
    actor: Actor,
    patient: int,
    relative: int,
    agreed: bool,
    until: date | None,
    now: datetime,
) -> None:
    """The patient agrees again, in place of an earlier yes; where that still holds, the relative goes on seeing what
    they see. Raises Refused when they have not."""
    if not agreed:
        raise Refused(_("Ask the patient, then tick the box."), field="agreed")
    check_end(until, day_of(now))
    if takes_part(session, patient, relative, day_of(now)):
        for consent in session.scalars(open_consents(patient, relative, TAKE_PART)):
            consent.withdrawn_at = now
    else:
        withdraw_consent(session, actor, patient, relative, now)
    session.flush()
    give_consent(session, actor, patient, relative, until, now)


def withdraw_consent(session: Session, actor: Actor, patient: int, relative: int, now: datetime) -> None:
    """The patient changes their mind; it holds at once and the relative is not told (rule A9). Who does not take
    part any more sees no goals either, and not by a new yes to taking part alone."""
    for scope in SCOPES:
        for consent in session.scalars(open_consents(patient, relative, scope)):
            consent.withdrawn_at = now
    audit.record(session, actor, "consent withdrawn", now, patient=patient, target=f"person {relative}")
    ask_what_is_due(session, actor, patient, now)


def end_taking_part(session: Session, actor: Actor, patient: int, relative: int, now: datetime) -> None:
    """The patient says themselves that a relative does not take part any more. Raises Refused where a parent does so by
    law: then it is not the young person's yes that they take back."""
    basis = basis_of(session, patient, relative, day_of(now))
    if basis == "law":
        raise Refused(_("A parent of somebody under 16 takes part by law. Talk to the clinic about it."))
    if basis is not None:
        withdraw_consent(session, actor, patient, relative, now)


def takes_part(session: Session, patient: int, relative: int, today: date) -> bool:
    """Whether the patient's consent for this relative holds today."""
    return basis_of(session, patient, relative, today) is not None


def basis_of(session: Session, patient: int, relative: int, today: date) -> str | None:
    """On which ground a relative takes part today: the patient's yes (`patient`), or `law`; None without one."""
    found = session.scalar(
        open_consents(patient, relative, TAKE_PART).where(*in_force(today, Consent)).limit(1)
    )
    return found.basis if found is not None else None


def why_nobody_takes_part(session: Session, patient: int) -> str:
    """Of a patient of whom no relative takes part: whether the newest yes was `withdrawn`, has `ended`, or was `never`
    given."""
    given = (Consent.patient_id == patient, Consent.scope == TAKE_PART, Consent.basis == "patient")
    newest = session.scalar(select(Consent).where(*given).order_by(Consent.id.desc()).limit(1))
    if newest is None:
        return "never"
    return "ended" if newest.withdrawn_at is None else "withdrawn"


def allows(session: Session, patient: int, relative: int, scope: str, today: date) -> bool:
    """Whether the relative takes part today and the patient lets them see what this scope names."""
    mine = open_consents(patient, relative, scope).where(*in_force(today, Consent)).limit(1)
    return takes_part(session, patient, relative, today) and session.scalar(mine) is not None


def check_speaks(session: Session, actor: Actor, patient: int, relative: int) -> None:
    """What a relative sees is said by the patient, or written down by a coordinator. Raises NotFound."""
    mine = (Relationship.patient_id == patient, Relationship.relative_id == relative)
    speaks = actor.role == "coordinator" or (actor.role, actor.person) == ("patient", patient)
    if not speaks or session.scalar(select(Relationship.id).where(*mine)) is None:
        raise NotFound


def end_consent(session: Session, patient: int, relative: int, scope: str, now: datetime) -> bool:
    """Take back the yes of one scope; whether there was one."""
    rows = list(session.scalars(open_consents(patient, relative, scope)))
    for row in rows:
        row.withdrawn_at = now
    session.flush()
    return bool(rows)


def open_consents(patient: int, relative: int, scope: str) -> Select[Consent]:
    """The patient's yes to a relative that was not withdrawn, at most one for each scope."""
    mine = (Consent.patient_id == patient, Consent.relative_id == relative)
    return select(Consent).where(*mine, Consent.scope == scope, Consent.withdrawn_at.is_(None))


def check_end(until: date | None, today: date) -> None:
    """Raises Refused for a yes that would have ended before it is given."""
    if until is not None and until < today:
        raise Refused(_("The consent cannot end before today."), field="until")


def _until_adult(born_on: date, until: date | None) -> date:
    """From their birthday on the young person decides, so the law gives nothing after the day before."""
    last = birthday(born_on, ADULT_IN_HEALTH) - timedelta(days=1)
    return min(last, until) if until else last


def _born_on(session: Session, patient: int) -> date:
    found = session.get(Patient, patient)
    if found is None:
        raise NotFound
    return found.born_on


def _person(session: Session, actor: Actor, facts: NewRelative, now: datetime) -> Person:
    person = Person(
        role="relative",
        unit_id=actor.unit,
        name=facts.name.strip(),
        language=facts.language,
        email=facts.email.strip() or None,
        phone=facts.phone.strip() or None,
        added_at=now,
    )
    session.add(person)
    session.flush()
    return person
