"""What another version of an instrument's facts would make of answers that are already scored: totals, and which
answers would have to be seen first (rule A7).

Only told, never done: finished scores do not change (rule A4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.scoring import Score, critical, score
from feedback.domain.questionnaires.answers import answers_from_plain
from feedback.persistence.tables import CriticalAnswer, Invitation, QuestionSet, Response, StoredScore
from feedback.services.questionnaires.change_profile import facts_of
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.questionnaires.scoring_profiles import newest_written
from feedback.services.refusals import Refused, _


@dataclass(frozen=True, slots=True)
class Rescored:
    """One score that would be another; a version is empty and a value None where there is no such score."""

    response: int
    measure: str
    name: str
    old_version: str
    old_value: Decimal | None
    old_band: str
    new_version: str
    new_value: Decimal | None
    new_band: str


@dataclass(frozen=True, slots=True)
class Rewatched:
    """A safety item, by its link id, whose answer would be critical or would not be any more."""

    response: int
    measure: str
    safety_item: str
    was_critical: bool
    would_be_critical: bool
    new_version: str


def what_would_change(session: Session, measure: str = "") -> list[Rescored | Rewatched]:
    """Every stored score that the newest version, a draft included, would give another value or band, and every
    answer of which it says otherwise whether it is critical.

    Raises Refused for a measure that is not here.
    """
    rows = [row for row in newest_written(session) if measure in ("", row.name)]
    if measure and not rows:
        raise Refused(
            _("There is no measure '%(name)s'. Write its name as the list of measures does."), name=measure
        )
    return [found for row in rows for found in _of_measure(session, facts_of(row))]


def _of_measure(session: Session, profile: ScoringProfile) -> Iterator[Rescored | Rewatched]:
    every = session.scalars(select(QuestionSet.id)).all()
    sets = [row for row in every if questionnaire_of(session, row).profile == profile.name]
    finished = Response.status.in_(("completed", "amended"))
    asked = select(Response).join(Invitation).where(Invitation.question_set_id.in_(sets), finished)
    for response in session.scalars(asked.order_by(Response.id)):
        questionnaire = questionnaire_of(session, response.invitation.question_set_id)
        answers = answers_from_plain(response.answers)
        new = {found.name: found for found in score(profile, questionnaire, answers)}
        yield from _compared(response.id, profile, _stored(session, response.id, profile.name), new)
        would_be = set(critical(profile, questionnaire, answers))
        yield from _rewatched(response.id, profile, _raised(session, response.id), would_be)


def _stored(session: Session, response: int, measure: str) -> dict[str, StoredScore]:
    mine = (StoredScore.response_id == response, StoredScore.measure == measure)
    return {row.name: row for row in session.scalars(select(StoredScore).where(*mine))}


def _raised(session: Session, response: int) -> set[str]:
    mine = CriticalAnswer.response_id == response
    return set(session.scalars(select(CriticalAnswer.link_id).where(mine)))


def _rewatched(
    response: int, profile: ScoringProfile, was: set[str], would_be: set[str]
) -> Iterator[Rewatched]:
    for link_id in sorted(was ^ would_be):
        new = link_id in would_be
        yield Rewatched(response, profile.name, link_id, not new, new, profile.version)


def _compared(
    response: int, profile: ScoringProfile, old: Mapping[str, StoredScore], new: Mapping[str, Score]
) -> Iterator[Rescored]:
    for name in dict.fromkeys([*old, *new]):
        was, would_be = old.get(name), new.get(name)
        found = Rescored(
            response,
            profile.name,
            name,
            was.profile_version if was else "",
            was.value if was else None,
            was.band if was else "",
            profile.version if would_be else "",
            would_be.value if would_be else None,
            would_be.band if would_be else "",
        )
        if (found.old_value, found.old_band) != (found.new_value, found.new_band):
            yield found
