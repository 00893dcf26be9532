"""Asking what the plans of a patient ask today: invitations are made, moved and withdrawn, never answered ones."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.plan.request import Request, RequestKey
from feedback.domain.plan.schedule import schedule
from feedback.persistence.tables import Invitation, Occasion
from feedback.services import audit
from feedback.services.plans.asked_rows import AskedRow
from feedback.services.plans.plan_facts import CLINICIAN, PlanFacts, facts_of
from feedback.services.plans.plan_occasions import occasion_for

AHEAD = timedelta(days=366)  # how far away a request can have moved and still be found


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """The numbers of the invitations that were made (or asked again), moved and withdrawn."""

    made: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.made or self.moved or self.withdrawn)


@dataclass(frozen=True)
class _ToDo:
    """What has to become different; the row is None where this was never asked before."""

    known: PlanFacts
    asked: tuple[tuple[Request, AskedRow | None], ...]
    moved: tuple[tuple[Request, AskedRow], ...]
    withdrawn: tuple[AskedRow, ...]

    def __bool__(self) -> bool:
        return bool(self.asked or self.moved or self.withdrawn)


def ask_what_is_due(session: Session, actor: Actor, patient: int, now: datetime) -> WhatChanged:
    """Make the invitations whose day has come, move or withdraw those whose request has moved or vanished.

    Running it again changes nothing. What was answered or begun, and what was asked by hand, stays as it is
    (rules A3 and A4). Clinicians get no invitations: see `clinician_tasks`.
    """
    if not (found := _find(session, patient, now)):
        return WhatChanged()
    had_to_wait = audit.take_turn(session)
    free = _free(session, patient)
    if had_to_wait:
        found = _find(session, patient, now)
    changed = _Change(session, patient, found.known, now).make(found, free) if found else WhatChanged()
    if changed:
        _note(session, actor, patient, changed, now)
    return changed


def _find(session: Session, patient: int, now: datetime) -> _ToDo | None:
    known = facts_of(session, patient, day_of(now))
    return _to_do(known, now) if known else None


def _to_do(known: PlanFacts, now: datetime) -> _ToDo:
    due = _requests(known, day_of(now))
    standing = {key: row for key, row in known.movable.items() if row.withdrawn_at is None}
    gone = standing.keys() - due.keys()
    wanted = due | (_requests(known, day_of(now) + AHEAD) if gone else {})
    stays = [(wanted[key], row) for key, row in standing.items() if key in wanted]
    declined = {row.key for row in known.asked if row.withdrawn_at and row.plan is None}
    new = (one for key, one in due.items() if key not in standing and key not in declined)
    return _ToDo(
        known,
        asked=tuple((one, _earlier(known, one)) for one in new if _has_begun(known, one, now)),
        moved=tuple(pair for pair in stays if _differs(known, *pair)),
        withdrawn=tuple(standing[key] for key in sorted(gone - wanted.keys())),
    )


def _requests(known: PlanFacts, until: date) -> dict[RequestKey, Request]:
    """What patients and relatives are asked up to that day, as far as it can still move."""
    standing = {request.key for request in known.facts.answered}
    requests = schedule(known.facts, known.rules, until).requests
    return {one.key: one for one in requests if one.role != CLINICIAN and one.key not in standing}


def _has_begun(known: PlanFacts, one: Request, now: datetime) -> bool:
    """Whether the session is at least under way, where it is about one: it is not asked about in the morning."""
    begins_at = known.begins_at.get(one.occasion.key)
    return begins_at is None or begins_at <= now


def _earlier(known: PlanFacts, one: Request) -> AskedRow | None:
    """The same version, asked of the same person on the same occasion and withdrawn since."""
    version = known.sets[one.asking.ask]
    same = (row for row in known.asked if row.key == one.key and row.question_set == version)
    return next(same, None)


def _differs(known: PlanFacts, one: Request, row: AskedRow) -> bool:
    days = (row.opens_on, row.asks_until, f"plan-{row.plan}") != (one.asked_on, one.until, one.plan)
    return days or (row.happened_on != one.occasion.on and row.occasion not in known.answered_occasions)


def _free(session: Session, patient: int) -> set[int]:
    """The invitations that nobody is beginning to answer at this moment; nobody can until we are done."""
    mine = select(Invitation.id).where(Invitation.patient_id == patient)
    return set(session.scalars(mine.with_for_update(skip_locked=True)))


class _Change:
    """The changes while they are made."""

    def __init__(self, session: Session, patient: int, known: PlanFacts, now: datetime) -> None:
        self.session, self.patient, self.known, self.now = session, patient, known, now

    def make(self, found: _ToDo, free: Container[int]) -> WhatChanged:
        """All of them, but for the invitations that somebody is answering just now."""
        withdrawn = tuple(row.id for row in found.withdrawn if row.id in free)
        for number in withdrawn:
            self._change(number, withdrawn_at=self.now)
        moved = tuple(self._move(one, row) for one, row in found.moved if row.id in free)
        asked = (pair for pair in found.asked if pair[1] is None or pair[1].id in free)
        made = tuple(self._again(one, row) if row else self._new(one) for one, row in asked)
        self.session.flush()
        return WhatChanged(made, moved, withdrawn)

    def _move(self, one: Request, row: AskedRow) -> int:
        self._change(row.id, **_days(one))
        self._date(self.session.get_one(Occasion, row.occasion), one)
        return row.id

    def _again(self, one: Request, row: AskedRow) -> int:
        self._change(row.id, made_at=self.now, withdrawn_at=None)
        return self._move(one, row)

    def _new(self, one: Request) -> int:
        occasion = occasion_for(self.session, self.patient, one.occasion)
        self._date(occasion, one)
        invitation = Invitation(
            person_id=int(one.of),
            patient_id=self.patient,
            occasion_id=occasion.id,
            question_set_id=self.known.sets[one.asking.ask],
            made_at=self.now,
            **_days(one),
        )
        self.session.add(invitation)
        self.session.flush()
        return invitation.id

    def _change(self, invitation: int, **values: object) -> None:
        self.session.execute(update(Invitation).where(Invitation.id == invitation).values(**values))

    def _date(self, occasion: Occasion, one: Request) -> None:
        """The occasion moves with its appointment or point, unless something was answered on it."""
        if occasion.id not in self.known.answered_occasions:
            occasion.happened_on = one.occasion.on


def _days(one: Request) -> dict[str, Any]:
    plan = int(one.plan.removeprefix("plan-"))
    return {"opens_on": one.asked_on, "asks_until": one.until, "plan_id": plan}


def _note(session: Session, actor: Actor, patient: int, changed: WhatChanged, now: datetime) -> None:
    parts = (("made", changed.made), ("moved", changed.moved), ("withdrawn", changed.withdrawn))
    told = (f"{what} invitation {number}" for what, numbers in parts for number in numbers)
    audit.record(session, actor, "asked by plan", now, patient=patient, target=", ".join(told))
