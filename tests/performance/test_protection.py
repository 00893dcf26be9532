"""What audit and encryption cost together: the product beside itself without both, taking turns."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from respondent import Respondent, expect
from rig import HERE, Instance, Server, make_instance, product, serving
from test_submit import EACH, ROUNDS, WARM, pace
from unprotected import without_protection

from feedback.domain.answers import answered
from feedback.persistence.tables import Person
from feedback.services.access import get_asked
from feedback.services.answering import find_answering
from feedback.services.invite import invite
from feedback.services.occasions import own_initiative
from feedback.services.sign_in import actor_for
from feedback.services.submit_response import submit_response

pytestmark = pytest.mark.performance
MOST = 1.30
ANSWERS = 24
OPTIONS = {"FEEDBACK_DEMO_ENTRY": "1", "FEEDBACK_SECURE_COOKIES": "0"}


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
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Instance, Server]]]:
    """Two installations with the same people, one without protection, both served."""
    with ExitStack() as open_ones:
        protected = make_instance(tmp_path_factory.mktemp("protected"))
        _answers(protected)
        with without_protection():
            plain = make_instance(tmp_path_factory.mktemp("unprotected"))
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


def _ready(name: str, both: Mapping[str, tuple[Instance, Server]]) -> list[bytes]:
    made, server = both[name]
    count = WARM + ROUNDS * EACH
    if name == "unprotected":
        with without_protection():
            links = made.links(count)
    else:
        links = made.links(count)
    return [Respondent(server.port).ready(link) for link in links]


def _page(name: str, both: Mapping[str, tuple[Instance, Server]]) -> bytes:
    """The request for the patient's page, with the cookie of the clinician."""
    made, server = both[name]
    clinician = Respondent(server.port)
    clinician.take_token(expect(clinician.get("/staff/sign-in"), 200))
    expect(clinician.post(f"/staff/demo-entry/{made.coordinator - 1}", {}), 303)
    path = f"/staff/patients/{made.patients[0]}"
    expect(clinician.get(path), 200)
    return clinician._request("GET", path)


def _cost(
    both: Mapping[str, tuple[Instance, Server]], requests: dict[str, list[bytes]], status: int
) -> float:
    """How many times as long it takes with protection: the median over rounds."""
    for name, ready in requests.items():
        pace(both[name][1].port, [ready.pop() for _ in range(WARM)], 2, status)
    ratios = []
    for _round in range(ROUNDS):
        rates = {
            name: pace(both[name][1].port, [ready.pop() for _ in range(EACH)], 1, status).rate
            for name, ready in requests.items()
        }
        ratios.append(rates["unprotected"] / rates["protected"])
    return statistics.median(ratios)


def test_submit(both: dict[str, tuple[Instance, Server]], measured) -> None:
    cost = _cost(both, {name: _ready(name, both) for name in both}, 303)
    measured("submit with audit and encryption", f"{cost:.2f} x without", f"<= {MOST:.2f}", cost <= MOST)


def test_patient_page(both: dict[str, tuple[Instance, Server]], measured) -> None:
    requests = {name: [_page(name, both)] * (WARM + ROUNDS * EACH) for name in both}
    cost = _cost(both, requests, 200)
    measured("patient page with both", f"{cost:.2f} x without", f"<= {MOST:.2f}", cost <= MOST)
