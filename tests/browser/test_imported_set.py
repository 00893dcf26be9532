"""A real questionnaire of several pages: imported, answered in two languages, shown on the joint-review sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator
from visitor import MOST_PAGES, Visitor

PLAGUE, PLAGUE_NYNORSK = "Hodepine", "Hovudverk"
AUD = "Aud Lervik"


def test_involvermeg_from_file_to_sheet(visit: Callable[..., Visitor], shared: Path) -> None:
    aud = visit(320)
    file = shared / "questionnaires" / "hso-involvermeg-0.6.3.json"
    key = aud.server.feedback("questionnaires", "import", str(file), "--yes").partition(" ")[0]
    aud.go(aud.server.link(AUD, key, "point:1"))
    aud.start()
    forward_to(aud, PLAGUE, 2).first.check(force=True)
    aud.press("Nynorsk")
    assert not aud.is_too_wide()
    assert aud.question(PLAGUE_NYNORSK).first.locator("input[value=true]").is_checked()
    forward_to(aud, PLAGUE_NYNORSK, 11).nth(8).check(force=True)
    aud.send()
    assert aud.heading() == "Takk. Det er sendt."
    berg = visit()
    berg.enter("Dr. Anna Berg", staff=True)
    berg.go(f"/staff/patients/{berg.server.people[AUD]}/points/{berg.server.point(AUD, 1)}/sheet")
    assert "Hodepine" in berg.words() or "Hovudverk" in berg.words()


def forward_to(visitor: Visitor, question: str, choices: int) -> Locator:
    """Press *Next* until the question stands there with so many choices; the choices."""
    for _page in range(MOST_PAGES):
        answers = visitor.question(question).first.locator("input[type=radio]")
        if answers.count() >= choices:
            return answers
        visitor.click(visitor.page.locator("#answers .actions button").first)
    raise AssertionError(f"no page asks: {question}")
