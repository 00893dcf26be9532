"""An evaluation point: gone through, written down, held, confirmed, corrected, and its sheet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clinic import Clinic
from clinician_pages import Browser, answer, sign_in
from sqlalchemy import select

from feedback.domain.answers import answered
from feedback.domain.calendar import day_of
from feedback.persistence.tables import AuditEvent, EvaluationPoint, EvaluationRecord, ReviewedTogether

WRITTEN = {
    "notes-useful": "Ja, mest.",
    "works": "Turene",
    "changes": "Færre skjemaer",
    "further": "Blodprøve",
    "tasks-0-what": "Ringe fastlegen",
    "tasks-0-who": "Kari",
    "tasks-0-due_on": "2026-12-15",
    "took_part": "Kari Nordvik\n\nAnna Berg",
    "copies": "Fastlegen",
}


def point_path(clinic: Clinic, number: int = 1) -> str:
    return f"/staff/patients/{clinic.kari}/points/{number}"


def due_later(clinic: Clinic, days: int) -> None:
    """Move the open point so many days from today."""
    with clinic.database.transaction() as session:
        point = session.scalars(select(EvaluationPoint)).first()
        assert point is not None
        point.due_on = day_of(clinic.now) + timedelta(days)
        point.opens_on = point.due_on - timedelta(14)


def records(clinic: Clinic) -> list[EvaluationRecord]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(EvaluationRecord).order_by(EvaluationRecord.version)))


def test_the_preparation_stands_first(clinic: Clinic, browser: Browser) -> None:
    answer(clinic, clinic.kari, "before-evaluation", {"topics": answered("Søvn", "Jobb")})
    answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun ler igjen.")})
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    words = berg.words()
    assert words.index("Søvn") < words.index("What we agreed last time") < words.index("Hun ler igjen.")
    assert "sibling" in words


def test_a_relative_who_asked_to_talk_first_is_not_on_the_shared_screen(
    clinic: Clinic, browser: Browser
) -> None:
    answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun ler igjen.")}, "talk-first")
    berg = sign_in(browser)
    for path in ("", "/sheet"):
        berg.get(point_path(clinic) + path)
        assert "Hun ler igjen." not in berg.words()


def test_a_draft_is_kept_and_comes_back(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.submit({**WRITTEN, "do": "save"})
    assert "Draft, last saved" in berg.words()
    [record] = records(clinic)
    assert record.finished_at is None
    assert record.content == {
        "notes": {"useful": "Ja, mest."},
        "works": "Turene",
        "changes": "Færre skjemaer",
        "goals": "",
        "further": "Blodprøve",
        "tasks": [{"what": "Ringe fastlegen", "who": "Kari", "due_on": "2026-12-15"}],
        "took_part": ["Kari Nordvik", "Anna Berg"],
        "copies": ["Fastlegen"],
        "held_on": day_of(clinic.now).isoformat(),
        "late_reason": "",
        "late_words": "",
    }
    for text in ("Ja, mest.", "Ringe fastlegen", "2026-12-15", "Fastlegen"):
        assert text in berg.text


def test_a_day_that_is_none_is_said_and_everything_else_kept(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.submit({**WRITTEN, "tasks-0-due_on": "32.12.2026", "do": "save"}, status=422)
    assert 'href="#tasks-0-due_on"' in berg.text
    assert "Færre skjemaer" in berg.text
    assert "32.12.2026" in berg.text
    assert records(clinic) == []


def test_holding_gives_the_next_point_and_the_sheet(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, 3)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.submit({**WRITTEN, "do": "hold"})
    assert "What we decided" in berg.words()
    assert "Recommended day" in berg.words()
    berg.get(point_path(clinic) + "/sheet")
    for text in ("Ja, mest.", "Turene", "Blodprøve", "Ringe fastlegen", "Fastlegen"):
        assert text in berg.words()
    berg.get(point_path(clinic, 2))
    assert "Ringe fastlegen" in berg.words()


def test_a_late_point_asks_for_the_reason(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, -3)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    assert "past its recommended day" in berg.words()
    berg.submit({**WRITTEN, "do": "hold"}, status=422)
    assert 'href="#late_reason"' in berg.text
    assert "Færre skjemaer" in berg.text
    assert records(clinic) == []
    berg.submit({"do": "hold", "late_reason": "illness"})
    assert "Reason: Illness" in berg.words()
    assert "breach" not in berg.text


def test_a_correction_is_a_new_version_beside_the_old(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, 3)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.submit({**WRITTEN, "do": "hold"})
    berg.get(point_path(clinic) + "?correct=1")
    assert "You are correcting a point that has been held" in berg.words()
    berg.submit({"works": "Turene og skriving", "do": "correct"})
    assert "Turene og skriving" in berg.words()
    assert "Version 2" in berg.words()
    old, new = records(clinic)
    assert (old.content["works"], new.content["works"]) == ("Turene", "Turene og skriving")
    assert old.finished_at is not None
    assert new.finished_at is not None


@pytest.mark.parametrize(
    ("how", "reason", "said"),
    [("spoken", "", "Confirmed in the meeting"), ("not-confirmed", "Uenig om målet", "Uenig om målet")],
)
def test_gone_through_together_is_noted(
    clinic: Clinic, browser: Browser, how: str, reason: str, said: str
) -> None:
    due_later(clinic, 3)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.submit({"do": "hold"})
    berg.submit({"how": "not-confirmed", "reason": ""}, status=422)
    berg.submit({"how": how, "reason": reason})
    assert said in berg.words()
    with clinic.database.transaction() as session:
        [row] = session.scalars(select(ReviewedTogether))
        assert (row.how, row.by_id) == (how, clinic.berg)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_pdf_is_shown_without_a_name_and_audited(clinic: Clinic, browser: Browser, language: str) -> None:
    berg = sign_in(browser)
    answered_with = berg.client.get(f"{point_path(clinic)}/sheet.pdf?language={language}")
    assert answered_with.data.startswith(b"%PDF-")
    assert answered_with.headers["Content-Disposition"] == 'inline; filename="samtaleark.pdf"'
    assert answered_with.headers["Cache-Control"] == "no-store"
    with clinic.database.transaction() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.patient_id == clinic.kari))
        assert "read sheet" in list(actions)


def test_a_point_that_is_not_there_is_not_found(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    berg.get(point_path(clinic, 9), status=404)
