"""Everything that is held on a person as a FHIR R4 Bundle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback.persistence.tables import (
    Appointment,
    AskingPause,
    BoundLogIn,
    CollectionPlan,
    Consent,
    DeletionRequest,
    Person,
    PlanAdaptation,
    Relationship,
)
from feedback.services.answers.export_responses import BASE, KINDS, response_resource
from feedback.services.courses.course_bundle import course_resources
from feedback.services.goals.person_goals import goal_resources, plan_resources
from feedback.services.rights.fhir_parts import Resource, instant, ref
from feedback.services.rights.held import Held, HeldResponse
from feedback.services.rights.point_bundle import point_resources

NATIONAL_ID = "urn:oid:2.16.578.1.12.4.1.4.1"
APPOINTMENTS = {"booked": "booked", "attended": "fulfilled", "cancelled": "cancelled", "no-show": "noshow"}
DECISIONS = {None: "requested", "refused": "rejected", "erased": "completed", "marked": "completed"}
AUDIT_KIND = {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"}
CONSENT_SCOPE = {"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}
CONSENT_KIND = {"system": "http://loinc.org", "code": "59284-0"}
OPT_IN = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "OPTIN"}


def person_bundle(session: Session, held: Held, now: datetime) -> Resource:
    """A Bundle (collection) of all that `gather` found; write it with `catalogue.fhir.write_json`."""
    made = [*_people(held), *_of_patient(held), *_responses(session, held)]
    subject = _about(held) if held.patient is None else ref(held.person)
    made += [*goal_resources(held, subject), *plan_resources(held, subject)]
    made += [_task(row) for row in held.of(DeletionRequest)]
    made += [_pause(row, held.person) for row in held.of(AskingPause)]
    made += [_event(held, *pair) for pair in held.events]
    entries = [{"fullUrl": f"{BASE}{one['resourceType']}/{one['id']}", "resource": one} for one in made]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": instant(now), "entry": entries}


def _people(held: Held) -> Iterator[Resource]:
    person, patient = held.person, held.patient
    unit = person.unit
    yield {"resourceType": "Organization", "id": f"unit-{unit.id}", "name": unit.name}
    kind = KINDS.get(person.role, "Practitioner")
    found: Resource = {"resourceType": kind, "id": str(person.id), "name": [{"text": person.name}]}
    numbers = [row.national_id for row in held.of(BoundLogIn) if row.national_id]
    if numbers:
        found["identifier"] = [{"system": NATIONAL_ID, "value": number} for number in numbers]
    contacts = (("email", person.email), ("phone", person.phone))
    if telecom := [{"system": system, "value": value} for system, value in contacts if value]:
        found["telecom"] = telecom
    found["communication"] = [{"language": {"coding": [{"code": person.language}]}}]
    if patient is not None:
        found["birthDate"] = patient.born_on.isoformat()
        own = {"system": "urn:samsyn:patient-reference", "value": patient.reference}
        found["identifier"] = [own, *found.get("identifier", ())]
        found["managingOrganization"] = {"reference": f"Organization/unit-{unit.id}"}
    else:
        found["patient"] = _about(held)
    yield found
    for row in held.of(Relationship):
        yield {
            "resourceType": "RelatedPerson",
            "id": str(row.relative_id),
            "patient": ref(person),
            "relationship": [{"text": row.kind}],
            "name": [{"text": row.relative.name}],
        }


def _about(held: Held) -> Resource:
    """Whom a relative speaks of; no more than that there is somebody where nothing has been answered yet."""
    subjects = [one.row.invitation.patient.person for one in held.own]
    return {"reference": f"Patient/{subjects[0].id}"} if subjects else {"display": "not named"}


def _of_patient(held: Held) -> Iterator[Resource]:
    me = ref(held.person)
    yield from course_resources(held, me)
    for row in held.of(Appointment):
        took_part = [
            {"actor": me, "status": "accepted"},
            {"actor": ref(row.clinician), "status": "accepted"},
        ]
        status = APPOINTMENTS[row.state]
        start, end = instant(row.starts_at), instant(row.starts_at)
        yield {
            "resourceType": "Appointment",
            "id": f"appointment-{row.id}",
            "status": status,
            "start": start,
            "end": end,
            "participant": took_part,
        }
    yield from (_consent(row, me) for row in held.of(Consent))
    yield from point_resources(held, me)
    yield from (_asking(row, held, me) for row in held.of(CollectionPlan))


def _consent(row: Consent, me: Resource) -> Resource:
    period = {"start": row.starts_on.isoformat()}
    if ends := row.withdrawn_at.date() if row.withdrawn_at else row.ends_on:
        period["end"] = max(ends, row.starts_on).isoformat()
    actor = {"reference": {"reference": f"RelatedPerson/{row.relative_id}"}, "role": {"text": "relative"}}
    return {
        "resourceType": "Consent",
        "id": f"consent-{row.id}",
        "status": "inactive" if row.withdrawn_at else "active",
        "scope": {"coding": [CONSENT_SCOPE]},
        "category": [{"coding": [CONSENT_KIND]}],
        "patient": me,
        "dateTime": instant(row.recorded_at),
        "policyRule": {"coding": [OPT_IN], "text": f"{row.scope}, by {row.basis}"},
        "provision": {"type": "permit", "period": period, "actor": [actor]},
    }


def _asking(row: CollectionPlan, held: Held, me: Resource) -> Resource:
    """What is asked of whom and when; each change with its reason as a note."""
    changes = [one for one in held.of(PlanAdaptation) if one.plan_id == row.id]
    steps = [f"{step['ask']}, {step['of']}, {step['when']}" for step in row.template["steps"]]
    notes = [
        f"from {one.from_on.isoformat()} {one.change} {one.step['ask']}, {one.made_by.name}: {one.reason}"
        for one in changes
    ]
    return {
        "resourceType": "CarePlan",
        "id": f"asking-{row.id}",
        "status": "completed" if row.ends_on else "active",
        "intent": "plan",
        "title": row.template["title"].get(held.person.language, row.template_key),
        "subject": me,
        "period": {
            "start": row.starts_on.isoformat(),
            **({"end": row.ends_on.isoformat()} if row.ends_on else {}),
        },
        "created": instant(row.switched_on_at),
        "author": ref(row.switched_on_by),
        "activity": [{"detail": {"status": "scheduled", "description": step}} for step in steps],
        **({"note": [{"text": note} for note in notes]} if notes else {}),
    }


def _pause(row: AskingPause, person: Person) -> Resource:
    ended = f", ended {row.ended_on.isoformat()}" if row.ended_on else ""
    text = f"asked nothing from {row.starts_on.isoformat()} to {row.ends_on.isoformat()}{ended}"
    return {
        "resourceType": "Basic",
        "id": f"pause-{row.id}",
        "code": {"text": text},
        "subject": ref(person),
        "created": row.made_at.date().isoformat(),
    }


def _responses(session: Session, held: Held) -> Iterator[Resource]:
    interprets = held.person.unit.interprets
    for one in (*held.own, *held.told):
        yield response_resource(session, one.read(), interprets=interprets)
        yield from _said_about(one)


def _said_about(one: HeldResponse) -> Iterator[Resource]:
    about = [{"reference": f"QuestionnaireResponse/{one.row.id}"}]
    said = [("reply", row.id, row.written_at, row.author, f"{row.kind}: {row.text}") for row in one.replies]
    said += [("remark", row.id, row.written_at, row.author, row.text) for row in one.remarks]
    said += [
        ("safety", row.id, row.acknowledged_at, row.acknowledged_by, row.done or "")
        for row in one.critical
        if row.acknowledged_at and row.acknowledged_by
    ]
    for kind, number, at, author, text in said:
        yield {
            "resourceType": "Communication",
            "id": f"{kind}-{number}",
            "status": "completed",
            "category": [{"text": kind}],
            "about": about,
            "sent": instant(at),
            "sender": ref(author),
            "payload": [{"contentString": text}],
        }


def _task(row: DeletionRequest) -> Resource:
    grounds = [{"text": row.grounds}] if row.grounds else []
    return {
        "resourceType": "Task",
        "id": f"deletion-{row.id}",
        "status": DECISIONS[row.decision],
        "intent": "proposal",
        "description": f"Deletion: {row.reason}",
        "for": {"reference": f"Patient/{row.patient_id}"},
        "authoredOn": instant(row.asked_at),
        "requester": ref(row.person),
        **({"note": grounds} if grounds else {}),
    }


def _event(held: Held, event: Any, who: Person | None) -> Resource:
    agent: Resource = {"requestor": True, "role": [{"text": event.role}]}
    agent |= {"who": ref(who)} if who else {"altId": event.actor_label or "nobody"}
    return {
        "resourceType": "AuditEvent",
        "id": f"audit-{event.id}",
        "type": AUDIT_KIND,
        "subtype": [{"system": "urn:samsyn:audit", "code": event.action.replace(" ", "-")}],
        "recorded": instant(event.at),
        "purposeOfEvent": [{"text": event.purpose}],
        "agent": [agent],
        "source": {"observer": {"display": held.person.unit.service_name}},
    }
