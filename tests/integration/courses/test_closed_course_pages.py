"""What was held, written and agreed in a course can be found after it was closed."""

from __future__ import annotations

from asking import acting
from clinic import Clinic
from clinician_pages import Browser, sign_in
from courses import ago
from test_course_pages import section

from feedback.charts.formats import shown_date
from feedback.services.courses.close_course import close_course
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.plan_evaluation import newest_pathway, points_of
from feedback.services.goals.write_goal import write_goal
from feedback.services.points.evaluation.hold_evaluation import hold_point


def test_a_closed_course_keeps_what_was_held_and_its_goals(clinic: Clinic, browser: Browser) -> None:
    berg, siv = sign_in(browser), sign_in(browser, "dahl")
    with clinic.database.transaction() as session:
        by, course = acting(session, clinic.berg), newest_pathway(session, clinic.kari)
        assert course is not None
        held = hold_point(session, by, points_of(session, course.id)[0], ago(clinic, 3), "", clinic.now)
        write_goal(session, acting(session, clinic.kari), clinic.kari, "sove gjennom natta", clinic.now)
        record_pause(session, by, course, Break(ago(clinic, -5), ago(clinic, -9), "ferie"), clinic.now)
        close_course(session, by, course, ago(clinic, 1), clinic.now)
        assert held is not None
        first, waiting = (point.id for point in points_of(session, course.id))
    berg.get(f"/staff/patients/{clinic.kari}")
    assert "The course was closed" in section(berg, "points")
    assert "Evaluation point 1" in section(berg, "points")
    assert "sove gjennom natta" in section(berg, "goals")
    berg.get("/staff/today")
    assert f"none: the course was closed {shown_date(ago(clinic, 1), 'en', 'medium')}" in berg.words()
    berg.get(f"/staff/patients/{clinic.kari}/course")
    assert "did not begin: the course was closed before" in section(berg, "facts")
    assert "planned" not in section(berg, "facts")
    assert f"/staff/patients/{clinic.kari}/points/{first}" in {link.get("href") for link in berg.all("a")}
    siv.get(f"/staff/patients/{clinic.kari}/course")
    assert f"/staff/patients/{clinic.kari}/done/{first}" in {link.get("href") for link in siv.all("a")}
    berg.get(f"/staff/patients/{clinic.kari}/points/{waiting}")
    assert "Save the time" not in berg.words()
    berg.get(f"/staff/patients/{clinic.kari}/points/{waiting}/preparation")
    assert berg.path == f"/staff/patients/{clinic.kari}/points/{waiting}"
    assert not [link for link in berg.all("a") if (link.get("href") or "").endswith("/preparation")]


def test_asking_after_the_closing_says_so_and_booking_says_what_to_do(
    clinic: Clinic, browser: Browser
) -> None:
    berg, siv = sign_in(browser), sign_in(browser, "dahl")
    berg.get(f"/staff/patients/{clinic.kari}/ask")
    assert "course was closed" not in berg.words()
    with clinic.database.transaction() as session:
        course = newest_pathway(session, clinic.kari)
        assert course is not None
        close_course(session, acting(session, clinic.berg), course, ago(clinic, 1), clinic.now)
    for page in (berg, siv):
        page.get(f"/staff/patients/{clinic.kari}/ask")
        assert "The course was closed" in page.words()
    berg.submit({"questions": "how-i-am", "occasion": "own"})
    assert "The link is ready" in berg.words()
    siv.get(f"/staff/unit/patients/{clinic.kari}/appointments/new")
    siv.submit({"day": f"{ago(clinic, -3):%d.%m.%Y}", "clock": "10:00"}, status=422)
    assert "Begin a new course first" in siv.words()
