"""A real server process with demo data, and the people whom the journeys speak of."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.database import Database
from feedback.persistence.keys import read_keyring
from feedback.persistence.tables import Person
from feedback.services.answers.invite import get_occasion, invite, new_link, patient_of
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.settings import read_settings

COMMAND = str(Path(sys.executable).parent / "feedback")
STARTS_WITHIN = 30
OPERATOR = Actor(None, "operator", None, label="os:test")


@dataclass(frozen=True)
class Running:
    """A server on a loopback port, and its instance for the command line."""

    address: str
    instance: Path

    def feedback(self, *arguments: str) -> str:
        """What a command of the program prints."""
        done = subprocess.run(
            [COMMAND, *arguments], env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "FEEDBACK_INSTANCE": str(self.instance),
            "FEEDBACK_DEMO_ENTRY": "1",
            "FEEDBACK_SECURE_COOKIES": "0",
        }
        return {**os.environ, **own}

    @cached_property
    def people(self) -> dict[str, int]:
        """The number of everybody, by name."""
        listed = json.loads(self.feedback("people", "list", "--json"))
        return {person["name"]: person["id"] for person in listed}

    @cached_property
    def database(self) -> Database:
        """The server's database, for what need not go through a page."""
        found = read_settings(self.environment)
        return Database(found.database_url, read_keyring(found.key_file))

    def point(self, name: str, number: int) -> int:
        """The row of somebody's point, as addresses name it, by its number in the course."""
        person = self.people[name]  # before the transaction: the command reads the same database
        with self.database.transaction() as session:
            return get_point(session, person, number).id

    def link(self, name: str, key: str, occasion: str = "own") -> str:
        """The address of a new link for somebody."""
        person, now = self.people[name], datetime.now(UTC)
        with self.database.transaction() as session:
            patient = patient_of(session, session.get_one(Person, person))
            when = get_occasion(session, patient, occasion, day_of(now))
            asked = invite(session, OPERATOR, person, key, when, now)
            return f"{self.address}/l/{new_link(session, OPERATOR, asked, now).token}"

    def link_from_command_line(self, name: str, key: str, occasion: str = "own") -> str:
        """The same by the command that an operator uses."""
        number = str(self.people[name])
        path = self.feedback("links", "new", "--person", number, "--ask", key, "--occasion", occasion)
        return self.address + path.strip()


@contextmanager
def running_server(
    instance: Path, prepare: Callable[[Running], None] = lambda made: None
) -> Iterator[Running]:
    """Start a server on an instance of its own, prepared before it starts, and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Running(f"http://127.0.0.1:{port}", instance)
    made.feedback("init-db")
    made.feedback("demo")
    prepare(made)
    made.feedback("units", "link-second", "--unit", "Havna ruspoliklinikk", "--ask", "none")
    command = [COMMAND, "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=made.environment, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(made.address)
            yield made
        finally:
            server.terminate()
            made.database.engine.dispose()


def _wait_for(address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            with urlopen(address):  # noqa: S310
                return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
