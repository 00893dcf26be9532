"""The people whom the tests speak of: Kari and her brother Per, Nora (15) and her mother Tove, Dr Berg (Kari's
clinician), Dr Lie (another unit), Siv (coordinator), Geir (leader), Nina (administrator)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.database import Database
from feedback.persistence.tables import Installation, Person, SecondFactor, Unit
from feedback.services.access import passwords
from feedback.services.access.create_staff import create_staff, find_or_make_unit
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.invite import invite, new_link
from feedback.services.patients.consents import NewRelative, add_relative
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.patients.schedule_appointment import schedule_appointment
from feedback.services.questionnaires.question_sets import publish_shipped

PASSWORD = "langt nok passord"
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # in the authenticator app of every member of staff
OPERATOR = Actor(None, "operator", None, label="os:test")
passwords.hasher = PasswordHasher(
    time_cost=1, memory_cost=64, parallelism=1
)  # slow hashing has no place in a test


@dataclass(frozen=True)
class Clinic:
    """The numbers of everybody, and the day on which the course began."""

    database: Database
    now: datetime
    kari: int
    per: int
    nora: int
    tove: int
    berg: int
    lie: int
    siv: int
    turid: int
    geir: int
    nina: int

    def link(self, person: int, key: str) -> str:
        """The path of a new link."""
        with self.database.transaction() as session:
            actor = actor_for(session.get_one(Person, self.siv))
            return f"/l/{new_link(session, actor, invite(session, actor, person, key, None, self.now), self.now).token}"

    def actor(self, person: int) -> Actor:
        """The actor that a person is."""
        with self.database.transaction() as session:
            return actor_for(session.get_one(Person, person))


def open_clinic(database: Database) -> Clinic:
    """Register everybody through the services."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        session.add(Installation(id=1, made_at=now, demo=True))
        publish_shipped(session, now)
        for unit in ("Fjellheim DPS", "Lia BUP"):
            find_or_make_unit(session, unit)

        def staff(name: str, role: str, unit: str) -> Person:
            return _employ(session, name, role, unit, now)

        berg, lie = (
            staff("Anna Berg", "clinician", "Fjellheim DPS"),
            staff("Morten Lie", "clinician", "Lia BUP"),
        )
        siv, geir = (
            staff("Siv Dahl", "coordinator", "Fjellheim DPS"),
            staff("Geir Strand", "leader", "Fjellheim DPS"),
        )
        turid = staff("Turid Moen", "coordinator", "Lia BUP")
        nina = staff("Nina Ås", "administrator", "Fjellheim DPS")
        session.execute(update(Unit).values(link_second="none"))
        started = day_of(now) - timedelta(days=70)
        kari = register_patient(
            session, actor_for(siv),
            Registration("F-1", "Kari Nordvik", started.replace(year=1992, day=3), "nb", berg.id, started,
                         email="kari@example.org", decided_on=started + timedelta(days=30)), now,
        )  # fmt: skip
        nora = register_patient(
            session, actor_for(turid),
            Registration("L-1", "Nora Sund", started.replace(year=now.year - 15, month=1, day=3), "nb", lie.id,
                         started, area="PHBU"), now,
        )  # fmt: skip
        for patient, actor in ((kari, siv), (nora, turid)):
            schedule_appointment(
                session, actor_for(actor), patient.person_id, "A-1", now - timedelta(days=1), now
            )
        per = add_relative(
            session, actor_for(siv), kari.person_id, NewRelative("Per Nordvik", "sibling", "nn"), True, now
        )
        tove = add_relative(
            session, actor_for(turid), nora.person_id, NewRelative("Tove Sund", "parent", "nb"), False, now
        )
        return Clinic(
            database, now, kari.person_id, per.id, nora.person_id, tove.id, berg.id, lie.id, siv.id, turid.id,
            geir.id, nina.id,
        )  # fmt: skip


def _employ(session: Session, name: str, role: str, unit: str, now: datetime) -> Person:
    """A member of staff with a password, and with the app on their phone."""
    made = create_staff(
        session, OPERATOR, unit=unit, role=role, name=name, sign_in_name=name.split()[-1].lower(),
        password=PASSWORD, language="nb", now=now,
    )  # fmt: skip
    session.add(SecondFactor(person_id=made.id, secret=APP_SECRET, made_at=now, confirmed_at=now))
    return made
