"""Recording who says on which terms the words of a question set may be used."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.questionnaires.rights import Rights
from feedback.persistence.tables import Person
from feedback.services.refusals import Refused, _

_PERSON = re.compile(r"person (\d+)")


def record_rights(rights: Rights, actor: Actor, now: datetime) -> Rights:
    """The rights as this actor states them. Raises Refused while terms or owner are missing, or where the day
    they were read on is to come."""
    if not rights.licence:
        raise Refused(_("Write on which terms the words may be used."), field="licence")
    if not rights.owner:
        raise Refused(_("Write who owns the words."), field="owner")
    if rights.read_on is not None and rights.read_on > day_of(now):
        raise Refused(_("That day is still to come."), field="read_on")
    return _signed(rights, actor, day_of(now))


def rights_of_file(rights: Rights, actor: Actor, now: datetime, *, vouches: bool) -> Rights:
    """What a file states, recorded by who brings it in. Where it states no terms, whoever `vouches` answers for
    the right to use the words (docs/decisions); nobody else has recorded anything yet."""
    if not rights.stated and not vouches:
        return rights
    today = day_of(now)
    return replace(_signed(rights, actor, today), read_on=rights.read_on or today, vouched=not rights.stated)


def recorder_name(session: Session, rights: Rights) -> str:
    """Who recorded the rights, by name where it was a member of staff."""
    number = _PERSON.fullmatch(rights.recorded_by)
    person = session.get(Person, int(number[1])) if number else None
    return person.name if person else rights.recorded_by


def _signed(rights: Rights, actor: Actor, today: date) -> Rights:
    who = actor.label or f"person {actor.person}"
    return replace(rights, recorded_by=who, recorded_on=today, vouched=False)
