"""The server is killed in the middle of 500 submits, without a chance to tidy up: what was receipted is there."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from respondent import ANSWERS, Respondent, exchange
from rig import Instance, Server, make_instance, product
from sqlalchemy import select, text

from feedback.domain.questionnaires.answers import answers_from_plain
from feedback.persistence.tables import AuditEvent, Response

pytestmark = pytest.mark.performance
SUBMITS = 500
CLIENTS = 8
KILLED_AFTER = 200


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_kill(kind: str, folder: Path, request: pytest.FixtureRequest, measured) -> None:
    url = request.getfixturevalue("postgresql").copy("killed", "migrated") if kind == "postgresql" else ""
    instance = make_instance(folder, url=url)
    with product(folder, url) as server:
        sendings = {}
        for link in instance.links(SUBMITS):
            browser = Respondent(server.port)
            sendings[browser.ready(link)] = browser
        shown = _submit_until_killed(server, sendings)
    whole, halves = _stored(instance)
    lost = [invitation for invitation in shown if invitation not in whole]
    instance.database.engine.dispose()
    figure = f"{len(shown)} receipts shown, {len(whole)} stored whole, {len(lost)} lost, {halves} half"
    measured(f"kill -9 on {kind}", figure, "0 lost, 0 half", not lost and not halves)
    assert KILLED_AFTER <= len(shown) < SUBMITS
    assert not lost
    assert not halves


def _submit_until_killed(server: Server, sendings: dict[bytes, Respondent]) -> list[int]:
    """The invitations whose browser was sent on to the receipt before the server died."""
    shown: list[int] = []
    waiting, lock = list(sendings), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                sent = waiting.pop()
            try:
                reply = exchange(server.port, sent)
            except OSError:
                return
            if reply.status == 303 and reply.header("Location").endswith("/receipt"):
                shown.append(int(sendings[sent].page.strip("/").split("/")[-1]))

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    while len(shown) < KILLED_AFTER and any(thread.is_alive() for thread in threads):
        time.sleep(0.001)
    server.kill()
    for thread in threads:
        thread.join()
    return shown


def _stored(instance: Instance) -> tuple[set[int], int]:
    """The invitations with a whole response, and how many responses or audit rows stand alone."""
    with instance.database.transaction() as session:
        if instance.database.is_sqlite:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        rows = list(session.scalars(select(Response)))
        told = set(session.scalars(select(AuditEvent.target).where(AuditEvent.action == "answered")))
    whole = {row.invitation_id for row in rows if _is_whole(row) and f"response {row.id}" in told}
    return whole, abs(len(rows) - len(whole)) + abs(len(told) - len(whole))


def _is_whole(row: Response) -> bool:
    found = answers_from_plain(row.answers)
    words = {str(value) for answer in found.values() for value in answer.values}
    return row.status == "completed" and all(ANSWERS[name] in words for name in ANSWERS if name != "sharing")
