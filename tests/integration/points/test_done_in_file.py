"""What was done at points, in the file of the overview."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

from asking import acting
from clinic import Clinic
from clinician_pages import sign_in
from held_point import HELD, PLAN, hold, unit_of
from many_courses import Bulk
from page_client import PageClient
from sqlalchemy import event

from feedback.domain.calendar import day_of
from feedback.services.points.process.process_facts import facts_of, note_registered, record_facts
from feedback.services.units.process_codes import NewCode, add_code

Browser = Callable[[], PageClient]
FILE = "/staff/unit/points.csv"


def _rows(page: PageClient, path: str) -> list[dict[str, str]]:
    text = page.client.get(path).get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_it_holds_what_was_done_and_registered_with_the_code_of_the_day(
    clinic: Clinic, browser: Browser
) -> None:
    today = day_of(clinic.now)
    yesterday = today - timedelta(1)
    with clinic.database.transaction() as session:
        point, nina, siv = hold(session, clinic), acting(session, clinic.nina), acting(session, clinic.siv)
        record_facts(session, siv, point, [PLAN], yesterday, clinic.now)
        held = next(fact.id for fact in facts_of(session, point) if fact.kind == HELD)
        note_registered(session, siv, point, [held], clinic.now)
        for code, first in (("OLD", date(2026, 1, 1)), ("NEW", today)):
            add_code(session, nina, unit_of(session, clinic), NewCode(PLAN, "Own", code, first), clinic.now)
    for name, path in (("dahl", FILE), ("berg", "/staff/points.csv")):
        [row] = _rows(sign_in(browser, name), f"{path}?status=held")
        found = {
            label: cell
            for label, cell in row.items()
            if cell and label.startswith(("Plan made", "Evaluation", "Rel"))
        }
        assert found == {
            "Plan made with the patient": str(yesterday), "Plan made with the patient: code": "Own OLD",
            "Evaluation held": str(today), "Evaluation held: registered": str(today),
        }  # fmt: skip
    [waits] = _rows(sign_in(browser, "dahl"), FILE)
    assert waits["Evaluation held"] == ""


def test_the_number_of_statements_does_not_grow_with_the_rows(clinic: Clinic, browser: Browser) -> None:
    siv, counts, heard = sign_in(browser, "dahl"), [], []
    event.listen(clinic.database.engine, "before_cursor_execute", lambda *told: heard.append(told[2]))
    for first, more in ((0, 20), (20, 60)):
        with clinic.database.transaction() as session:
            unit = unit_of(session, clinic).id
            Bulk(session, unit, [clinic.berg], day_of(clinic.now), sessions=1, first=first).fill(more)
        siv.client.get(FILE)
        heard.clear()
        assert len(_rows(siv, f"{FILE}?status=held")) > first / 5
        counts.append(len(heard))
    assert counts[0] == counts[1]
