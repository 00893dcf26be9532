"""Who can be asked about a patient, and on which days: the patient, relatives with consent, clinicians who care."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.days import Stretch, merged
from feedback.domain.people.actors import TAKE_PART
from feedback.domain.plan.facts import PersonPause, Respondent
from feedback.persistence.tables import AskingPause, CareRelation, Consent, Relationship


def respondents_of(session: Session, patient: int) -> tuple[Respondent, ...]:
    """Everybody who can be asked, once for each stretch of days; `key` is the number of the person."""
    return (
        Respondent(str(patient), "patient"),
        *_relatives(session, patient),
        *clinicians_of_many(session, [patient])[patient],
    )


def pauses_in(session: Session, people: Iterable[Respondent]) -> tuple[PersonPause, ...]:
    """The days on which each of them wants to be left in peace; one that was ended holds until the day before."""
    keys = {int(person.key) for person in people}
    rows = session.execute(
        select(AskingPause.person_id, AskingPause.starts_on, AskingPause.ends_on, AskingPause.ended_on)
        .where(AskingPause.person_id.in_(keys))
        .order_by(AskingPause.id)
    )
    found = (
        PersonPause(starts_on, min(ends_on, (ended_on or date.max) - timedelta(1)), str(person))
        for person, starts_on, ends_on, ended_on in rows
    )
    return tuple(pause for pause in found if pause.first_day <= pause.last_day)


def clinicians_of_many(session: Session, patients: Iterable[int]) -> Mapping[int, list[Respondent]]:
    """The clinicians of each patient, once for each stretch of days, in one statement."""
    rows = session.execute(
        select(CareRelation.patient_id, CareRelation.staff_id, CareRelation.starts_on, CareRelation.ends_on)
        .where(CareRelation.patient_id.in_(list(patients)))
        .order_by(CareRelation.id)
    )
    days: defaultdict[tuple[int, int], list[Stretch]] = defaultdict(list)
    for patient, staff, starts_on, ends_on in rows:
        days[patient, staff].append(Stretch(starts_on, _after(ends_on)))
    found: defaultdict[int, list[Respondent]] = defaultdict(list)
    for (patient, staff), stretches in days.items():
        found[patient].extend(_each(str(staff), "clinician", stretches))
    return found


def _relatives(session: Session, patient: int) -> Iterator[Respondent]:
    given = and_(
        Consent.patient_id == Relationship.patient_id,
        Consent.relative_id == Relationship.relative_id,
        Consent.scope == TAKE_PART,
    )
    rows = session.execute(
        select(
            Relationship.relative_id,
            Relationship.kind,
            Consent.starts_on,
            Consent.ends_on,
            Consent.withdrawn_at,
        )
        .join(Consent, given)
        .where(Relationship.patient_id == patient)
        .order_by(Relationship.id, Consent.id)
    )
    days: defaultdict[tuple[int, str], list[Stretch]] = defaultdict(list)
    for relative, kind, starts_on, ends_on, withdrawn_at in rows:
        withdrawn_on = day_of(withdrawn_at) if withdrawn_at else date.max
        days[relative, kind].append(Stretch(starts_on, min(_after(ends_on), withdrawn_on)))
    for (relative, kind), stretches in days.items():
        yield from _each(str(relative), "relative", stretches, is_parent=kind == "parent")


def _each(
    key: str, role: str, stretches: Iterable[Stretch], *, is_parent: bool = False
) -> Iterator[Respondent]:
    """The person once for each of the stretches, whose last day does not belong to them; what meets is one."""
    for days in merged(stretches):
        until = days.last - timedelta(1) if days.last < date.max else date.max
        if days.first <= until:
            yield Respondent(key, role, is_parent, days.first, until)


def _after(day: date | None) -> date:
    return day + timedelta(1) if day and day < date.max else date.max
