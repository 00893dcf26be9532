"""Goals of an earlier course stand under earlier goals once a new course has begun, with what was said of them."""

from __future__ import annotations

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, sign_in
from courses import ago, course_of
from goal_pages import me, path, write
from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback.persistence.tables import Goal, Patient
from feedback.services.courses.begin_course import NewCourse, begin_course
from feedback.services.courses.close_course import close_course
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.write_goal import end_goal, said_by


def new_course(clinic: Clinic, session: Session, days: int) -> None:
    berg, patient = acting(session, clinic.berg), session.get_one(Patient, clinic.kari)
    close_course(session, berg, course_of(session, clinic), ago(clinic, days + 1), clinic.now)
    begin_course(session, berg, patient, NewCourse("PHV", "outpatient", ago(clinic, days)), clinic.now)


@pytest.fixture
def old(clinic: Clinic) -> tuple[int, int]:
    """A goal that was reached in the course before, and one that was not; both rated."""
    sleep, work = write(clinic, "Sove om natta", "Gå på jobb")
    with clinic.database.transaction() as session:
        kari = acting(session, clinic.kari)
        for value in (3, 8):
            rate_goal(session, kari, session.get_one(Goal, sleep), value, clinic.now)
        end_goal(session, kari, session.get_one(Goal, sleep), "reached", said_by(kari, clinic.now))
        new_course(clinic, session, 5)
    return sleep, work


def test_the_patient_reads_them_with_their_history(
    clinic: Clinic, browser: Browser, old: tuple[int, int]
) -> None:
    write(clinic, "Treffe venner")
    kari = me(browser, clinic.kari)
    words = kari.words()
    assert words.index("Treffe venner") < words.index("Earlier goals") < words.index("Sove om natta")
    assert "Was worked on until that treatment was closed" in words
    assert words.count("In the treatment that began") == 2
    assert kari.all("form")[0].get("id") == "rate"
    for goal in old:
        kari.get(f"/me/goals/{goal}")
        assert "In the treatment that began" in kari.words()
        assert "I have reached it" not in kari.words()
    kari.get(f"/me/goals/{old[0]}")
    assert "From 3 to 8 (+5)." in kari.words()


def test_a_clinician_who_cares_for_the_patient_reads_them_too(
    clinic: Clinic, browser: Browser, old: tuple[int, int]
) -> None:
    berg = sign_in(browser)
    berg.get(path(clinic))
    words = berg.words()
    assert words.index("Earlier goals") < words.index("Gå på jobb")
    assert "From 3 to 8 (+5)." in words
    assert "No goals have been written yet." not in words
    assert "No goals are worked on now." in words


def test_more_courses_cost_no_more_statements(clinic: Clinic, browser: Browser, old: tuple[int, int]) -> None:
    kari, counted = me(browser, clinic.kari), []
    for days in (3, 1):
        with clinic.database.transaction() as session:
            new_course(clinic, session, days)
        statements: list[str] = []

        def note(*told: object, into: list[str] = statements) -> None:
            into.append(str(told[2]))

        event.listen(clinic.database.engine, "before_cursor_execute", note)
        kari.get("/me/goals")
        event.remove(clinic.database.engine, "before_cursor_execute", note)
        counted.append(len(statements))
    assert counted[0] == counted[1]
