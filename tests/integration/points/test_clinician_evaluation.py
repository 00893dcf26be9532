"""An evaluation point: its page, held, confirmed, corrected, and its sheet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clinic import Clinic
from clinician_pages import Browser, answer, begin, hold, point_path, sign_in, whole
from evaluation_pages import STEP_DUE, WRITTEN, due_later, held, records, written
from sqlalchemy import select

from feedback.domain.calendar import day_of, local
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_codes import Part, Presence, Receiver, Way
from feedback.domain.points.evaluation_record import Copy, Participant, Record
from feedback.domain.points.sheet import Heading
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import (
    AuditEvent,
    ReviewedTogether,
)
from feedback.services.points.evaluation.evaluation_records import record_of


def test_the_page_tells_who_has_got_ready(clinic: Clinic, browser: Browser) -> None:
    answer(clinic, clinic.kari, "before-evaluation", {"topics": answered("Søvn", "Jobb")})
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    words = berg.words()
    assert "What is important to talk about done" in words
    assert "How I am not yet" in words
    assert "Per Nordvik, sibling not asked" in words
    answer(clinic, clinic.per, "relative-self", {"contact": answered(True)})
    berg.get(point_path(clinic))
    assert "has answered" in berg.words()
    assert "Wants to be contacted" in berg.words()


def test_a_draft_is_kept_and_comes_back(clinic: Clinic, browser: Browser) -> None:
    berg = whole(clinic, begin(clinic, browser))
    berg.submit({**WRITTEN, "do": "leave"})
    assert "You have begun" in berg.words()
    [row] = records(clinic)
    assert row.finished_at is None
    record = record_of(row)
    assert record.notes == {Heading.USEFUL: "Ja, mest."}
    assert (record.works, record.changes, record.further) == ("Turene", "Færre skjemaer", "Blodprøve")
    assert record.steps == (
        AgreedStep("Ringe fastlegen", "Kari", local(clinic.now).date().replace(2026, 12, 15)),
    )
    assert record.took_part == (
        Participant("Kari Nordvik", Part.PATIENT, Presence.ROOM),
        Participant("Anna Berg", Part.CLINICIAN, Presence.ROOM),
        Participant("Nav-veileder", Part.OTHER, Presence.PHONE),
    )
    assert record.copies == (
        Copy(Receiver.PATIENT),
        Copy(Receiver.DOCTOR),
        Copy(Receiver.NAMED, "Søster", agreed=True),
    )
    assert record.way is Way.VIDEO
    whole(clinic, berg)
    for text in ("Ja, mest.", "Ringe fastlegen", STEP_DUE, "Søster", "Nav-veileder"):
        assert text in berg.text


def test_a_day_that_is_none_is_said_and_everything_else_kept(clinic: Clinic, browser: Browser) -> None:
    berg = whole(clinic, begin(clinic, browser))
    berg.submit({**WRITTEN, "steps-0-due_on": "32.12.2026", "do": "leave"}, status=422)
    assert 'href="#steps-0-due_on"' in berg.text
    assert "Færre skjemaer" in berg.text
    assert "32.12.2026" in berg.text
    assert written(clinic) == Record()


def test_holding_gives_the_next_point_and_the_sheet(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    held(clinic, browser)
    berg.get(point_path(clinic))
    for text in ("What we decided", "Recommended day", "By video", "Nav-veileder (by telephone)"):
        assert text in berg.words()
    berg.get(point_path(clinic) + "/sheet")
    for text in ("Ja, mest.", "Turene", "Blodprøve", "The body (somatic)", "Ringe fastlegen", "Søster"):
        assert text in berg.words()
    berg.get(point_path(clinic, 2) + "/sheet")
    assert "Ringe fastlegen" in berg.words()
    assert "Draft" in berg.words()


def test_a_late_point_asks_for_the_reason_and_loses_nothing(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, -3)
    berg = whole(clinic, begin(clinic, browser))
    berg.submit({**WRITTEN, "do": "hold"}, status=422)
    assert 'href="#late_reason"' in berg.text
    assert "Færre skjemaer" in berg.text
    assert written(clinic).changes == "Færre skjemaer"
    assert records(clinic)[0].finished_at is None
    hold(berg, {"late_reason": "illness"})
    assert "Reason: Illness" in berg.words()
    assert "breach" not in berg.text


def test_the_reason_can_be_noted_before_the_point_is_held(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, -3)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.submit({"late_reason": "other", "late_words": ""}, status=422)
    assert 'href="#late_words"' in berg.text
    berg.submit({"late_reason": "", "late_words": "Snøstorm"})
    assert "Noted: Other: Snøstorm" in berg.words()
    berg.submit(form=0)
    whole(clinic, berg)
    assert "Noted already: Other: Snøstorm" in berg.words()
    hold(berg)
    assert "Reason: Other: Snøstorm" in berg.words()


def test_the_meeting_is_noted_and_taken_away(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    path, ahead = point_path(clinic), (day_of(clinic.now) + timedelta(days=5)).isoformat()
    berg.get(path)
    berg.submit({"day": "", "clock": "25:99"}, status=422)
    assert 'href="#clock"' in berg.text
    berg.submit({"day": "2027-03-28", "clock": "02:30"}, status=422)
    assert "summer time" in berg.words()
    berg.submit({"day": "2020-01-01", "clock": "10:00"}, status=422)
    berg.submit({"day": ahead, "clock": "10:15"})
    assert "10:15" in berg.words()
    berg.get(path + "/sheet")
    assert "We meet" in berg.words()
    berg.get(path)
    berg.submit({"do": "remove"})
    assert "No time has been agreed" in berg.words()


def test_a_correction_is_a_new_version_beside_the_old(clinic: Clinic, browser: Browser) -> None:
    held(clinic, browser)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.submit()
    assert "You are correcting a point that has been held" in berg.words()
    berg.get(point_path(clinic))
    assert "You have begun a correction" in berg.words()
    whole(clinic, berg).submit({"works": "Turene og skriving", "do": "finish"})
    assert "Turene og skriving" in berg.words()
    old, new = records(clinic)
    assert (record_of(old).works, record_of(new).works) == ("Turene", "Turene og skriving")
    assert old.finished_at is not None
    assert new.finished_at is not None
    berg.get(point_path(clinic) + "/sheet")
    assert "Corrected" in berg.words()
    berg.get(point_path(clinic) + "/sheet?version=1")
    assert "skriving" not in berg.words()
    for wrong in ("3", "x", "99999"):
        berg.get(f"{point_path(clinic)}/sheet?version={wrong}", status=404)


@pytest.mark.parametrize(
    ("how", "reason", "said"),
    [("spoken", "", "Confirmed in the meeting"), ("not-confirmed", "Uenig om målet", "Uenig om målet")],
)
def test_gone_through_together_is_noted(
    clinic: Clinic, browser: Browser, how: str, reason: str, said: str
) -> None:
    held(clinic, browser)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.post(point_path(clinic) + "/reviewed", {"how": "not-confirmed", "reason": ""}, status=422)
    berg.post(point_path(clinic) + "/reviewed", {"how": how, "reason": reason})
    assert said in berg.words()
    berg.get(point_path(clinic) + "/sheet")
    assert (reason or "as spoken") in berg.words()
    with clinic.database.transaction() as session:
        [row] = session.scalars(select(ReviewedTogether))
        assert (row.how, row.by_id) == (how, clinic.berg)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("name", ["sheet", "paper"])
def test_the_pdf_is_shown_without_a_name_and_audited(
    clinic: Clinic, browser: Browser, name: str, language: str
) -> None:
    berg = sign_in(browser)
    answered_with = berg.client.get(f"{point_path(clinic)}/{name}.pdf?language={language}")
    assert answered_with.data.startswith(b"%PDF-")
    assert "Kari" not in answered_with.headers["Content-Disposition"]
    assert answered_with.headers["Cache-Control"] == "no-store"
    with clinic.database.transaction() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.patient_id == clinic.kari))
        assert "read sheet" in list(actions)


def test_a_point_that_is_not_there_is_not_found(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    for path in ("", "/together", "/together/nonsense", "/preparation", "/paper.pdf"):
        berg.get(f"/staff/patients/{clinic.kari}/points/999{path}", status=404)
