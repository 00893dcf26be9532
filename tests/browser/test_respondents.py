"""Kari and Per answer on a phone without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from visitor import Visitor

QUESTIONS = (
    "Hvordan har du hatt det siden forrige gang?",
    "Fikk du sagt det som var viktig for deg i dag?",
    "Var timen til nytte for det du strever med?",
)


def test_kari_answers_in_another_language_halfway(visit: Callable[..., Visitor]) -> None:
    kari = visit(320)
    kari.go(kari.server.link_from_command_line("Kari Nordvik", "after-session"))
    assert kari.heading() == "Tilbakemelding etter timen"
    assert "Dr. Anna Berg leser dem før neste time" in kari.words()
    kari.start()
    kari.choose(QUESTIONS[0], "7")
    kari.choose(QUESTIONS[1], "Jeg vil heller si det i timen")
    kari.press("English")
    assert kari.heading() == "Session feedback"
    kari.choose("Were you able to say what mattered to you today?", "Skip")
    kari.page.get_by_role("textbox").fill("Litt for fort.")
    kari.press("Bokmål")
    assert kari.choice(QUESTIONS[0]) == "7"
    assert kari.choice(QUESTIONS[1]) == "~skip"
    kari.choose("Hvem kan lese dette?", "Behandleren min kan lese alt")
    assert not kari.is_too_wide()
    kari.press("Send")
    assert kari.heading() == "Takk. Det er sendt."
    for number in ("116 117", "116 123", "113"):
        assert number in kari.words()
    assert kari.complaints == []


def test_an_answer_that_no_page_offers_is_refused_and_the_rest_kept(visit: Callable[..., Visitor]) -> None:
    kari = visit(320, script=True)
    kari.go(kari.server.link("Kari Nordvik", "after-session"))
    kari.start()
    kari.choose(QUESTIONS[2], "4")
    kari.page.get_by_role("textbox").fill("Dette vil jeg beholde.")
    kari.spoil(QUESTIONS[0])
    kari.press("Send")
    summary = kari.page.locator("#error-summary")
    assert QUESTIONS[0] in summary.inner_text()
    assert kari.choice(QUESTIONS[2]) == "4"
    assert kari.page.get_by_role("textbox").input_value() == "Dette vil jeg beholde."
    kari.choose(QUESTIONS[0], "5")
    kari.press("Send")
    assert kari.heading() == "Takk. Det er sendt."


def test_a_link_resumes_elsewhere_and_is_spent_when_sent(visit: Callable[..., Visitor]) -> None:
    phone, library = visit(320), visit()
    link = phone.server.link("Kari Nordvik", "how-i-am")
    phone.go(link)
    phone.start()
    phone.page.locator(".tile input").nth(3).check(force=True)
    phone.press("Lagre og fortsett senere")
    library.go(link)
    library.start()
    assert library.page.locator(".tile input").nth(3).is_checked()
    library.send()
    assert library.heading() == "Takk. Det er sendt."
    visit().go(link, status=404)


def test_per_answers_as_a_relative_in_nynorsk(visit: Callable[..., Visitor]) -> None:
    per = visit(320)
    per.go(per.server.link("Per Nordvik", "relative-view"))
    assert "rett til å lese" in per.words()
    per.press_language("Nynorsk")
    per.start()
    per.page.locator(".tile input").nth(2).check(force=True)
    per.page.get_by_role("textbox").fill("Ho ler meir.")
    per.choose("Kven kan lese dette?", "Snakk med meg før den eg er pårørande til, les det")
    per.press("Send")
    assert per.heading() == "Takk. Det er sendt."
    assert "Takk for at du tok deg tid." in per.words()
    assert "116 117" in per.words()


def test_a_goal_is_rated_with_two_taps(visit: Callable[..., Visitor]) -> None:
    kari = visit(320)
    kari.enter("Kari Nordvik")
    kari.follow("Målene mine")
    kari.page.get_by_role("group", name="Ringe en venn hver uke").get_by_label("9", exact=True).click()
    kari.press("Lagre")
    assert "Lagret." in kari.words()
    assert "Sist: 9 " in kari.words()


def test_leaving_forgets_everything(visit: Callable[..., Visitor]) -> None:
    kari = visit(320)
    kari.go(kari.server.link("Kari Nordvik", "my-goals"))
    kari.start()
    asked = kari.page.url
    with kari.page.expect_request("https://www.yr.no/"):
        kari.page.get_by_role("banner").get_by_role("link", name="Forlat siden").click()
    assert kari.page.context.cookies(kari.server.address) == []
    kari.go(asked, status=404)


def test_the_questions_can_be_answered_with_the_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    kari = visit()
    kari.go(kari.server.link("Kari Nordvik", "after-session"))
    keys = kari.page.keyboard
    _tab_to(kari, "main a.ds-button")
    with kari.page.expect_navigation():
        keys.press("Enter")
    _tab_to(kari, ".tile input")
    keys.press("Space")
    for _step in range(6):
        keys.press("ArrowRight")
    assert kari.choice(QUESTIONS[0]) == "6"
    _tab_to(kari, "textarea")
    keys.type("Skrevet uten mus.")
    _tab_to(kari, "#answers .actions button")
    with kari.page.expect_navigation():
        keys.press("Enter")
    assert kari.heading() == "Takk. Det er sendt."


def _tab_to(visitor: Visitor, selector: str) -> None:
    for _press in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"Tab never came to {selector}")
