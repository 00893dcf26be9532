"""Binding a log-in to a person, so that nobody else's log-in ever opens what is theirs (docs/decisions)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.people.actors import STAFF_ROLES, Actor
from feedback.domain.people.national_id import birth_date
from feedback.openid.checks import HPR_NUMBER, Identity
from feedback.openid.reasons import LogInRefused, Reason
from feedback.persistence.columns import keyrings
from feedback.persistence.tables import BoundLogIn, Invitation, Patient, Person, SignIn
from feedback.services import audit
from feedback.services.access.sign_in import actor_for, end_sign_ins_of
from feedback.services.refusals import NotFound, Refused

PROOF_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a browser has shown about who sits there: the session it is in, begun with the personal code, and
    the invitations whose links it has opened."""

    sign_in: SignIn | None = None
    invitations: tuple[int, ...] = ()


def find_bound(session: Session, audience: str, identity: Identity) -> BoundLogIn | None:
    """To whom the log-in belongs: by its subject, its national identity number, or for staff the HPR number
    that was noted for them. Raises LogInRefused where these contradict each other."""
    hashes = _hashes(session, audience, identity)
    columns = (BoundLogIn.subject_hash, BoundLogIn.national_id_hash, BoundLogIn.hpr_hash)
    same = [column == value for column, value in zip(columns, hashes, strict=True) if value]
    rows = session.scalars(select(BoundLogIn).where(or_(*same))).all()
    if not rows:
        return None
    [found, *others] = rows
    if others or _contradicts(found, hashes):
        raise LogInRefused(Reason.CHANGED)
    return found


def learn(session: Session, audience: str, found: BoundLogIn, identity: Identity, now: datetime) -> None:
    """Note what a bound log-in tells for the first time. Raises LogInRefused for another's birth date."""
    before = found.subject_hash, found.national_id_hash
    if identity.national_id and found.national_id_hash is None:
        _check_birth_date(session, found.person, identity)
    _fill(session, audience, found, identity)
    if (found.subject_hash, found.national_id_hash) != before:
        _record(session, actor_for(found.person), "log-in told more", found.person, now)


def bind_proved(session: Session, identity: Identity, proof: Proof, now: datetime) -> Person:
    """Bind the log-in to the patient or relative whom this browser has shown to be there.

    Right after the personal code: to that person. Else after a link: to the patient whom it asks, when the
    log-in's own national identity number has the birth date that the clinic knows. Raises LogInRefused.
    """
    if proof.sign_in is not None and proof.sign_in.way != "openid":
        if now - (proof.sign_in.proved_at or proof.sign_in.began_at) > PROOF_LASTS:
            raise LogInRefused(Reason.PROOF_TOO_OLD)
        person = proof.sign_in.person
        _check_birth_date(session, person, identity)
    else:
        person = _asked_by_link(session, identity, proof)
    _bind(session, "respondent", person, identity, now)
    _record(session, actor_for(person), "bound log-in", person, now)
    return person


def bind_staff(
    session: Session, actor: Actor, issuer: str, person: int, *, subject: str, hpr_number: str, now: datetime
) -> None:
    """Note by which subject or HPR number a member of staff will come, in place of what was noted before.

    Raises NotFound and Refused.
    """
    found = session.get(Person, person)
    if found is None or found.role not in STAFF_ROLES:
        raise NotFound
    if bool(subject) == bool(hpr_number):
        raise Refused("Give either the subject or the HPR number.")
    if hpr_number and not HPR_NUMBER.fullmatch(hpr_number):
        raise Refused("An HPR number has at most nine digits and nothing else.")
    session.execute(delete(BoundLogIn).where(BoundLogIn.person_id == person, BoundLogIn.issuer == issuer))
    try:
        _bind(session, "staff", found, Identity(issuer, subject, hpr_number=hpr_number), now)
    except LogInRefused as error:
        raise Refused("That log-in is bound to somebody else. Take it from them first.") from error
    _record(session, actor, "bound log-in", found, now)


def unbind(session: Session, actor: Actor, person: int, now: datetime) -> int:
    """Take every log-in from a person and end their sessions; returns how many there were. Raises NotFound."""
    found = session.get(Person, person)
    if found is None:
        raise NotFound
    count = 0
    for row in bound_to(session, person):
        session.delete(row)
        count += 1
    end_sign_ins_of(session, person, now)
    _record(session, actor, "unbound log-in", found, now)
    return count


def bound_to(session: Session, person: int) -> list[BoundLogIn]:
    """The log-ins of a person."""
    return list(session.scalars(select(BoundLogIn).where(BoundLogIn.person_id == person)))


def hash_of(session: Session, *parts: str) -> str:
    """A keyed hash of several texts, of which none can run into the next."""
    return keyrings[session.get_bind().dialect].fingerprint("\n".join(parts))


def _bind(session: Session, audience: str, person: Person, identity: Identity, now: datetime) -> None:
    if any(row.issuer == identity.issuer for row in bound_to(session, person.id)):
        raise LogInRefused(Reason.HAS_ANOTHER)
    row = BoundLogIn(person=person, issuer=identity.issuer, bound_at=now)
    _fill(session, audience, row, identity)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise LogInRefused(Reason.TAKEN) from error


def _fill(session: Session, audience: str, row: BoundLogIn, identity: Identity) -> None:
    """What the log-in tells; a number stays once it is known."""
    subject, national_id, hpr_number = _hashes(session, audience, identity)
    row.subject_hash = subject or row.subject_hash
    if national_id and row.national_id_hash is None:
        row.national_id, row.national_id_hash = identity.national_id, national_id
    if hpr_number and row.hpr_hash is None:
        row.hpr_number, row.hpr_hash = identity.hpr_number, hpr_number


def _hashes(session: Session, audience: str, identity: Identity) -> tuple[str | None, str | None, str | None]:
    values = identity.subject, identity.national_id, identity.hpr_number if audience == "staff" else ""
    kinds = "subject", "national-id", "hpr"
    return tuple(  # type: ignore[return-value]
        hash_of(session, kind, audience, identity.issuer, value) if value else None
        for kind, value in zip(kinds, values, strict=True)
    )


def _contradicts(found: BoundLogIn, hashes: tuple[str | None, str | None, str | None]) -> bool:
    """Whether a number differs from the known one, or another subject comes without the known national number."""
    subject, national_id, hpr_number = hashes
    if national_id and found.national_id_hash not in (None, national_id):
        return True
    if hpr_number and found.hpr_hash not in (None, hpr_number):
        return True
    same_number = national_id is not None and found.national_id_hash == national_id
    return found.subject_hash not in (None, subject) and not same_number


def _asked_by_link(session: Session, identity: Identity, proof: Proof) -> Person:
    """The one patient who is asked by an opened link and was born on the day that the log-in says."""
    asked = {patient.person_id: patient for patient in _patients(session, proof)}
    if not asked or not identity.national_id:
        raise LogInRefused(Reason.NOT_BOUND)
    born_on = _birth_date(identity)
    same = [patient.person for patient in asked.values() if patient.born_on == born_on]
    if len(same) != 1:
        raise LogInRefused(Reason.NOT_BOUND if same else Reason.BIRTH_DATE)
    return same[0]


def _patients(session: Session, proof: Proof) -> Iterator[Patient]:
    for number in proof.invitations:
        invitation = session.get(Invitation, number)
        patient = session.get(Patient, invitation.person_id) if invitation else None
        if invitation is not None and invitation.withdrawn_at is None and patient is not None:
            yield patient


def _check_birth_date(session: Session, person: Person, identity: Identity) -> None:
    patient = session.get(Patient, person.id)
    if patient is not None and identity.national_id and _birth_date(identity) != patient.born_on:
        raise LogInRefused(Reason.BIRTH_DATE)


def _birth_date(identity: Identity) -> object:
    found = birth_date(identity.national_id)
    if found is None:
        raise LogInRefused(Reason.NUMBER)
    return found


def _record(session: Session, actor: Actor, action: str, person: Person, now: datetime) -> None:
    patient = person.id if person.role == "patient" else None
    audit.record(
        session, actor, action, now, patient=patient, target=f"person {person.id}", purpose="sign-in"
    )
