"""What a patient may read of what relatives have told about them (domain.rights)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.people.person_rights import ACCESS_DECISIONS, OWN_HEALTH, told_to_patient
from feedback.persistence.tables import AccessDecision
from feedback.services import audit
from feedback.services.answers.read_feedback import ReadResponse
from feedback.services.refusals import NotFound, Refused, _


def decisions_of(session: Session, responses: Iterable[int]) -> dict[int, AccessDecision]:
    """The decisions that were made, by response."""
    query = select(AccessDecision).where(AccessDecision.response_id.in_(list(responses)))
    return {row.response_id: row for row in session.scalars(query)}


def told(read: ReadResponse, decision: AccessDecision | None) -> str:
    """How much of a relative's answer the patient gets (domain.rights.told_to_patient)."""
    return told_to_patient(
        read.questionnaire.key, read.response.sharing, decision.decision if decision else None
    )


def decide_access(
    session: Session, actor: Actor, read: ReadResponse, decision: str, grounds: str, now: datetime
) -> None:
    """Let the patient read what a relative told, or hold it back with grounds. Raises NotFound, Refused."""
    if read.source.role != "relative" or read.questionnaire.key in OWN_HEALTH:
        raise NotFound
    if decision not in ACCESS_DECISIONS:
        raise Refused(_("Choose what you decide."), field="decision")
    if decision == "withheld" and not grounds.strip():
        raise Refused(
            _("Write why it is held back. The patient can ask for the grounds and appeal."), field="grounds"
        )
    row = session.get(AccessDecision, read.response.id) or AccessDecision(response_id=read.response.id)
    row.decision, row.grounds = decision, grounds.strip() or None
    row.decided_by_id, row.decided_at = actor.person or 0, now
    session.add(row)
    target = f"response {read.response.id}"
    patient = read.response.subject_id
    audit.record(session, actor, f"access {decision}", now, patient=patient, target=target, purpose="rights")
