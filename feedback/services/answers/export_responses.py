"""Responses as FHIR R4: one QuestionnaireResponse, or a Bundle of all that was sent about a patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from feedback.catalogue.fhir import ResponseFacts, StoredTotal, Who, response_to_fhir
from feedback.domain.questionnaires.answers import answers_from_plain
from feedback.persistence.tables import Patient, Person, StoredScore
from feedback.services.answers.read_feedback import ReadResponse, relationship_kinds, scores_of

KINDS = {"patient": "Patient", "relative": "RelatedPerson"}
BASE = "https://samsyn.invalid/fhir/"  # where references inside a Bundle point; nothing answers there


def response_resource(session: Session, read: ReadResponse, *, interprets: bool) -> dict[str, Any]:
    """The response as its reader may see it: what is kept from them is marked *masked*.

    `interprets`: whether the unit shows bands (rule A8). Write it with `catalogue.fhir.write_json`.
    """
    row = read.response
    kept = answers_from_plain(row.answers).keys() - read.answers.keys()
    facts = ResponseFacts(
        id=str(row.id),
        identifier=str(row.invitation_id),
        version=row.version,
        status=row.status,
        subject=_who(row.invitation.patient.person),
        source=_who(read.source),
        author=_who(session.get_one(Person, row.author_id)),
        authored=row.authored_at or row.started_at,
        language=row.language,
        way=row.way,
        scores=tuple(_total(score, interprets) for score in scores_of(session, read)),
        masked=frozenset(kept),
    )
    return response_to_fhir(read.questionnaire, read.answers, facts)


def responses_bundle(session: Session, reads: Sequence[ReadResponse], *, interprets: bool) -> dict[str, Any]:
    """A Bundle (collection) of the responses and the people whom they name. Raises IndexError for none."""
    people = {person.id: person for read in reads for person in _people(session, read)}
    subject = reads[0].response.invitation.patient
    relations = relationship_kinds(session, subject.person_id)
    resources = [_person(person, subject, relations) for person in people.values()]
    resources += [response_resource(session, read, interprets=interprets) for read in reads]
    return {"resourceType": "Bundle", "type": "collection", "entry": list(_entries(resources))}


def _entries(resources: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for resource in resources:
        yield {"fullUrl": f"{BASE}{resource['resourceType']}/{resource['id']}", "resource": resource}


def _people(session: Session, read: ReadResponse) -> Iterable[Person]:
    yield read.response.invitation.patient.person
    yield read.source
    yield session.get_one(Person, read.response.author_id)


def _who(person: Person) -> Who:
    return Who(KINDS.get(person.role, "Practitioner"), str(person.id), person.name)


def _person(person: Person, subject: Patient, relations: Mapping[int, str]) -> dict[str, Any]:
    """The least that a reader needs to know who the references mean."""
    who = _who(person)
    found: dict[str, Any] = {"resourceType": who.kind, "id": who.id}
    if person.id == subject.person_id:
        found["identifier"] = [{"system": "urn:samsyn:patient-reference", "value": subject.reference}]
    if who.kind == "RelatedPerson":
        found["patient"] = _who(subject.person).to_fhir()
        if kind := relations.get(person.id):
            found["relationship"] = [{"text": kind}]
    found["name"] = [{"text": person.name}]
    if person.id == subject.person_id:
        found["birthDate"] = subject.born_on.isoformat()
    return found


def _total(row: StoredScore, interprets: bool) -> StoredTotal:
    return StoredTotal(
        measure=row.measure,
        name=row.name,
        value=row.value,
        missing=row.missing,
        why=row.why,
        profile_version=row.profile_version,
        band=row.band if interprets else "",
    )
