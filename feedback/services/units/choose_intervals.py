"""A unit's own intervals from a day on, and its dated choices where the sources leave room.

Every waiting point of the unit is planned anew in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.calendar import day_of
from feedback.domain.pathway.choices import LONGEST_OPEN, ChoiceKey, is_possible
from feedback.domain.pathway.intervals import Condition
from feedback.domain.pathway.problems import YEARS_AHEAD, YEARS_BACK
from feedback.domain.pathway.vocabulary import CarePathwayArea, Phase, Setting, areas_to_ask
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, EvaluationPoint, Unit, UnitChoice, UnitInterval
from feedback.services.courses.plan_evaluation import plan_unit
from feedback.services.refusals import NotFound, Refused, _
from feedback.services.units.changes import note_change
from feedback.services.units.unit_rules import ANY

LONGEST_DAYS = 3660
LONGEST_SOURCE = 200
# Two points are at least a week apart; an assessment takes a day; treatment may begin on the day on which
# detoxification ends (0 in the published table).
SHORTEST_DAYS = {
    Phase.START_AFTER_DETOX: 0,
    Phase.FIRST_EVALUATION: 7,
    Phase.BETWEEN_EVALUATIONS: 7,
}
YEARS = (Condition.NONE, Condition.FIRST_YEAR, Condition.LATER_YEAR)


@dataclass(frozen=True, slots=True)
class OwnInterval:
    """At most so many days in a phase, for a care pathway and a setting (or any), from a day on. `year` is the
    treatment year between points, where it matters. `source` says where the number comes from."""

    area: str
    setting: str
    phase: str
    max_days: int
    effective_from: date
    source: str
    year: str = Condition.NONE


@dataclass(frozen=True, slots=True, order=True)
class WaitingDays:
    """The days of a point that waits: when it opens, and the recommended one."""

    opens_on: date
    due_on: date


def add_interval(session: Session, actor: Actor, unit: Unit, own: OwnInterval, now: datetime) -> int:
    """The unit's own number from this day on; returns how many waiting points moved. Raises Refused."""
    _check(own, day_of(now))
    condition = _condition(own)
    _check_new(session, unit, own, condition)
    row = UnitInterval(
        unit_id=unit.id,
        area=own.area,
        setting=own.setting,
        phase=own.phase,
        condition=condition,
        max_days=own.max_days,
        effective_from=own.effective_from,
        source=own.source.strip(),
        recorded_by_id=actor.person,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    note_change(session, actor, "interval", "", shown_interval(row), now, unit=unit.id)
    return plan_unit(session, actor, unit.id, now)


def remove_interval(session: Session, actor: Actor, unit: Unit, interval: int, now: datetime) -> int:
    """It was entered by mistake; returns how many waiting points moved. Raises NotFound."""
    row = session.get(UnitInterval, interval)
    if row is None or row.unit_id != unit.id:
        raise NotFound
    before = shown_interval(row)
    session.delete(row)
    session.flush()
    note_change(session, actor, "interval", before, "", now, unit=unit.id)
    return plan_unit(session, actor, unit.id, now)


def choose(
    session: Session, actor: Actor, unit: Unit, key: str, value: str, effective_from: date, now: datetime
) -> int:
    """What holds for courses that begin on this day or later; returns how many waiting points moved. Raises
    Refused."""
    if key not in tuple(ChoiceKey):
        raise Refused(_("Choose one from the list."), field="value")
    if not is_possible(ChoiceKey(key), value):
        message = _("Choose one from the list, or write a whole number from 0 to %(most)s.")
        raise Refused(message, field="value", most=LONGEST_OPEN)
    _check_day(effective_from, day_of(now))
    same = (UnitChoice.unit_id == unit.id, UnitChoice.key == key)
    row = session.scalar(select(UnitChoice).where(*same, UnitChoice.effective_from == effective_from))
    before = shown_choice(row) if row else ""
    row = row or UnitChoice(unit_id=unit.id, key=key, effective_from=effective_from)
    row.value = value
    session.add(row)
    session.flush()
    note_change(session, actor, f"choice {key}", before, shown_choice(row), now, unit=unit.id)
    return plan_unit(session, actor, unit.id, now)


def take_back_choice(
    session: Session, actor: Actor, unit: Unit, key: str, effective_from: date, now: datetime
) -> int:
    """It was chosen by mistake; returns how many waiting points moved. Raises NotFound."""
    row = session.get(UnitChoice, (unit.id, key, effective_from))
    if row is None or key not in tuple(ChoiceKey):
        raise NotFound
    before = shown_choice(row)
    session.delete(row)
    session.flush()
    note_change(session, actor, f"choice {key}", before, "", now, unit=unit.id)
    return plan_unit(session, actor, unit.id, now)


def waiting_days(session: Session, unit: int) -> dict[int, WaitingDays]:
    """From when to when each point of the unit's open courses waits, by the number of its row; no name is opened."""
    mine = (CarePathway.unit_id == unit, CarePathway.closed_on.is_(None))
    waits = (EvaluationPoint.held_on.is_(None), EvaluationPoint.cancelled_on.is_(None))
    rows = select(EvaluationPoint.id, EvaluationPoint.opens_on, EvaluationPoint.due_on).join(CarePathway)
    found = session.execute(rows.where(*mine, *waits))
    return {point: WaitingDays(opens_on, due_on) for point, opens_on, due_on in found}


def own_intervals(session: Session, unit: int) -> list[UnitInterval]:
    """The unit's own intervals, the newest first."""
    mine = select(UnitInterval).where(UnitInterval.unit_id == unit)
    return list(session.scalars(mine.order_by(UnitInterval.effective_from.desc(), UnitInterval.id.desc())))


def own_choices(session: Session, unit: int) -> list[UnitChoice]:
    """The unit's choices about dates, the newest first."""
    mine = select(UnitChoice).where(UnitChoice.unit_id == unit, UnitChoice.key.in_(tuple(ChoiceKey)))
    return list(session.scalars(mine.order_by(UnitChoice.effective_from.desc(), UnitChoice.key)))


def shown_interval(row: UnitInterval) -> str:
    """One line for the history, in codes: the words for them are the page's."""
    parts = (row.area, row.setting, row.phase, row.condition, f"{row.max_days}")
    return " ".join(filter(None, (str(row.effective_from), *parts, row.source)))


def shown_choice(row: UnitChoice) -> str:
    """One line for the history, in codes."""
    return f"{row.effective_from} {row.value}"


def _check(own: OwnInterval, today: date) -> None:
    if own.area not in tuple(CarePathwayArea):
        raise Refused(_("Choose one from the list."), field="area")
    if own.setting not in (*Setting, ANY):
        raise Refused(_("Choose one from the list."), field="setting")
    if own.phase not in tuple(Phase):
        raise Refused(_("Choose one from the list."), field="phase")
    if own.year not in YEARS or (own.year and own.phase != Phase.BETWEEN_EVALUATIONS):
        message = _("The treatment year counts between evaluation points alone. Choose any year.")
        raise Refused(message, field="year")
    _check_detox(own)
    least = SHORTEST_DAYS.get(Phase(own.phase), 1)
    if not least <= own.max_days <= LONGEST_DAYS:
        message = _("Write a whole number from %(least)s to %(most)s for this phase.")
        raise Refused(message, field="max_days", least=least, most=LONGEST_DAYS)
    if not own.source.strip() or len(own.source.strip()) > LONGEST_SOURCE:
        message = _("Write where the number comes from, in at most %(most)s characters.")
        raise Refused(message, field="source", most=LONGEST_SOURCE)
    _check_day(own.effective_from, today)


def _check_detox(own: OwnInterval) -> None:
    areas = areas_to_ask(CarePathwayArea(own.area), under_18=False)
    if own.phase == Phase.START_AFTER_DETOX and CarePathwayArea.TSB not in areas:
        message = _("This care pathway has no detoxification. Choose another phase, or a pathway in TSB.")
        raise Refused(message, field="phase")


def _check_day(day: date, today: date) -> None:
    if not today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD:
        message = _("The day lies more than %(back)s years back or %(ahead)s years ahead. Check the year.")
        raise Refused(message, field="effective_from", back=YEARS_BACK, ahead=YEARS_AHEAD)


def _check_new(session: Session, unit: Unit, own: OwnInterval, condition: Condition) -> None:
    same = (
        UnitInterval.unit_id == unit.id,
        UnitInterval.area == own.area,
        UnitInterval.setting == own.setting,
        UnitInterval.phase == own.phase,
        UnitInterval.condition == condition,
        UnitInterval.effective_from == own.effective_from,
    )
    if session.scalar(select(UnitInterval.id).where(*same)) is not None:
        message = _(
            "The unit has an interval of its own for this from that day. Remove it, or choose another day."
        )
        raise Refused(message, field="effective_from")


def _condition(own: OwnInterval) -> Condition:
    """An own interval changes the number alone: what the published row depends on still holds."""
    if own.phase == Phase.BETWEEN_EVALUATIONS:
        return Condition(own.year)
    areas = areas_to_ask(CarePathwayArea(own.area), under_18=False)
    settings = tuple(Setting) if own.setting == ANY else (Setting(own.setting),)
    found = (
        shipped_rules().find(areas, Phase(own.phase), setting, own.effective_from) for setting in settings
    )
    conditions = [one.rule.condition for one in found if one is not None]
    usual = Condition.CAP if own.phase == Phase.TOTAL_ASSESSMENT else Condition.NONE
    return conditions[0] if conditions else usual
