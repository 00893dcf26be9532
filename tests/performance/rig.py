"""What the measurements stand on: an instance with people and links, and servers in their own process group."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.database import Database
from feedback.persistence.keys import new_keyring, write_keyring
from feedback.persistence.migrate import migrate
from feedback.persistence.tables import Installation, Person, Unit
from feedback.services.access.create_staff import create_staff
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.invite import invite, new_link
from feedback.services.answers.occasions import own_initiative
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.questionnaires.question_sets import publish_shipped

OPERATOR = Actor(None, "operator", None, label="os:bench")
HERE = Path(__file__).parent
COMMAND = Path(sys.executable).parent / "feedback"
START_SECONDS = 30
STOP_SECONDS = 10


@dataclass(frozen=True)
class Instance:
    """An installation with patients in one unit, one clinician and one coordinator."""

    folder: Path
    database: Database
    coordinator: int
    patients: tuple[int, ...]

    def links(self, count: int, key: str = "after-session") -> list[str]:
        """Paths of new links, each to its own invitation, spread over the patients."""
        now = datetime.now(UTC)
        with self.database.transaction() as session:
            actor = actor_for(session.get_one(Person, self.coordinator))
            found = []
            for place in range(count):
                patient = self.patients[place % len(self.patients)]
                occasion = own_initiative(session, patient, day_of(now))
                asked = invite(session, actor, patient, key, occasion, now)
                found.append(f"/l/{new_link(session, actor, asked, now).token}")
        return found


def make_instance(folder: Path, patients: int = 64, url: str = "") -> Instance:
    """A migrated database with people, made through the services."""
    keyring = new_keyring()
    write_keyring(keyring, folder / "keys.json")
    database = Database(url or f"sqlite:///{folder / 'feedback.sqlite'}", keyring)
    migrate(database)
    now = datetime.now(UTC)
    with database.transaction() as session:
        session.add(Installation(id=1, made_at=now, demo=True))
        publish_shipped(session, now)
        staff = {
            role: create_staff(
                session, OPERATOR, unit="Fjellheim DPS", role=role, name=name, sign_in_name=role,
                password="langt nok passord", language="nb", now=now,
            )
            for role, name in (("clinician", "Anna Berg"), ("coordinator", "Siv Dahl"))
        }  # fmt: skip
        session.execute(update(Unit).values(link_second="none"))
        actor, started = actor_for(staff["coordinator"]), day_of(now) - timedelta(days=70)
        numbers = tuple(
            register_patient(
                session, actor,
                Registration(f"F-{place}", f"Kari {place}", date(1990, 2, 3), "nb", staff["clinician"].id, started),
                now,
            ).person_id
            for place in range(patients)
        )  # fmt: skip
        return Instance(folder, database, staff["coordinator"].id, numbers)


@dataclass(frozen=True)
class Server:
    """A running server: its port and the group that all its processes are in."""

    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End every process of the server at once, without a chance to tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)


@contextmanager
def product(folder: Path, url: str = "", **environ: str) -> Iterator[Server]:
    """The product as `feedback serve` runs it."""
    environ = {"FEEDBACK_INSTANCE": str(folder), "FEEDBACK_SECURE_COOKIES": "0", **environ}
    if url:
        environ["FEEDBACK_DATABASE_URL"] = url
    with serving([str(COMMAND), "serve"], environ) as server:
        yield server


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """The bare view that the product is compared with."""
    with serving([sys.executable, str(HERE / "bare.py")], {"FEEDBACK_INSTANCE": str(folder)}) as server:
        yield server


@contextmanager
def serving(command: list[str], environ: Mapping[str, str]) -> Iterator[Server]:
    """Start a server on a free loopback port, wait until it answers, and stop it in the end."""
    port = free_port()
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, **environ},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, port)
        yield Server(port, process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(STOP_SECONDS)


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS) as found:
                found.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                if found.recv(16):
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")
