"""What a relative sees of the points, through real pages: chosen by the patient, or written down by staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, answer, point_path, sign_in
from goal_pages import me, write
from patient_pages import me as relative
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.people.actors import OF_POINTS
from feedback.domain.points.evaluation_codes import Part, Presence, Receiver
from feedback.domain.points.evaluation_plain import to_plain
from feedback.domain.points.evaluation_record import Copy, Participant, Record
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import Consent
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.read_goals import get_goal
from feedback.services.patients.consents import NewRelative, add_relative, withdraw_consent
from feedback.services.patients.goal_consents import show_goals
from feedback.services.patients.point_consents import choose_of_points
from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes

RECORD = Record(
    works="Turene",
    steps=(AgreedStep("Går tur på tirsdager", "Per"), AgreedStep("Ringer NAV", "Kari")),
    took_part=(Participant("Per Nordvik", Part.RELATIVE, Presence.ROOM),),
    copies=(Copy(Receiver.NAMED, "Per Nordvik"),),
)


@pytest.fixture
def held(clinic: Clinic) -> int:
    """Kari's first point was held, with a copy for Per, who has a step; one meets again in nine days."""
    with clinic.database.transaction() as session:
        berg, point = acting(session, clinic.berg), get_point(session, clinic.kari, 1)
        save_notes(session, berg, point, to_plain(RECORD), clinic.now)
        hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
        meeting = clinic.now + timedelta(days=9)
        agree_meeting(session, berg, get_point(session, clinic.kari, 2), meeting, clinic.now)
        return point.id


def shows(clinic: Clinic, wanted: tuple[str, ...] = OF_POINTS) -> None:
    with clinic.database.transaction() as session:
        kari = acting(session, clinic.kari)
        choose_of_points(session, kari, clinic.kari, clinic.per, wanted, True, None, clinic.now)


def scopes(clinic: Clinic) -> list[tuple[str, int]]:
    with clinic.database.transaction() as session:
        open_ones = (Consent.scope.in_(OF_POINTS), Consent.withdrawn_at.is_(None))
        return [(row.scope, row.recorded_by_id) for row in session.scalars(select(Consent).where(*open_ones))]


def test_the_patient_chooses_each_by_itself(clinic: Clinic, browser: Browser) -> None:
    kari = me(browser, clinic.kari)
    kari.get("/me/relatives")
    assert "Sees nothing of our evaluation points." in kari.words()
    kari.get(f"/me/relatives/{clinic.per}/points")
    for said in (
        "The day and the time, once they are agreed.",
        "What other relatives have said is left out.",
        "The agreed steps that have the name of Per Nordvik, and no others.",
        "It is gone for them at once, and they are not told.",
    ):
        assert said in kari.words()  # fmt: skip
    kari.submit({"meeting": "y", "until": "2019-01-01"}, status=422)
    assert "The consent cannot end before today." in kari.words()
    kari.submit({"meeting": "y", "until": "", "steps": "y"})
    assert kari.path == "/me/relatives"
    assert "Sees of our evaluation points: when the meeting is, what they are to do." in kari.words()
    assert sorted(scopes(clinic)) == [("see-meeting", clinic.kari), ("see-steps", clinic.kari)]
    kari.get(f"/me/relatives/{clinic.per}/points")
    assert kari.text.count(" checked") == 2
    kari.submit({"meeting": "", "copy": "y", "steps": ""})
    assert scopes(clinic) == [("see-copy", clinic.kari)]
    kari.get(f"/me/relatives/{clinic.per}/points")
    kari.submit({"copy": ""})
    assert scopes(clinic) == []


def test_a_coordinator_writes_down_what_the_patient_says(clinic: Clinic, browser: Browser) -> None:
    siv, page = sign_in(browser, "dahl"), f"/staff/unit/patients/{clinic.kari}"
    siv.get(f"{page}/relatives/{clinic.per}/points?language=en")
    assert "Kari Nordvik decides." in siv.words()
    siv.submit({"copy": "y"}, status=422)
    assert "Ask the patient, then tick the box." in siv.words()
    siv.submit({"copy": "y", "agreed": "y"})
    assert "Sees of the evaluation points: the sheets that they get a copy of." in siv.words()
    assert scopes(clinic) == [("see-copy", clinic.siv)]
    siv.get(f"{page}/relatives/{clinic.per}/points")
    siv.submit({"copy": ""})
    assert "Sees nothing of the evaluation points." in siv.words()
    for other in (clinic.tove, 999):
        siv.get(f"{page}/relatives/{other}/points", status=404)


def test_the_relative_reads_meeting_steps_and_copy(clinic: Clinic, browser: Browser, held: int) -> None:
    per = relative(browser, clinic.per)
    assert "Kari" not in per.words()
    shows(clinic)
    per.get("/me/")
    for said in ("When you meet with Kari Nordvik", "Går tur på tirsdager", "You get a copy because"):
        assert said in per.words()
    assert "Ringer NAV" not in per.words()
    per.get(f"/me/their-points/{held}/sheet")
    for said in ("Your copy.", "Turene", "Ringer NAV"):
        assert said in per.words()
    assert per.client.get(f"/me/their-points/{held}/sheet.pdf").data.startswith(b"%PDF-")
    kari = me(browser, clinic.kari)
    kari.get("/me/")
    assert "Per Nordvik, relative" in kari.words().partition("Who has looked")[2]


def test_the_copy_leaves_out_what_is_the_clinics_and_other_relatives(
    clinic: Clinic, browser: Browser
) -> None:
    [goal] = write(clinic, "Sove om natta")
    with clinic.database.transaction() as session:
        siv, kari = acting(session, clinic.siv), acting(session, clinic.kari)
        mother = NewRelative("Mor Nordvik", "parent", "nb")
        mor = add_relative(session, siv, clinic.kari, mother, True, clinic.now).id
        for number, value in ((mor, 7), (clinic.per, 3)):
            show_goals(session, kari, clinic.kari, number, True, None, clinic.now)
            rate_goal(
                session, acting(session, number), get_goal(session, clinic.kari, goal), value, clinic.now
            )
    comment = "comment"
    answer(clinic, mor, "relative-view", {comment: answered("Mors ord")})
    answer(clinic, clinic.per, "relative-view", {comment: answered("Pers ord")})
    with clinic.database.transaction() as session:
        berg, point = acting(session, clinic.berg), get_point(session, clinic.kari, 1)
        save_notes(session, berg, point, to_plain(RECORD), clinic.now)
        hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
        number = point.id
    shows(clinic)
    per, kari_page = relative(browser, clinic.per), me(browser, clinic.kari)
    kari_page.get(f"/me/points/{number}/sheet")
    assert "Mors ord" in kari_page.words()
    assert "Mor Nordvik (parent)" in kari_page.words()
    per.get(f"/me/their-points/{number}/sheet")
    assert "Pers ord" in per.words()
    assert "Per Nordvik (sibling)" in per.words()
    assert "Mor" not in per.words()
    assert "ecommended" not in per.words()


@pytest.mark.parametrize("way", ["choice", "part", "correction"])
def test_it_is_gone_at_once(clinic: Clinic, browser: Browser, held: int, way: str) -> None:
    shows(clinic)
    per = relative(browser, clinic.per)
    per.get(f"/me/their-points/{held}/sheet")
    if way == "choice":
        shows(clinic, ())
    with clinic.database.transaction() as session:
        if way == "part":
            withdraw_consent(session, acting(session, clinic.siv), clinic.kari, clinic.per, clinic.now)
        if way == "correction":
            berg, point = acting(session, clinic.berg), get_point(session, clinic.kari, 1)
            anew = replace(RECORD, copies=(), held_on=point.held_on)
            save_notes(session, berg, point, to_plain(anew), clinic.now)
            hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
    for address in ("sheet", "sheet.pdf"):
        per.get(f"/me/their-points/{held}/{address}", status=404)
    per.get("/me/")
    assert ("Kari" in per.words()) is (way == "correction")
    assert "You get a copy" not in per.words()


def test_outsiders_find_no_copy(clinic: Clinic, browser: Browser, held: int) -> None:
    shows(clinic)
    for person in (clinic.tove, clinic.kari):
        client = relative(browser, person)
        for address in ("sheet", "sheet.pdf"):
            client.get(f"/me/their-points/{held}/{address}", status=404)
    per = relative(browser, clinic.per)
    for number in (held + 1, 999, 10**8):
        per.get(f"/me/their-points/{number}/sheet", status=404)


def test_the_clinician_knows_who_reads_it(clinic: Clinic, browser: Browser, held: int) -> None:
    shows(clinic)
    berg = sign_in(browser)
    berg.get(point_path(clinic) + "?language=en")
    assert "Per Nordvik sees on their own page: when the meeting is, the sheets" in berg.words()
    berg.get(point_path(clinic, 2))
    assert "Sees on their own page: when the meeting is" in berg.words()


def test_the_patients_file_names_each_yes(clinic: Clinic, browser: Browser) -> None:
    shows(clinic)
    kari = me(browser, clinic.kari)
    told = kari.client.get("/me/file.json").data
    for scope in OF_POINTS:
        assert f"{scope}, by patient".encode() in told
    assert kari.client.get("/me/file.pdf").data.startswith(b"%PDF-")
