"""What a patient or relative will be asked next, without days: nobody is counted down to (need N8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from feedback.domain.plan.request import Request
from feedback.domain.plan.schedule import schedule
from feedback.domain.plan.vocabulary import When
from feedback.domain.questionnaires.questionnaire import Texts
from feedback.services.plans.plan_facts import PlanFacts, facts_of
from feedback.services.plans.plan_overview import asked_sets

AHEAD = timedelta(weeks=12)
TOLD = (
    When.START,
    When.SESSION,
    When.BEFORE_POINT,
    When.EVERY,
)  # the closing is no news to be told by a machine


@dataclass(frozen=True, slots=True)
class ComesNext:
    """The next time that something is asked on such occasions: what, and about how many minutes in all."""

    when: When
    titles: tuple[Texts, ...]
    minutes: int


def what_comes_next(session: Session, person: int, patients: Iterable[int], today: date) -> list[ComesNext]:
    """The next of each kind, in the order in which they come."""
    facts = (facts_of(session, patient, today) for patient in patients)
    found = [one for known in facts if known for one in _coming(known, str(person), today)]
    sets = asked_sets(session) if found else {}
    groups: defaultdict[When, list[Request]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.asked_on):
        group = groups[one.step.when]
        if not group or group[0].occasion.key == one.occasion.key:
            group.append(one)
    return [
        ComesNext(
            when,
            tuple(sets[one.asking.ask].title for one in group),
            sum(sets[one.asking.ask].minutes for one in group),
        )
        for when, group in groups.items()
    ]


def _coming(known: PlanFacts, person: str, today: date) -> Iterator[Request]:
    standing = {request.key for request in known.facts.answered}
    made = {key for key, row in known.movable.items() if row.withdrawn_at is None and row.opens_on <= today}
    for one in schedule(known.facts, known.rules, today + AHEAD).requests:
        if one.of == person and one.step.when in TOLD and one.key not in standing | made:
            yield one
