"""Requests about deletion: asked by the person, decided by a clinician, with grounds and a way to appeal.

Health Personnel Act sections 42 to 44: what is sent is part of the record. It is erased where the law allows it,
or marked as entered in error, in which case it is kept and no longer shown in care.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.people.person_rights import DELETION_DECISIONS
from feedback.persistence.tables import (
    CriticalAnswer,
    DeletionRequest,
    Patient,
    Person,
    Remark,
    Reply,
    Response,
    StoredScore,
)
from feedback.services import audit
from feedback.services.answers.remarks import LONGEST, get_own_response
from feedback.services.goals.goal_rows import Occurred
from feedback.services.goals.withdraw_goals import withdraw_goals
from feedback.services.refusals import NotFound, Refused, _

PARTS_OF_A_RESPONSE = (StoredScore, Remark, Reply)


def ask_deletion(
    session: Session, actor: Actor, patient: int, response: int | None, reason: str, now: datetime
) -> DeletionRequest:
    """Ask that one sent answer, or everything that one has sent, is deleted. Raises NotFound, Refused."""
    if actor.person is None:
        raise NotFound
    if response is not None:
        patient = get_own_response(session, actor, response).subject_id
    if not reason.strip():
        raise Refused(_("Write why. The clinic has to weigh it."), field="reason")
    if len(reason) > LONGEST:
        raise Refused(_("Write at most %(number)s characters."), field="reason", number=LONGEST)
    same = (DeletionRequest.person_id == actor.person, DeletionRequest.decided_at.is_(None))
    for known in session.scalars(select(DeletionRequest).where(*same)):
        if known.response_id == response:
            raise Refused(_("You have asked for this already. The clinic has not decided yet."))
    row = DeletionRequest(
        person_id=actor.person,
        patient_id=patient,
        response_id=response,
        reason=reason.strip(),
        asked_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "asked for deletion", row, now)
    return row


def requests_by(session: Session, person: int) -> list[DeletionRequest]:
    """What a person has asked for, newest first."""
    mine = DeletionRequest.person_id == person
    return list(session.scalars(select(DeletionRequest).where(mine).order_by(DeletionRequest.id.desc())))


def open_requests(session: Session, patients: Sequence[int]) -> list[DeletionRequest]:
    """What waits for a decision about these patients, longest waiting first."""
    waiting = (DeletionRequest.decided_at.is_(None), DeletionRequest.patient_id.in_(patients))
    return list(session.scalars(select(DeletionRequest).where(*waiting).order_by(DeletionRequest.id)))


def patients_of_unit(session: Session, unit: int | None) -> list[int]:
    """The numbers of a unit's patients."""
    query = select(Patient.person_id).join(Person, Person.id == Patient.person_id)
    return list(session.scalars(query.where(Person.unit_id == unit)))


def get_request(session: Session, patient: int, request: int) -> DeletionRequest:
    """A request about this patient. Raises NotFound."""
    found = session.get(DeletionRequest, request)
    if found is None or found.patient_id != patient:
        raise NotFound
    return found


def decide_deletion(
    session: Session, actor: Actor, request: DeletionRequest, decision: str, grounds: str, now: datetime
) -> None:
    """Erase, mark as entered in error, or refuse; always with grounds that the person reads. Raises Refused."""
    if request.decided_at is not None:
        raise Refused(_("This has been decided already."))
    if decision not in DELETION_DECISIONS:
        raise Refused(_("Choose what you decide."), field="decision")
    if not grounds.strip():
        raise Refused(_("Write the grounds. The person reads them."), field="grounds")
    responses = responses_meant(session, request)
    if decision != "refused":
        _refuse_while_critical(session, responses)
    request.decision, request.grounds = decision, grounds.strip()
    request.decided_at, request.decided_by_id = now, actor.person
    for response in responses if decision != "refused" else ():
        _withdraw(session, actor, response, decision == "erased", now)
    _note(session, actor, f"deletion {decision}", request, now)


def responses_meant(session: Session, request: DeletionRequest) -> list[Response]:
    """The responses that a request is about: one, or all that the person has sent or begun."""
    query = select(Response).where(Response.source_id == request.person_id).order_by(Response.id)
    if request.response_id is not None:
        query = query.where(Response.id == request.response_id)
    return list(session.scalars(query))


def _refuse_while_critical(session: Session, responses: Sequence[Response]) -> None:
    """An open answer about safety is never removed (rule A7)."""
    ids = [response.id for response in responses]
    still_open = (CriticalAnswer.response_id.in_(ids), CriticalAnswer.acknowledged_at.is_(None))
    if session.scalar(select(CriticalAnswer.id).where(*still_open).limit(1)) is not None:
        raise Refused(_("An answer about safety has not been seen yet. Note first what was done."))


def _withdraw(session: Session, actor: Actor, response: Response, erase: bool, now: datetime) -> None:
    if response.status == "in-progress":
        erase, response.authored_at = True, response.started_at  # a draft is no part of the record
    response.status = "entered-in-error"
    if erase:
        response.answers = {}
    session.flush()
    withdraw_goals(session, response, erase=erase, when=Occurred.now(now, actor.person or response.source_id))
    if erase:
        for part in PARTS_OF_A_RESPONSE:
            session.execute(delete(part).where(part.response_id == response.id))


def _note(session: Session, actor: Actor, action: str, request: DeletionRequest, now: datetime) -> None:
    what = f"response {request.response_id}" if request.response_id else "everything sent"
    target = f"deletion request {request.id}, {what}"
    audit.record(session, actor, action, now, patient=request.patient_id, target=target, purpose="rights")


def waiting_days(request: DeletionRequest, today: date) -> int:
    """How long a request has waited."""
    return (today - request.asked_at.date()).days
