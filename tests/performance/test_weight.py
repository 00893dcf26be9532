"""What the question page weighs on the wire, headers included: on the first visit, and after that."""

from __future__ import annotations

import re

import pytest
from respondent import Respondent, expect
from rig import Instance, product

pytestmark = pytest.mark.performance
FIRST, LATER = 60_000, 15_000
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
# Bokmål needs the faces with Latin letters; the others are fetched for letters beyond them.
NEEDED = re.compile(r"(?:href|url)[=(]\"([^\"]*(?:\.css|\.svg|inter-latin-[^\"]*\.woff2))\"")


@pytest.mark.parametrize("key", ["after-session", "how-i-am"])
def test_weight_of_the_question_page(instance: Instance, measured, key: str) -> None:
    with product(instance.folder) as server:
        browser = Respondent(server.port, headers=BROWSER)
        [link] = instance.links(1, key)
        browser.open(link)
        page = expect(browser.get(f"{browser.page}1"), 200)
        first = page.size + sum(_files(browser, page.body.decode()).values())
    measured(f"weight of {key}, first visit", f"{first / 1000:.1f} kB", "<= 60 kB", first <= FIRST)
    measured(f"weight of {key}, after that", f"{page.size / 1000:.1f} kB", "<= 15 kB", page.size <= LATER)


def _files(browser: Respondent, page: str) -> dict[str, int]:
    """Every file that the page makes a browser fetch, and its bytes on the wire."""
    found: dict[str, int] = {}
    for path in NEEDED.findall(page):
        found[path] = expect(browser.get(path), 200).size
        if path.endswith(".css"):
            plain = Respondent(browser.port).get(path).body.decode()
            for inside in NEEDED.findall(plain):
                face = f"{path.rpartition('/')[0]}/{inside}"
                found[face] = expect(browser.get(face), 200).size
    return found
