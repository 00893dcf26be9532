"""A care pathway that hardly fits an age is said once, and is stored when somebody says that it is right."""

from __future__ import annotations

from clinic import Clinic
from clinician_pages import Browser, sign_in
from courses import ago, course_of
from test_course_pages import errors

from feedback.domain.people.actors import age_on
from feedback.persistence.tables import Patient
from feedback.services.courses.course_facts import course_facts

CHILD = "Eating disorder, children and young people is for children and young people"


def _area(clinic: Clinic) -> str:
    with clinic.database.transaction() as session:
        return str(course_facts(session, course_of(session, clinic)).history.area_on(ago(clinic, 0)))


def test_a_change_of_pathway_is_asked_once(clinic: Clinic, browser: Browser) -> None:
    berg, page = sign_in(browser), f"/staff/patients/{clinic.kari}/course"
    with clinic.database.transaction() as session:
        age = age_on(ago(clinic, 0), session.get_one(Patient, clinic.kari).born_on)
    berg.get(f"{page}/areas?language=en")
    berg.submit({"to_area": "EATING_DISORDER_CHILD", "happened_on": ago(clinic, 3).isoformat()}, status=422)
    assert f"#to_area {CHILD}, and the patient is {age} years old." in errors(berg)[0]
    assert _area(clinic) == "PHV"
    berg.submit({"to_area": "PHBU"}, status=422)  # another one is asked about by itself
    berg.submit({"do": "preview"})
    assert "Nothing has been stored yet." in berg.words()
    berg.submit()
    assert _area(clinic) == "PHBU"
    assert "Check the care pathway" in berg.words()


def test_registering_is_asked_once_and_adults_in_adult_care_never(clinic: Clinic, browser: Browser) -> None:
    siv = sign_in(browser, "dahl")
    new = {
        "reference": "F-99", "name": "Ola Moen", "born_on": "2015-05-01", "language": "nb", "area": "TSB",
        "started_on": ago(clinic, 2).isoformat(), "setting": "outpatient",
    }  # fmt: skip
    siv.get("/staff/unit/patients/new?language=en")
    siv.submit(new, status=422)
    assert "is for adults, and the patient is" in errors(siv)[0]
    siv.submit()
    assert "Ola Moen" in siv.words()
    siv.get("/staff/unit/patients/new")
    siv.submit({**new, "reference": "F-98", "born_on": "1975-05-01"})
    assert "Ola Moen" in siv.words()
