"""What audit and encryption cost together: the product beside itself without both, request by request in turn."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from respondent import Respondent, exchange, expect
from rig import HERE, Instance, Server, make_instance, product, serving
from sqlalchemy import text
from unprotected import without_protection

from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import Person
from feedback.services.access.admission import get_asked
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.answering import find_answering
from feedback.services.answers.invite import invite
from feedback.services.answers.occasions import own_initiative
from feedback.services.answers.submit_response import submit_response

pytestmark = pytest.mark.performance
MOST = 0.30  # of the request
PATIENTS = 4
ANSWERS = 24
ROUNDS = 12
EACH = 20
WARM = 40
OPTIONS = {"FEEDBACK_DEMO_ENTRY": "1", "FEEDBACK_SECURE_COOKIES": "0"}
Sides = Mapping[str, tuple[Instance, Server]]


@dataclass(frozen=True, slots=True)
class Took:
    """Of one round, for one request: milliseconds of the server's processor, and of the clock (the median)."""

    cpu: float
    clock: float


def _answers(made: Instance) -> None:
    """The first patient has answered for half a year."""
    now = datetime.now(UTC)
    with made.database.transaction() as session:
        patient = made.patients[0]
        actor = actor_for(session.get_one(Person, patient))
        for _number in range(ANSWERS):
            asked = invite(
                session, actor, patient, "after-session", own_initiative(session, patient, now.date()), now
            )
            answering = find_answering(session, get_asked(session, asked.id))
            given = {"different": answered("Litt for fort i dag, og jeg fikk ikke sagt alt.")}
            submit_response(session, actor, answering, given, sharing="all", language="nb", now=now)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """Two installations with the same people, one without protection, both served."""
    with ExitStack() as open_ones:
        protected = make_instance(tmp_path_factory.mktemp("protected"), PATIENTS)
        _answers(protected)
        with without_protection():
            plain = make_instance(tmp_path_factory.mktemp("unprotected"), PATIENTS)
            _answers(plain)
        command = [sys.executable, str(HERE / "unprotected.py")]
        environ = {"FEEDBACK_INSTANCE": str(plain.folder), **OPTIONS}
        servers = {
            "protected": (protected, open_ones.enter_context(product(protected.folder, **OPTIONS))),
            "unprotected": (plain, open_ones.enter_context(serving(command, environ))),
        }
        yield servers
        for made, _server in servers.values():
            made.database.engine.dispose()


def _sendings(name: str, both: Sides) -> list[bytes]:
    """Answers that are ready to be sent, each to its own link."""
    made, server = both[name]
    with nullcontext() if name == "protected" else without_protection():
        links = made.links(WARM + ROUNDS * EACH)
    return [Respondent(server.port).ready(link) for link in links]


def _page(name: str, both: Sides) -> bytes:
    """The request for the patient's page, with the cookie of the clinician."""
    made, server = both[name]
    clinician = Respondent(server.port)
    clinician.take_token(expect(clinician.get("/staff/sign-in"), 200))
    expect(clinician.post(f"/staff/demo-entry/{made.coordinator - 1}", {}), 303)
    path = f"/staff/patients/{made.patients[0]}"
    expect(clinician.get(path), 200)
    return clinician._request("GET", path)


def _processor(server: Server) -> float:
    """Milliseconds that the server's processes have had of a processor so far; other work does not count."""
    group = str(server.process.pid)
    spent = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[2] == group:
                spent += int(stat.with_name("schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):  # a process that has ended since
            continue
    return spent / 1e6


def _round(both: Sides, requests: dict[str, list[bytes]], status: int) -> dict[str, Took]:
    """The two sides take turns, request by request; who begins changes."""
    before = {name: _processor(server) for name, (_made, server) in both.items()}
    took: dict[str, list[float]] = {name: [] for name in both}
    for turn in range(EACH):
        for name in sorted(both, reverse=bool(turn % 2)):
            began = time.perf_counter()
            expect(exchange(both[name][1].port, requests[name].pop()), status)
            took[name].append((time.perf_counter() - began) * 1000)
    return {
        name: Took((_processor(both[name][1]) - before[name]) / EACH, statistics.median(took[name]))
        for name in both
    }


def _compare(both: Sides, requests: dict[str, list[bytes]], status: int) -> tuple[str, bool]:
    """The share of audit and encryption in a request, by processor and by clock: medians over the rounds, each
    a pair of the same moment. Most of the processor's time is ours alone; the clock also waits for the disk."""
    for name, ready in requests.items():
        for _one in range(WARM):
            expect(exchange(both[name][1].port, ready.pop()), status)
    rounds = [_round(both, requests, status) for _number in range(ROUNDS)]
    shares, said = {}, []
    for measure in ("cpu", "clock"):
        pairs = [
            tuple(getattr(one[name], measure) for name in ("protected", "unprotected")) for one in rounds
        ]
        shares[measure] = statistics.median(1 - without / within for within, without in pairs)
        middle = [statistics.median(side) for side in zip(*pairs, strict=True)]
        said.append(f"{measure} {middle[0]:.2f} ms, without {middle[1]:.2f}: {shares[measure]:.0%}")
    return "; ".join(said), max(shares.values()) <= MOST


def test_submit(both: Sides, measured) -> None:
    figure, is_met = _compare(both, {name: _sendings(name, both) for name in both}, 303)
    measured("submit: audit and encryption", figure, f"<= {MOST:.0%}", is_met)


def test_patient_page(both: Sides, measured) -> None:
    requests = {name: [_page(name, both)] * (WARM + ROUNDS * EACH) for name in both}
    figure, is_met = _compare(both, requests, 200)
    measured("patient page: both", figure, f"<= {MOST:.0%}", is_met)


def test_what_is_compared_is_what_it_says(both: Sides) -> None:
    """The same page on both sides, but only one of them logs and seals."""
    pages = {name: exchange(both[name][1].port, _page(name, both)).body for name in both}
    assert all(b"Litt for fort i dag" in body for body in pages.values())
    assert len(pages["protected"]) == pytest.approx(len(pages["unprotected"]), abs=200)
    found = {name: _stored(made) for name, (made, _server) in both.items()}
    assert found["protected"][0] > 0 == found["unprotected"][0]
    assert b"Litt for fort" in found["unprotected"][1]
    assert b"Litt for fort" not in found["protected"][1]


def _stored(made: Instance) -> tuple[int, bytes]:
    """How many rows the log has, and an answer as it lies in the file."""
    with made.database.engine.connect() as connection:
        rows = connection.execute(text("SELECT count(*) FROM audit_event")).scalar_one()
        return rows, bytes(connection.execute(text("SELECT answers FROM response LIMIT 1")).scalar_one())
