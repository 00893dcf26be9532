"""Who can be expected at an evaluation point: the patient, who cares for them, and relatives whom they want."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_codes import Part
from feedback.persistence.tables import CareRelation, EvaluationPoint, Person
from feedback.services.access.care import in_force
from feedback.services.points.ask_relatives import relatives_at


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody, as what, and whether they usually sit in the room when the actor writes."""

    name: str
    part: Part
    here: bool = False


def expected_people(session: Session, actor: Actor, point: EvaluationPoint, today: date) -> list[Expected]:
    """The patient first, then clinicians, the actor among them, then relatives; each name once."""
    patient = point.pathway.patient
    mine = (CareRelation.patient_id == patient.person_id, *in_force(today))
    staff = [row.staff for row in session.scalars(select(CareRelation).where(*mine))]
    if actor.person is not None and actor.person not in {one.id for one in staff}:
        staff.append(session.get_one(Person, actor.person))
    people = [
        Expected(patient.person.name, Part.PATIENT, here=True),
        *(Expected(one.name, Part.CLINICIAN, here=one.id == actor.person) for one in staff),
        *(Expected(one.person.name, Part.RELATIVE) for one in relatives_at(session, point, today)),
    ]
    return list({one.name.casefold(): one for one in people}.values())
