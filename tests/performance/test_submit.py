"""A full submit beside a bare view that inserts one row: same engine, same server, same run, taking turns."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from respondent import Respondent, exchange, expect
from rig import Instance, bare, product

pytestmark = pytest.mark.performance
ROUNDS = 7
EACH = 80
WARM = 60
BARE_BODY = b"x" * 180
BARE = (
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: text/plain\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(BARE_BODY), BARE_BODY)
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests a second, and what half and 99 of 100 took at most (milliseconds)."""

    rate: float
    p50: float
    p99: float


def pace(port: int, requests: Sequence[bytes], clients: int, status: int) -> Pace:
    """Send all of them as fast as this many clients can, each waiting for its answer."""
    waiting, lock, took = list(requests), threading.Lock(), []

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                sent = waiting.pop()
            began = time.perf_counter()
            expect(exchange(port, sent), status)
            took.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(took) == len(requests), "some requests failed"
    took.sort()
    rate = len(took) / (time.perf_counter() - began)
    return Pace(rate, took[len(took) // 2], took[int(len(took) * 0.99)])


@pytest.mark.parametrize("clients", [1, 8])
def test_submit_beside_a_bare_insert(instance: Instance, measured, clients: int) -> None:
    pairs: list[tuple[Pace, Pace]] = []
    with product(instance.folder) as ours, bare(instance.folder) as plain:
        ready = [Respondent(ours.port).ready(link) for link in instance.links(WARM + ROUNDS * EACH)]
        pace(ours.port, [ready.pop() for _ in range(WARM)], 2, 303)
        pace(plain.port, [BARE] * WARM, 2, 204)
        for _round in range(ROUNDS):
            sent = pace(ours.port, [ready.pop() for _ in range(EACH)], clients, 303)
            pairs.append((sent, pace(plain.port, [BARE] * EACH, clients, 204)))
    ratio = statistics.median(sent.rate / insert.rate for sent, insert in pairs)
    sides = "; bare ".join(_middle(side) for side in zip(*pairs, strict=True))
    measured(f"submit, {clients} client(s)", f"{sides}; ratio {ratio:.2f}", ">= 0.33", ratio >= 0.33)


def _middle(side: Sequence[Pace]) -> str:
    rate, p50, p99 = (
        statistics.median(getattr(one, name) for one in side) for name in ("rate", "p50", "p99")
    )
    return f"{rate:.0f}/s (p50 {p50:.1f} ms, p99 {p99:.1f} ms)"
