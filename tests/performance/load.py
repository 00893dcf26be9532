"""Simulated respondents, in a process of their own: `load.py PORT FILE` answers every link of the file once.

Each waits 1-2 s between pages. Writes one JSON object: milliseconds of every request, and every error.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from pathlib import Path

from respondent import ANSWERS, Reply, Respondent, exchange, expect

LONGEST_SECONDS = 90
dice = random.Random(20261122)  # noqa: S311


class Person(Respondent):
    """A respondent who notes how long each page took."""

    async def step(self, sent: bytes, status: int, took: list[float]) -> Reply:
        """One request, in a thread of its own; then the time it takes to read the page."""
        began = time.perf_counter()
        reply = self._took(expect(await asyncio.to_thread(exchange, self.port, sent), status))
        took.append((time.perf_counter() - began) * 1000)
        return reply

    async def answer(self, link: str, took: list[float]) -> None:
        """Open the link, read the welcome, answer, send, read the receipt."""
        await asyncio.sleep(dice.uniform(0, 2))
        page = (await self.step(self._request("GET", link), 303, took)).header("Location")
        await self.step(self._request("GET", page), 200, took)
        await asyncio.sleep(dice.uniform(1, 2))
        reply = await self.step(self._request("GET", f"{page}1"), 200, took)
        self.take_token(reply)
        await asyncio.sleep(dice.uniform(1, 2))
        reply = await self.step(self.post_bytes(f"{page}1", ANSWERS), 303, took)
        await self.step(self._request("GET", reply.header("Location")), 200, took)


async def run(port: int, groups: list[list[str]]) -> dict[str, list[object]]:
    """Every group of links is one person who answers one after another."""
    took: list[float] = []
    errors: list[object] = []

    async def person(links: list[str]) -> None:
        for link in links:
            try:
                await Person(port).answer(link, took)
            except (OSError, ValueError) as error:
                errors.append(str(error))

    await asyncio.wait_for(asyncio.gather(*(person(links) for links in groups)), LONGEST_SECONDS)
    return {"took": list(took), "errors": errors}


def main() -> None:
    """Read the links, answer them, print the figures."""
    groups = json.loads(Path(sys.argv[2]).read_text())
    sys.stdout.write(json.dumps(asyncio.run(run(int(sys.argv[1]), groups))))


if __name__ == "__main__":
    main()
