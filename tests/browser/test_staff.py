"""Siv registers and asks; Dr Berg reads, replies and holds a point; Kari sees what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from visitor import Visitor

from feedback.domain.calendar import day_of

CSV = "patient;name;birth_date;language;clinician;first_attendance"
GOOD = f"{CSV}\nF-2001;Mona Vik;1990-02-03;nn;berg;2026-11-02\n"
BAD = f"{CSV}\nF-2002;Rolf Bru;1980-01-01;nb;berg;2026-11-02\nF-2003;Liv Aas;31.02.1980;nb;berg;2026-11-02\n"


def test_siv_registers_books_and_makes_a_link(visit: Callable[..., Visitor]) -> None:
    siv = visit()
    siv.enter("Siv Dahl", staff=True)
    siv.follow("Registrer en pasient")
    siv.fill("Pasientnummer i deres eget system", "F-3001")
    siv.fill("Navn", "Berit Moe")
    siv.fill("Fødselsdato", "1988-04-05")
    siv.fill("Første oppmøte", "2026-11-02")
    siv.press("Registrer")
    assert siv.heading() == "Berit Moe"
    siv.click(siv.card("appointments").get_by_role("link").first)
    siv.fill("Dag", (day_of(datetime.now(UTC)) + timedelta(days=7)).isoformat())
    siv.fill("Klokkeslett", "10:30")
    siv.press("Avtal")
    assert "10:30" in siv.card("appointments").inner_text()
    siv.click(siv.card("asked").get_by_role("link").first)
    siv.press("Lag lenken")
    address = siv.page.locator(".link-slip").inner_text()
    image = siv.page.get_by_role("img", name="QR-kode")
    assert image.evaluate_handle("image => image.naturalWidth > 100").json_value()
    form = siv.page.locator("form", has_text="Skriv ut en lapp")
    token = form.locator("input[name=csrf_token]").input_value()
    fields = {"csrf_token": token, "token": form.locator("input[name=token]").input_value()}
    slip = siv.page.request.post(siv.server.address + (form.get_attribute("action") or ""), form=fields)
    assert slip.body().startswith(b"%PDF-")
    berit = visit(320)
    berit.go(address)
    assert "Dr. Anna Berg" in berit.words()


def test_siv_reads_a_csv_file_and_is_told_the_line_that_is_wrong(visit: Callable[..., Visitor]) -> None:
    siv = visit()
    siv.enter("Siv Dahl", staff=True)
    siv.go("/staff/unit/import")
    template = siv.page.get_by_role("link", name="Hent en tom fil").get_attribute("href") or ""
    columns = siv.page.request.get(siv.server.address + template).text()
    assert columns.lstrip("\ufeff").startswith(("patient;", "patient,"))
    siv.upload(BAD)
    summary = siv.page.locator("#error-summary").inner_text()
    assert "3" in summary
    assert "birth_date" in summary
    siv.upload(GOOD)
    assert "1 rad" in siv.words()
    assert "Mona Vik" in siv.words()
    assert "Rolf Bru" not in siv.words()


def test_berg_replies_and_holds_a_point_and_kari_confirms(visit: Callable[..., Visitor]) -> None:
    jonas = visit(320)
    jonas.go(jonas.server.link("Kari Nordvik", "after-session"))
    jonas.start()
    jonas.page.get_by_role("textbox").fill("Kan vi snakke mer om søvn?")
    jonas.send()
    berg = visit()
    berg.enter("Dr. Anna Berg", staff=True)
    assert "Kari Nordvik" in berg.words()
    berg.follow("Kari Nordvik")
    reply = berg.page.locator("article", has_text="Kan vi snakke mer om søvn?")
    reply.locator("summary").first.click()
    reply.get_by_label("Hva førte det til?").select_option("followed")
    reply.get_by_label("Med dine ord").fill("Vi begynner med søvnen neste gang.")
    berg.press("Send svaret", inside=reply)
    assert "Vi begynner med søvnen neste gang." in berg.words()
    hold_point(berg)
    kari = visit(320)
    kari.enter("Kari Nordvik")
    assert "Vi begynner med søvnen neste gang." in kari.card("said").inner_text()
    assert "Dr. Anna Berg" in kari.card("looked").inner_text()
    kari.go(f"/me/points/{kari.server.point('Kari Nordvik', 2)}")
    kari.press("Vi gikk gjennom dette sammen")
    assert "Du bekreftet dette" in kari.card("confirmed").inner_text()
    sheet = kari.card("sheet").get_by_role("link", name="Som PDF").get_attribute("href") or ""
    assert kari.pdf(sheet).startswith(b"%PDF-")
    assert not kari.is_too_wide()


def hold_point(berg: Visitor) -> None:
    """Type point 2 in after paper: save a draft, come back, hold it, look at the sheet."""
    berg.follow("Gå gjennom sammen")
    berg.press("Skriv inn fra papir")
    berg.fill("Det vi endrer", "Vi øver på søvn først.")
    berg.press("Lagre utkastet")
    berg.press("Skriv inn fra papir")
    assert berg.page.get_by_label("Det vi endrer").input_value() == "Vi øver på søvn først."
    berg.press("Punktet er holdt")
    berg.press("Ja, punktet er holdt")
    assert "Vi øver på søvn først." in berg.words()
    sheet = berg.page.get_by_role("link", name="Åpne som PDF").get_attribute("href") or ""
    assert berg.pdf(sheet).startswith(b"%PDF-")
    berg.follow("Samtaleark")
    assert "Vi øver på søvn først." in berg.words()


def test_a_critical_answer_comes_first_until_it_is_seen(visit: Callable[..., Visitor]) -> None:
    aud = visit(320)
    aud.go(aud.server.link("Áilu Eira Guttorm", "phq-9-demo"))
    assert "ser behandleren din alltid" in aud.words()
    aud.start()
    aud.choose("PHQ-9, ledd 9", "2")
    aud.choose("Hvem kan lese dette?", "Jeg vil ha det for meg selv inntil videre")
    aud.press("Nynorsk")
    assert aud.page.locator("main .contacts").is_visible()
    aud.send()
    alarm = aud.page.locator("main").inner_text()
    assert alarm.index("116 117") < alarm.index("Sendt")
    berg = visit()
    berg.enter("Dr. Anna Berg", staff=True)
    first = berg.page.locator("main .notice").first
    assert "Áilu Eira Guttorm" in first.inner_text()
    berg.follow("Áilu Eira Guttorm", inside=first)
    assert "Se dette først" in berg.words()
    berg.card("first").get_by_role("textbox").fill("Ringte, og avtalte time i morgen.")
    berg.click(berg.card("first").get_by_role("button"))
    assert "Se dette først" not in berg.words()
    berg.go("/staff/today")
    assert "Áilu Eira Guttorm" not in berg.page.locator("main .notice").first.inner_text()
