"""Dr Berg looks at a plan for Aud and switches it on; Aud answers what she is asked, and Lise takes a pause."""

from __future__ import annotations

from collections.abc import Callable

from visitor import Visitor


def test_berg_tries_a_plan_switches_it_on_and_aud_answers(visit: Callable[..., Visitor]) -> None:
    berg = visit()
    berg.enter("Dr. Anna Berg", staff=True)
    berg.go(f"/staff/patients/{berg.server.people['Aud Lervik']}")
    assert "Ingen plan er slått på" in berg.card("plan").inner_text()
    berg.click(berg.card("plan").get_by_role("link").last)
    assert "Uke for uke" in berg.words()
    assert "av 25 spørsmål" in berg.card("weeks").inner_text()
    berg.page.get_by_label("Timer ut over dem som er avtalt").select_option("14")
    berg.press("Vis på nytt")
    berg.press("Slå på denne planen")
    assert "Slått på av Dr. Anna Berg" in berg.words()
    waiting = berg.card("asked").inner_text()
    assert "Før evalueringspunktet" in waiting
    berg.follow("Spør om noe mer")
    berg.page.get_by_label("Spørsmål").select_option("service-experience")
    berg.page.get_by_label("Når").select_option("every")
    berg.press("Spør om dette")
    assert "Skriv hvorfor" in berg.words()
    berg.fill("Uker mellom", "8")
    berg.fill("Hvorfor", "Hun vil si fra om tilbudet.")
    berg.press("Spør om dette")
    assert "Hun vil si fra om tilbudet." in berg.card("history").inner_text()
    aud = visit(320)
    aud.enter("Aud Lervik")
    assert "omtrent" in aud.card("asked").inner_text()
    assert not aud.is_too_wide()
    aud.click(aud.card("asked").get_by_role("link", name="Før evalueringspunktet"))
    aud.start()
    aud.send()
    berg.go(f"/staff/patients/{berg.server.people['Aud Lervik']}/plan")
    assert "Før evalueringspunktet" in berg.card("answered").inner_text()


def test_per_takes_a_pause_and_is_ready_again(visit: Callable[..., Visitor]) -> None:
    per = visit(320)
    per.enter("Per Nordvik")
    per.follow("Ta en pause fra spørsmål")
    per.press("Ta denne pausen")
    assert "Du har pause" in per.words()
    per.follow("Tilbake til oversikten min")
    assert "Du kan fortsatt svare når du vil." in per.card("next").inner_text()
    per.follow("Endre eller avslutt pausen min")
    per.click(per.page.get_by_role("button", name="Jeg er klar for spørsmål igjen"))
    assert "Du har pause" not in per.words()
    assert not per.is_too_wide()
