"""An evaluation point from preparation to the next date: Aud gets ready on her telephone, goes through it with Dr Berg,
and confirms it; what they agreed comes back as the first thing next time. No page needs JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from running import Running, running_server
from visitor import Visitor

AUD = "Aud Lervik"
HEADINGS = 12


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A clinic of its own: a point that has been held changes what others would meet."""
    with running_server(tmp_path_factory.mktemp("instance")) as running:
        yield running


def test_a_point_from_preparation_to_the_next_date(visit: Callable[..., Visitor]) -> None:
    aud, berg = visit(320), visit()
    own = get_ready(aud)
    berg.enter("Dr. Anna Berg", staff=True)
    prepare(berg)
    go_through(berg)
    assert "Anbefalt dag" in berg.card("next").inner_text()
    assert "Per er med" not in berg.words()
    confirm(aud, own)
    berg.follow("Se neste punkt")
    berg.click(berg.card("together").get_by_role("button").first)
    assert berg.heading() == "1. Det vi ble enige om sist"
    assert "Ringe koret" in berg.words()


def get_ready(aud: Visitor) -> str:
    """What matters to talk about, one thing; the rest can wait. Returns the address of her point."""
    aud.enter(AUD)
    aud.follow("Forbered deg")
    own = aud.page.url
    assert not re.search(r"[Aa]nbefalt|\bdager igjen\b|etter fristen", aud.words())
    aud.click(aud.card("steps").get_by_role("button", name="viktigst å snakke om"))
    aud.start()
    aud.question("Hva er viktigst å snakke om?").get_by_role("textbox").first.fill("At jeg vil synge igjen")
    aud.send()
    aud.go(own)
    topics = aud.card("steps").get_by_role("listitem").first.inner_text()
    assert "viktigst å snakke om" in topics
    assert "Gjort. Se det eller endre det" in topics
    assert "Ikke gjort" in aud.card("steps").inner_text()
    aud.follow("Les arket")
    assert "Utkast" in aud.words()
    assert "At jeg vil synge igjen" in aud.words()
    assert not aud.is_too_wide()
    return own


def prepare(berg: Visitor) -> None:
    """Dr Berg writes what she wants to bring up, and why the point has waited."""
    berg.follow(AUD)
    berg.follow("Gå gjennom sammen")
    berg.follow("Skriv", inside=berg.card("own"))
    berg.fill("Jeg vil snakke om (1)", "Hva som gir deg krefter")
    berg.press("Lagre")
    assert "Hva som gir deg krefter" in berg.card("own").inner_text()
    berg.card("late").get_by_label("Årsak").select_option("patients_wish")
    berg.press("Noter årsaken", inside=berg.card("late"))
    assert "Pasientens ønske" in berg.card("late").inner_text()


def go_through(berg: Visitor) -> None:
    """Heading by heading, with a jump, a break, and a row more than there are."""
    berg.click(berg.card("together").get_by_role("button").first)
    assert "At jeg vil synge igjen" in berg.words()
    assert "Hva som gir deg krefter" in berg.words()
    berg.press("Lagre og gå videre")
    berg.fill("Skrevet sammen", "Ja, litt etter litt.")
    berg.click(
        berg.page.get_by_role("navigation", name="Alle overskriftene").get_by_role("button", name="10.")
    )
    berg.page.get_by_label("Hva, steg 1").fill("Ringe koret")
    berg.page.get_by_label("Hvem, steg 1").fill(AUD)
    berg.press("Lagre, og vis flere linjer")
    assert berg.page.get_by_label("Hva, steg 1").input_value() == "Ringe koret"
    assert berg.page.get_by_label("Hva, steg 4").is_visible()
    berg.press("Lagre og ta en pause")
    assert f"av {HEADINGS} overskrifter" in berg.words()
    berg.click(berg.card("together").get_by_role("button").first)
    berg.click(
        berg.page.get_by_role("navigation", name="Alle overskriftene").get_by_role("button", name="12.")
    )
    berg.choose("Hvordan dere gikk gjennom det", "I et møte")
    berg.press("Punktet er holdt")
    berg.press("Ja, punktet er holdt")
    assert "Ringe koret" in berg.card("decisions").inner_text()
    assert "Pasientens ønske" in berg.words()
    sheet = berg.page.get_by_role("link", name="Åpne som PDF").get_attribute("href") or ""
    assert berg.pdf(sheet).startswith(b"%PDF-")


def confirm(aud: Visitor, own: str) -> None:
    """By her own hand, after she has read the sheet."""
    aud.go(own)
    aud.follow("Les arket")
    assert "Ja, litt etter litt." in aud.words()
    aud.go(own)
    aud.press("Vi gikk gjennom dette sammen")
    assert "Du bekreftet dette" in aud.card("confirmed").inner_text()
    assert not aud.is_too_wide()
