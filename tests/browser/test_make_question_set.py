"""From a paper form to a working, scored question set in the browser, without JavaScript.

The words are placeholders: the instrument's own have an owner.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from visitor import Visitor

AUD, ADMINISTRATOR = "Aud Lervik", "Nina Ås"
QUESTIONS = "\n".join(f"{number}. Plassholder for ledd {number}" for number in range(1, 6))
ANSWERS = "5=Hele tiden\n4=Mye\n3=Over halvparten\n2=Under halvparten\n1=Litt\n0=Aldri"
MOST_STEPS, MOST_SECONDS = 13, 300
TABLE = "nummer;tekst;skala\nskala;grad;0=Nei|1=Litt|2=Mye\n1;Kom du deg ut i dag?;grad\n2;Noe mer?;tekst\n"


class Counted:
    """A visitor whose every click and filled field is counted."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.steps, self.since = visitor, 0, time.monotonic()

    def do(self, action: Callable[..., object], *arguments: object) -> None:
        self.steps += 1
        action(*arguments)


def administrator(visit: Callable[..., Visitor], width: int = 1280) -> Visitor:
    nina = visit(width)
    nina.go("/staff/sign-in")
    return nina


def test_five_questions_with_a_score_in_thirteen_steps(visit: Callable[..., Visitor]) -> None:
    nina = administrator(visit)
    counted = Counted(nina)
    counted.do(nina.press, ADMINISTRATOR)
    counted.do(nina.follow, "Spørsmålssett")
    counted.do(nina.follow, "Lag et spørsmålssett")
    counted.do(nina.fill, "Tittel", "Fem plassholdere")
    counted.do(nina.page.locator("#table").fill, QUESTIONS)
    counted.do(nina.page.locator("#common").fill, ANSWERS)
    counted.do(nina.page.locator("#profile").select_option, "WHO-5")
    counted.do(nina.press, "Lag utkastet")
    counted.do(nina.follow, "Rettigheter til ordene")
    counted.do(nina.page.locator("#licence").fill, "Fri bruk i behandling")
    counted.do(nina.page.locator("#owner").fill, "Eieren")
    counted.do(nina.press, "Lagre")
    counted.do(nina.press, "Publiser")
    assert counted.steps == MOST_STEPS
    assert time.monotonic() - counted.since < MOST_SECONDS
    assert "publisert" in nina.words()
    answer_and_see(visit, "fem-plassholdere")
    assert nina.complaints == []


def answer_and_see(visit: Callable[..., Visitor], key: str) -> None:
    """Aud answers on her phone, and Dr Berg sees the score."""
    aud = visit(320)
    aud.go(aud.server.link(AUD, key, "point:1"))
    aud.start()
    assert not aud.is_too_wide()
    for number in range(1, 6):
        aud.choose(f"Plassholder for ledd {number}", "Mye")
    aud.send()
    assert aud.heading() == "Takk. Det er sendt."
    berg = visit()
    berg.enter("Dr. Anna Berg", staff=True)
    berg.go(f"/staff/patients/{berg.server.people[AUD]}")
    assert "WHO-5" in berg.words()
    assert "80" in berg.words()


def test_a_table_in_a_file_on_a_narrow_screen(visit: Callable[..., Visitor]) -> None:
    nina = administrator(visit, 320)
    nina.press(ADMINISTRATOR)
    nina.follow("Spørsmålssett")
    nina.follow("Lag et spørsmålssett")
    nina.fill("Tittel", "Fra regneark")
    nina.page.get_by_text("Jeg har spørsmålene i en fil").click()
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1252")}
    nina.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    nina.press("Lag utkastet")
    assert "Kom du deg ut i dag?" in nina.words()
    assert not nina.is_too_wide()
    nina.follow("Prøv det som på en telefon")
    nina.choose("Kom du deg ut i dag?", "Mye")
    nina.press("Prøv disse svarene")
    assert nina.choice("Kom du deg ut i dag?") == "2"
    assert not nina.is_too_wide()
    assert nina.complaints == []
