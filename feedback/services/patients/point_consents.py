"""The patient lets a relative see of the evaluation points when one meets, the sheets of which they get a copy,
and the agreed steps that bear their name.

Each is a yes of its own beside the one to take part, always the patient's: no law gives it to a parent (rule A9).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import OF_POINTS, Actor
from feedback.services import audit
from feedback.services.patients.consents import (
    check_end,
    check_speaks,
    end_consent,
    open_consents,
    store_consent,
    takes_part,
)
from feedback.services.refusals import Refused, _


def choose_of_points(
    session: Session,
    actor: Actor,
    patient: int,
    relative: int,
    wanted: Collection[str],
    agreed: bool,
    until: date | None,
    now: datetime,
) -> None:
    """From now on the relative sees the wanted scopes of `OF_POINTS` and no other; the relative is told nothing of it.

    What holds already with the same end stays as it was given. Nothing wanted takes all back, and needs no yes.
    Raises NotFound, Refused.
    """
    check_speaks(session, actor, patient, relative)
    if wanted and not agreed:
        raise Refused(_("Ask the patient, then tick the box."), field="agreed")
    check_end(until if wanted else None, day_of(now))
    audit.take_turn(session)
    if wanted and not takes_part(session, patient, relative, day_of(now)):
        raise Refused(_("This relative does not take part now. Something is shown to somebody who does."))
    for scope in OF_POINTS:
        _settle(session, actor, (patient, relative), scope, until, now, wanted=scope in wanted)


def _settle(
    session: Session,
    actor: Actor,
    whom: tuple[int, int],
    scope: str,
    until: date | None,
    now: datetime,
    *,
    wanted: bool,
) -> None:
    standing = session.scalar(open_consents(*whom, scope))
    if wanted and standing is not None and standing.ends_on == until:
        return
    (patient, relative), target = whom, f"person {whom[1]}"
    if end_consent(session, patient, relative, scope, now) and not wanted:
        audit.record(session, actor, f"consent to {scope} withdrawn", now, patient=patient, target=target)
    if wanted:
        store_consent(session, actor, whom, (scope, "patient"), until, now)
        audit.record(session, actor, f"consent to {scope} given", now, patient=patient, target=target)
