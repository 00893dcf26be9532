"""Correction by addition: a remark beside an answer that has been sent. The answer itself stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Remark, Response
from feedback.services import audit
from feedback.services.refusals import NotFound, Refused, _

LONGEST = 4_000


def get_own_response(session: Session, actor: Actor, response: int) -> Response:
    """A response that the actor has sent, and that still stands. Raises NotFound."""
    found = session.get(Response, response)
    if found is None or found.source_id != actor.person or found.status != "completed":
        raise NotFound
    return found


def add_remark(session: Session, actor: Actor, response: int, text: str, now: datetime) -> Remark:
    """Say what was wrong or is missing; who reads the answer reads this beside it. Raises NotFound, Refused."""
    found = get_own_response(session, actor, response)
    if not text.strip():
        raise Refused(_("Write what you want to add or correct."), field="text")
    if len(text) > LONGEST:
        raise Refused(_("Write at most %(number)s characters."), field="text", number=LONGEST)
    row = Remark(response_id=found.id, author_id=actor.person, text=text.strip(), written_at=now)
    session.add(row)
    session.flush()
    target = f"remark {row.id} to response {found.id}"
    audit.record(session, actor, "added remark", now, patient=found.subject_id, target=target)
    return row


def remarks_of(session: Session, responses: Iterable[int]) -> Mapping[int, Sequence[Remark]]:
    """Remarks by response, oldest first."""
    grouped: defaultdict[int, list[Remark]] = defaultdict(list)
    query = select(Remark).where(Remark.response_id.in_(list(responses))).order_by(Remark.id)
    for row in session.scalars(query):
        grouped[row.response_id].append(row)
    return grouped
