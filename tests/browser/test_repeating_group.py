"""A group that repeats on a phone: once more, once less, and where one lands; accessible by axe's rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from test_looks import faults
from visitor import Visitor

FILE = Path(__file__).parents[1] / "definitions" / "repeating-groups.json"
AUD = "Aud Lervik"


def test_two_medicines_and_one_taken_away(visit: Callable[..., Visitor]) -> None:
    aud = visit(320, script=True)
    aud.server.feedback("questionnaires", "import", str(FILE), "--yes")
    aud.go(aud.server.link(AUD, "repeating-groups"))
    aud.start()
    aud.choose("Bruker du medisiner?", "Ja")
    aud.press("Neste")
    aud.page.locator("[name=q3]").fill("Sertralin")
    aud.click(aud.page.locator("button[value^='more:']"))
    assert aud.page.url.endswith("#q2_2")
    aud.page.locator("[name=q3_2]").fill("Melatonin")
    assert not aud.is_too_wide()
    assert faults(aud, Axe()) == []
    aud.click(aud.page.locator("button[value='remove:2']"))
    assert aud.page.locator("[name=q3]").input_value() == "Melatonin"
    assert aud.page.locator("[name=q3_2]").count() == 0
    aud.page.locator("[name=q3]").press("Enter")  # means Next, and none of the buttons inside the group
    assert "Hjelp i alt" in aud.words()
