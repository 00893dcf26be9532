"""Units: made, named, closed; their languages, contacts, words of welcome, thresholds and interpretation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.measures.thresholds import THRESHOLDS, is_allowed
from feedback.domain.people.actors import LANGUAGES, Actor
from feedback.persistence.tables import Assignment, Unit, UnitContact, UnitText, UnitThreshold
from feedback.services.access.care import care, in_force
from feedback.services.refusals import NotFound, Refused, _
from feedback.services.units.changes import note_change

LONGEST_NAME = 80
LONGEST_WELCOME = 600
MOST_CONTACTS = 5


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What a unit is called, where it is reached, and which languages it offers."""

    name: str
    service_name: str
    phone: str
    languages: tuple[str, ...]


def list_units(session: Session) -> list[Unit]:
    """Every unit: open ones first, then by name."""
    return sorted(session.scalars(select(Unit)), key=lambda unit: (unit.closed_on is not None, unit.name))


def get_unit(session: Session, unit: int) -> Unit:
    """One unit. Raises NotFound."""
    found = session.get(Unit, unit)
    if found is None:
        raise NotFound
    return found


def make_unit(session: Session, actor: Actor, name: str, now: datetime) -> Unit:
    """A new unit: nothing is interpreted in it, and it says what it lacks. Raises Refused."""
    check_unit_name(session, name, None)
    made = Unit(key="-".join(name.lower().split()), name=name.strip(), service_name="Samsyn")
    session.add(made)
    session.flush()
    note_change(session, actor, "name", "", made.name, now, unit=made.id)
    return made


def change_unit(session: Session, actor: Actor, unit: Unit, facts: UnitFacts, now: datetime) -> None:
    """Bring the unit's own facts up to date. Raises Refused."""
    check_unit_name(session, facts.name, unit)
    if not facts.service_name.strip() or len(facts.service_name.strip()) > LONGEST_NAME:
        raise Refused(_("Write a service name of at most 80 characters."), field="service_name")
    offered = " ".join(language for language in LANGUAGES if language in facts.languages)
    if not offered:
        raise Refused(_("Offer at least one language."), field="languages")
    _check_number(facts.phone, "phone")
    new = {"name": facts.name, "service_name": facts.service_name, "phone": facts.phone, "languages": offered}
    for field, text in new.items():
        note_change(session, actor, field, getattr(unit, field), text.strip(), now, unit=unit.id)
        setattr(unit, field, text.strip())


def add_contact(
    session: Session, actor: Actor, unit: Unit, number: str, names: Mapping[str, str], now: datetime
) -> UnitContact:
    """A number that respondents can call. Raises Refused."""
    if len(contacts_of(session, unit.id)) >= MOST_CONTACTS:
        raise Refused(_("Five numbers are enough: remove one first."), field="number")
    if not number.strip():
        raise Refused(_("Write the telephone number."), field="number")
    _check_number(number, "number")
    for language in LANGUAGES:
        if not names.get(language, "").strip() or len(names[language].strip()) > LONGEST_NAME:
            raise Refused(_("Write who answers, in each language."), field=f"name_{language}")
    words = {f"name_{language}": names[language].strip() for language in LANGUAGES}
    row = UnitContact(unit_id=unit.id, number=number.strip(), **words)
    session.add(row)
    session.flush()
    note_change(session, actor, "contact", "", _contact(row), now, unit=unit.id)
    return row


def remove_contact(session: Session, actor: Actor, unit: Unit, contact: int, now: datetime) -> None:
    """Take a number away. Raises NotFound."""
    row = session.get(UnitContact, contact)
    if row is None or row.unit_id != unit.id:
        raise NotFound
    note_change(session, actor, "contact", _contact(row), "", now, unit=unit.id)
    session.delete(row)


def contacts_of(session: Session, unit: int) -> list[UnitContact]:
    """The unit's own numbers, in the order they were added."""
    mine = select(UnitContact).where(UnitContact.unit_id == unit)
    return list(session.scalars(mine.order_by(UnitContact.id)))


def set_welcome(session: Session, actor: Actor, unit: Unit, texts: Mapping[str, str], now: datetime) -> None:
    """The unit's words of welcome, plain text; an empty one is not shown. Raises Refused."""
    known = welcome_of(session, unit.id)
    for language in LANGUAGES:
        text = texts.get(language, "").replace("\r\n", "\n").strip()
        if len(text) > LONGEST_WELCOME:
            raise Refused(_("Write at most 600 characters."), field=language)
        note_change(session, actor, f"welcome {language}", known.get(language, ""), text, now, unit=unit.id)
        if text:
            session.merge(UnitText(unit_id=unit.id, language=language, text=text))
        else:
            mine = (UnitText.unit_id == unit.id, UnitText.language == language)
            session.execute(delete(UnitText).where(*mine))


def welcome_of(session: Session, unit: int) -> dict[str, str]:
    """The words of welcome by language."""
    rows = session.scalars(select(UnitText).where(UnitText.unit_id == unit))
    return {row.language: row.text for row in rows}


def welcome_in(session: Session, unit: int, language: str) -> str:
    """The words of welcome in this language, else in bokmål, else none."""
    found = welcome_of(session, unit)
    return found.get(language) or found.get("nb", "")


def set_thresholds(
    session: Session, actor: Actor, unit: Unit, values: Mapping[str, int | None], now: datetime
) -> None:
    """The unit's own thresholds; None goes back to the default. Raises Refused."""
    known = own_thresholds(session, unit.id)
    for row in THRESHOLDS:
        value = values.get(row.key)
        if value is not None and not is_allowed(row, value):
            message = _("Write a whole number from %(lowest)s to %(highest)s, or leave it empty.")
            raise Refused(message, field=row.key, lowest=row.lowest, highest=row.highest)
        note_change(session, actor, f"threshold {row.key}", known.get(row.key), value, now, unit=unit.id)
        mine = (UnitThreshold.unit_id == unit.id, UnitThreshold.key == row.key)
        session.execute(delete(UnitThreshold).where(*mine))
        if value is not None:
            session.add(UnitThreshold(unit_id=unit.id, key=row.key, value=value))


def own_thresholds(session: Session, unit: int) -> dict[str, int]:
    """What the unit has set otherwise than the default."""
    rows = session.scalars(select(UnitThreshold).where(UnitThreshold.unit_id == unit))
    return {row.key: row.value for row in rows}


def confirm_interpretation(session: Session, actor: Actor, unit: Unit, name: str, now: datetime) -> None:
    """A named person has confirmed what bands, marks of change and signals are used for; an empty name turns
    them off (rule A8). Raises Refused."""
    text = name.strip()
    if len(text) > LONGEST_NAME:
        raise Refused(_("Write at most 80 characters."), field="name")
    before = unit.interpretation_confirmed_by or ""
    note_change(session, actor, "interpretation", before, text, now, unit=unit.id)
    unit.interpretation_confirmed_by = text or None
    unit.interpretation_confirmed_on = day_of(now) if text else None


def close_unit(session: Session, actor: Actor, unit: Unit, now: datetime) -> None:
    """Nobody works there any more and nobody is cared for. Raises Refused."""
    today = day_of(now)
    if any(place == unit.id for _patient, _staff, place in session.execute(care(today))):
        raise Refused(_("Patients are still cared for in this unit. Their clinicians stop first."))
    working = (
        Assignment.unit_id == unit.id,
        Assignment.role != "administrator",
        *in_force(today, Assignment),
    )
    if session.scalar(select(Assignment.id).where(*working).limit(1)) is not None:
        raise Refused(_("Somebody still works in this unit. End their roles first."))
    note_change(session, actor, "closed", unit.closed_on, today, now, unit=unit.id)
    unit.closed_on = today


def reopen_unit(session: Session, actor: Actor, unit: Unit, now: datetime) -> None:
    """The unit is in use again."""
    note_change(session, actor, "closed", unit.closed_on, None, now, unit=unit.id)
    unit.closed_on = None


def check_unit_name(session: Session, name: str, unit: Unit | None) -> None:
    """Raise Refused for a name that is empty, too long, or another unit's."""
    text = name.strip()
    if not text or len(text) > LONGEST_NAME:
        raise Refused(_("Write a name of at most 80 characters."), field="name")
    key = "-".join(text.lower().split())
    others = select(Unit).where((Unit.name == text) | (Unit.key == key))
    if any(unit is None or row.id != unit.id for row in session.scalars(others)):
        raise Refused(_("Another unit has this name."), field="name")


def _check_number(number: str, field: str) -> None:
    digits = number.replace(" ", "").removeprefix("+")
    if digits and not (digits.isdecimal() and 3 <= len(digits) <= 15):
        raise Refused(_("Write a telephone number with digits and spaces alone."), field=field)


def _contact(row: UnitContact) -> str:
    return f"{row.number} {row.name_nb}"
