"""*Gone through together*: by the patient's own hand, as spoken, or not confirmed with a reason; and what the patient
objects.

Each is noted once for a version of what was written, and none takes the place of another. A correction has to be
confirmed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.occasions import BY_PATIENT, CONFIRMATIONS
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import EvaluationPoint, ReviewedTogether
from feedback.services.points.evaluation.evaluation_records import finished_record, lock_point
from feedback.services.points.evaluation.write_evaluation import note
from feedback.services.refusals import NotFound, Refused, _

LONGEST_REASON = 2_000  # characters


def confirm_review(
    session: Session, actor: Actor, point: EvaluationPoint, how: str, reason: str, now: datetime
) -> None:
    """Note how it stands with the newest version. Raises Refused, and NotFound for who may not say so.

    *Spoken* can follow *not confirmed*, and the patient's own hand can be added to both, never the other way. A
    patient can say that it was *not so* whatever is noted for them, until they have confirmed.
    """
    if actor.person is None or how not in CONFIRMATIONS:
        raise NotFound
    if (how in BY_PATIENT) != (actor.role == "patient"):
        raise NotFound
    lock_point(session, point)
    if point.held_on is None:
        raise Refused(_("The point has not been held yet. Hold it first."), field="how")
    found = reviews_of_version(session, point)
    if how == "not-so":
        _check_objection(found, reason)
    elif how == "not-confirmed":
        _check_not_confirmed(found, reason)
    elif "patient" in found or how in found:
        return
    row = ReviewedTogether(point_id=point.id, version=_version(session, point), how=how)
    row.by_id, row.at, row.reason = actor.person, now, reason.strip() or None
    session.add(row)
    session.flush()
    note(session, actor, f"gone through together ({how}) at", point, now)


def reviews_of(session: Session, points: Iterable[EvaluationPoint]) -> dict[int, ReviewedTogether]:
    """Whether each point was confirmed as gone through together, as it stands now."""
    found = {point.id: find_review(session, point) for point in points}
    return {number: review for number, review in found.items() if review is not None}


def find_review(session: Session, point: EvaluationPoint) -> ReviewedTogether | None:
    """What counts most of what is noted on the newest version, in the order of `CONFIRMATIONS`."""
    found = reviews_of_version(session, point)
    return next((found[how] for how in CONFIRMATIONS if how in found), None)


def reviews_of_version(
    session: Session, point: EvaluationPoint, version: int | None = None
) -> Mapping[str, ReviewedTogether]:
    """Everything that is noted on a version, the newest unless told, by how it was confirmed."""
    number = _version(session, point) if version is None else version
    mine = (ReviewedTogether.point_id == point.id, ReviewedTogether.version == number)
    return {row.how: row for row in session.scalars(select(ReviewedTogether).where(*mine))}


def _check_objection(found: Mapping[str, ReviewedTogether], reason: str) -> None:
    if "patient" in found:
        raise Refused(_("It has been confirmed already, and that stays."), field="how")
    if "not-so" in found:
        raise Refused(_("You have said already that it was not like that, and that stays."), field="how")
    _check_reason(reason, _("Write what was different."))


def _check_not_confirmed(found: Mapping[str, ReviewedTogether], reason: str) -> None:
    if "patient" in found or "spoken" in found:
        raise Refused(_("It has been confirmed already, and that stays."), field="how")
    if "not-confirmed" in found:
        raise Refused(_("It is noted already that it was not confirmed."), field="how")
    _check_reason(reason, _("Write why it was not confirmed."))


def _check_reason(reason: str, when_empty: str) -> None:
    if not reason.strip():
        raise Refused(when_empty, field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("Write at most %(number)s characters."), field="reason", number=LONGEST_REASON)


def _version(session: Session, point: EvaluationPoint) -> int:
    newest = finished_record(session, point)
    return newest.version if newest is not None else 0
