"""What a plan needs to know of the question sets that are asked here, and how much a unit asks in a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from feedback.catalogue.plans import asking_for, shipped_limits
from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.plan.questions import Asking, Rules
from feedback.persistence.tables import QuestionSet, Unit, UnitChoice
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import Refused, _
from feedback.services.units.changes import note_change

WEEKLY_ITEMS = "weekly-items"
FEWEST, MOST = 5, 100

_known: WeakKeyDictionary[Engine, dict[int, Asking]] = WeakKeyDictionary()


def rules_in_force(session: Session, unit: int, on: date, sets: Mapping[str, int] | None = None) -> Rules:
    """These question sets (else all that are asked now) and the unit's budget for plans that begin that day."""
    return Rules(askings_of(session, sets), weekly_items(session, unit, on))


def askings_of(session: Session, sets: Mapping[str, int] | None = None) -> Mapping[str, Asking]:
    """What a plan sees of these question sets, else of all that are asked now."""
    found = current_sets(session) if sets is None else sets
    return {key: asking_of(session, row) for key, row in found.items()}


def current_sets(session: Session) -> Mapping[str, int]:
    """The number of the newest published version of every question set, by key."""
    published = select(QuestionSet.key, QuestionSet.id).where(QuestionSet.state == "published")
    return dict(session.execute(published.order_by(QuestionSet.published_at, QuestionSet.id)).all())


def asking_of(session: Session, question_set: int) -> Asking:
    """What a plan sees of one published version. It never changes, so it is looked at once per process."""
    known = _known.setdefault(session.get_bind().engine, {})
    if question_set not in known:
        known[question_set] = asking_for(questionnaire_of(session, question_set), shipped_limits())
    return known[question_set]


def weekly_items(session: Session, unit: int, on: date) -> int:
    """How many visible questions a person gets in a week, for plans of this unit that begin that day."""
    return budgets_of(session, [unit]).on(unit, on)


@dataclass(frozen=True, slots=True)
class Budgets:
    """What some units have chosen, newest first: the unit, from which day on, how many questions."""

    chosen: Sequence[tuple[int, date, int]]

    def on(self, unit: int, day: date) -> int:
        """How many visible questions a person gets in a week, for plans of this unit that begin that day."""
        begun = (items for owner, since, items in self.chosen if owner == unit and since <= day)
        return next(begun, shipped_limits().budget)


def budgets_of(session: Session, units: Iterable[int]) -> Budgets:
    """The choices of these units in one statement."""
    mine = (UnitChoice.unit_id.in_(list(units)), UnitChoice.key == WEEKLY_ITEMS)
    rows = session.execute(
        select(UnitChoice.unit_id, UnitChoice.effective_from, UnitChoice.value)
        .where(*mine)
        .order_by(UnitChoice.effective_from.desc())
    )
    return Budgets([(unit, since, int(items)) for unit, since, items in rows])


def choose_weekly_items(session: Session, actor: Actor, unit: Unit, items: int, now: datetime) -> None:
    """The unit's own number, for plans that begin today or later. Raises Refused."""
    if not FEWEST <= items <= MOST:
        message = _("Write a whole number from %(lowest)s to %(highest)s.")
        raise Refused(message, field="items", lowest=FEWEST, highest=MOST)
    today = day_of(now)
    before = weekly_items(session, unit.id, today)
    if items == before:
        return
    note_change(session, actor, WEEKLY_ITEMS, before, items, now, unit=unit.id)
    session.merge(UnitChoice(unit_id=unit.id, key=WEEKLY_ITEMS, effective_from=today, value=str(items)))
    session.flush()
