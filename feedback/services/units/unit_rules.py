"""By which rules a unit's dates are computed: the published intervals with its own, and its dated choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.pathway.choices import ChoiceKey, DatedChoice
from feedback.domain.pathway.intervals import Condition, IntervalRule, IntervalRules
from feedback.domain.pathway.vocabulary import CarePathwayArea, Event, Phase, Setting
from feedback.persistence.tables import UnitChoice, UnitInterval

ANY = "any"
OWN_STANDING = "the unit's own"
_EVENTS = {
    Phase.START_AFTER_DETOX: (Event.DETOX_END, Event.FIRST_ATTENDANCE),
    Phase.BASIC_ASSESSMENT: (Event.FIRST_ATTENDANCE, Event.BASIC_DECISION),
    Phase.EXTENDED_ASSESSMENT: (Event.BASIC_DECISION, Event.EXTENDED_DECISION),
    Phase.TOTAL_ASSESSMENT: (Event.FIRST_ATTENDANCE, Event.FINAL_DECISION),
    Phase.FIRST_EVALUATION: (Event.FINAL_DECISION, Event.FIRST_EVALUATION),
    Phase.BETWEEN_EVALUATIONS: (Event.EVALUATION, Event.EVALUATION),
}


@dataclass(frozen=True, slots=True)
class UnitRules:
    """The intervals that hold in a unit, and what it has chosen."""

    intervals: IntervalRules
    choices: Sequence[DatedChoice] = ()


def rules_of_units(session: Session, units: Iterable[int]) -> dict[int, UnitRules]:
    """The rules of each of these units; two statements."""
    ids = list(units)
    own: defaultdict[int, list[IntervalRule]] = defaultdict(list)
    for row in session.scalars(select(UnitInterval).where(UnitInterval.unit_id.in_(ids))):
        own[row.unit_id].append(as_rule(row))
    chosen: defaultdict[int, list[DatedChoice]] = defaultdict(list)
    about_dates = UnitChoice.key.in_(tuple(ChoiceKey))  # how much is asked in a week stands there, too
    for choice in session.scalars(select(UnitChoice).where(UnitChoice.unit_id.in_(ids), about_dates)):
        dated = DatedChoice(ChoiceKey(choice.key), choice.effective_from, choice.value)
        chosen[choice.unit_id].append(dated)
    published = shipped_rules()
    return {
        unit: UnitRules(published.with_own(own[unit]) if own[unit] else published, tuple(chosen[unit]))
        for unit in ids
    }


def as_rule(row: UnitInterval) -> IntervalRule:
    """A unit's own interval as the domain reads it; its ruleset is named after the year from which it holds."""
    phase = Phase(row.phase)
    from_event, to_event = _EVENTS[phase]
    return IntervalRule(
        ruleset=str(row.effective_from.year),
        effective_from=row.effective_from,
        area=CarePathwayArea(row.area),
        setting=None if row.setting == ANY else Setting(row.setting),
        phase=phase,
        from_event=from_event,
        to_event=to_event,
        max_days=row.max_days,
        source=row.source,
        standing=OWN_STANDING,
        condition=Condition(row.condition),
        own=True,
    )
