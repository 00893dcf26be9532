"""The pages of a course: facts are added, tried out, corrected and taken away; the next date and why are told."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from asking import acting
from clinic import PASSWORD, Clinic
from clinician_pages import sign_in
from courses import ago, stored
from page_client import PageClient

from feedback.charts.formats import shown_date
from feedback.services.courses.close_course import close_course
from feedback.services.courses.plan_evaluation import newest_pathway

Browser = Callable[[], PageClient]
FORMS = (
    "milestones/basic_decision", "milestones/referral_received", "transfers", "areas", "pauses", "area", "close",
    "coordinators",
)  # fmt: skip


@pytest.fixture
def berg(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser)


@pytest.fixture
def siv(clinic: Clinic, browser: Browser) -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": "dahl", "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client


def page(clinic: Clinic, rest: str = "") -> str:
    return f"/staff/patients/{clinic.kari}/course{rest}"


def shown(clinic: Clinic, days: int) -> str:
    """The day so many days ago, as the pages write it."""
    return shown_date(ago(clinic, days), "en", "long")


def errors(client: PageClient) -> list[str]:
    summary = next(box for box in client.all("div") if box.get("id") == "error-summary")
    return [f"{link.get('href')} {''.join(link.itertext())}" for link in summary.iter("a")]


def value(client: PageClient, name: str) -> str | None:
    return next(box.get("value") for box in client.all("input") if box.get("name") == name)


def section(client: PageClient, name: str) -> str:
    found: Element = next(box for box in client.all("section") if box.get("id") == name)
    return " ".join(" ".join(found.itertext()).split())


def _stored(clinic: Clinic) -> list[object]:
    with clinic.database.transaction() as session:
        return stored(session)


def test_both_find_the_course_and_its_reasons(clinic: Clinic, berg: PageClient, siv: PageClient) -> None:
    for client, home in (
        (berg, f"/staff/patients/{clinic.kari}"),
        (siv, f"/staff/unit/patients/{clinic.kari}"),
    ):
        client.get(home)
        assert page(clinic) in {link.get("href") for link in client.all("a")}
        client.get(page(clinic))
        told = section(client, "next")
        assert f"Recommended day {shown(clinic, -2)}" in told
        assert f"because the final decision was made {shown(clinic, 40)[:-5]}" in told
        assert (
            "outpatient PHV recommends at most 42 days (ruleset 2021, not confirmed after October 2024)"
            in told
        )
        assert (
            "Source: SINTEF 2021:00090 section 1.2.2 (for its time; not confirmed after 28 Oct 2024)" in told
        )
        assert home in {link.get("href") for link in client.all("a")}
    assert "Go through together" not in siv.words()


def test_the_facts_stand_in_the_order_of_time(clinic: Clinic, berg: PageClient) -> None:
    for kind, days in (("referral_assessed", 72), ("referral_received", 80), ("extended_decision", 20)):
        berg.get(page(clinic, f"/milestones/{kind}"))
        berg.submit({"happened_on": ago(clinic, days).isoformat()})
    told = section(berg, "facts")
    words = (
        "Referral received",
        "Referral assessed",
        "First attendance",
        "Basic decision",
        "Extended decision",
    )
    assert [told.index(word) for word in words] == sorted(told.index(word) for word in words)
    assert f"The next point has moved from {shown(clinic, -2)} to {shown(clinic, -22)}" in berg.words()
    berg.get(page(clinic))
    assert "The next point has moved" not in berg.words()  # told once


def test_a_change_is_tried_out_before_it_is_stored(clinic: Clinic, berg: PageClient) -> None:
    before = _stored(clinic)
    berg.get(page(clinic, "/pauses"))
    days = {
        "starts_on": ago(clinic, 20).isoformat(),
        "ends_on": ago(clinic, 14).isoformat(),
        "reason": "ferie",
    }
    berg.submit({**days, "do": "preview"})
    assert f"The next point moves from {shown(clinic, -2)} to {shown(clinic, -9)}" in berg.words()
    assert "Nothing has been stored yet." in berg.words()
    assert _stored(clinic) == before
    assert (value(berg, "starts_on"), value(berg, "reason")) == (days["starts_on"], "ferie")
    berg.submit()
    assert "ferie" in section(berg, "facts")
    assert f"Recommended day {shown(clinic, -9)}" in section(berg, "next")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(clinic: Clinic, siv: PageClient) -> None:
    before = _stored(clinic)
    siv.get(page(clinic, "/transfers"))
    siv.submit({"to_setting": "inpatient", "happened_on": ago(clinic, 71).isoformat()}, status=422)
    assert errors(siv) == [
        f"#happened_on A transfer is dated {shown(clinic, 71)}, before the first attendance on "
        f"{shown(clinic, 70)}. Correct one of the dates."
    ]
    assert value(siv, "happened_on") == ago(clinic, 71).isoformat()
    for typed, words in (
        ("29.02.2027", "That year has no 29 February"), ("2027-02-29", "no 29 February"), ("soon", "like 24.11.2026"),
        ("", "Write the day"),
    ):  # fmt: skip
        siv.submit({"happened_on": typed}, status=422)
        assert words in errors(siv)[0]
        assert value(siv, "happened_on") == typed
    siv.submit({"to_setting": "moon", "happened_on": ago(clinic, 3).isoformat()}, status=422)
    assert errors(siv) == ["#to_setting Choose one from the list."]
    siv.get(page(clinic, "/pauses"))
    siv.submit({"starts_on": ago(clinic, 3).isoformat(), "ends_on": ago(clinic, 5).isoformat()}, status=422)
    siv.submit({"reason": "ferie"}, status=422)
    assert errors(siv)[0].startswith("#ends_on")
    assert "Put the earlier date first" in errors(siv)[0]
    assert _stored(clinic) == before


def test_each_problem_stands_by_itself(clinic: Clinic, berg: PageClient) -> None:
    berg.get(page(clinic, "/transfers"))
    berg.submit({"to_setting": "inpatient", "happened_on": ago(clinic, -30).isoformat()})
    berg.get(page(clinic, "/close"))
    berg.submit({"closed_on": ago(clinic, -20).isoformat()}, status=422)
    told = [one for one in berg.all("p") if one.get("class") == "ds-validation-message"]
    assert ["has not come yet" in "".join(one.itertext()) for one in told] == [False, True]
    assert len(errors(berg)) == 2


def test_a_transfer_offers_a_point_and_is_corrected_and_taken_away(clinic: Clinic, berg: PageClient) -> None:
    berg.get(page(clinic, "/transfers"))
    berg.submit({"to_setting": "inpatient", "happened_on": ago(clinic, 5).isoformat()})
    assert "The sources recommend to go through the treatment at a transfer" in berg.words()
    assert "Setting now Inpatient" in berg.words()
    berg.get(page(clinic, "/transfers/1"))
    berg.submit({"happened_on": ago(clinic, 35).isoformat()})
    assert f"Recommended day {shown(clinic, 21)}" in section(berg, "next")
    assert "past its recommended day" in section(berg, "next")
    berg.get(page(clinic, "/transfers/1"))
    berg.submit({"do": "remove"})
    assert "Setting now Outpatient" in berg.words()
    assert "(taken away)" in section(berg, "history")
    berg.get(page(clinic, "/transfers/1"), status=404)
    berg.get(page(clinic, "/pauses/1"), status=404)


def test_the_preview_tells_what_makes_a_later_transfer_lead_nowhere(clinic: Clinic, berg: PageClient) -> None:
    for day, do, status in ((-28, "", 200), (3, "preview", 422), (3, "", 422)):
        berg.get(page(clinic, "/transfers"))
        typed = {"to_setting": "inpatient", "happened_on": str(ago(clinic, day))}
        berg.submit({**typed, **({"do": do} if do else {})}, status=status)
    assert f"The transfer on {shown(clinic, -28)} goes to inpatient care" in berg.words()
    berg.get(page(clinic))
    assert "Something cannot be right" not in berg.words()


def test_a_pause_is_corrected_and_taken_away(clinic: Clinic, berg: PageClient) -> None:
    berg.get(page(clinic, "/pauses"))
    berg.submit(
        {"starts_on": ago(clinic, 9).isoformat(), "ends_on": ago(clinic, 5).isoformat(), "reason": "ferie"}
    )
    berg.get(page(clinic, "/pauses/1"))
    assert value(berg, "reason") == "ferie"
    berg.submit({"reason": "syk"})
    assert "syk" in section(berg, "facts")
    berg.get(page(clinic, "/pauses/1"))
    berg.submit({"do": "remove"})
    assert "syk" not in section(berg, "facts")
    assert "syk" in section(berg, "history")


def test_a_decision_recorded_by_mistake(clinic: Clinic, berg: PageClient) -> None:
    berg.get(page(clinic, "/milestones/basic_decision"))
    berg.submit({"do": "remove"})
    assert "No point is planned any more." in berg.words()
    assert "The first point gets its day when the basic decision is recorded." in section(berg, "next")
    berg.get(page(clinic, "/milestones/basic_decision"))
    berg.submit({"happened_on": ago(clinic, 1).isoformat()})
    assert f"The next point gets its day: {shown(clinic, -41)}" in berg.words()
    berg.get(page(clinic, "/milestones/first_attendance"))
    assert "by mistake" not in berg.words()
    berg.post(page(clinic, "/milestones/first_attendance"), {"do": "remove"}, status=422)
    for kind in ("closing", "evaluation_held", "moon"):
        berg.get(page(clinic, f"/milestones/{kind}"), status=404)


def test_coordinators_with_dates(clinic: Clinic, siv: PageClient) -> None:
    siv.get(page(clinic, "/coordinators"))
    siv.submit({"staff": str(clinic.siv), "starts_on": ago(clinic, 71).isoformat()}, status=422)
    siv.submit({"starts_on": ago(clinic, 60).isoformat()})
    siv.submit({"staff": str(clinic.berg), "starts_on": ago(clinic, 3).isoformat()})
    siv.get(page(clinic))
    assert "Anna Berg" in section(siv, "people")
    siv.get(page(clinic, "/coordinators"))
    siv.submit({"ends_on": "soon"}, form=0, status=422)
    siv.submit({"ends_on": ago(clinic, 4).isoformat()}, form=0, status=422)
    assert value(siv, "ends_on") == ago(clinic, 4).isoformat()
    siv.submit({"ends_on": ago(clinic, 2).isoformat()}, form=0)
    siv.submit({"do": "remove"}, form=0)
    siv.get(page(clinic))
    assert "Nobody yet." in section(siv, "people")


def test_a_special_pathway(clinic: Clinic, berg: PageClient) -> None:
    berg.get(page(clinic, "/area"))
    berg.submit({"area": "PREGNANCY_SUD"})
    assert "pregnancy and substance use recommends at most 14 days" in section(berg, "next")
    assert "Detoxification ended" in section(berg, "facts")
    assert "Pregnant and substance use" in section(berg, "history")


def test_a_course_is_closed_opened_again_and_followed_by_another(clinic: Clinic, berg: PageClient) -> None:
    berg.get(page(clinic, "/close"))
    berg.submit({"closed_on": ago(clinic, -1).isoformat()}, status=422)
    berg.submit({"closed_on": ago(clinic, 1).isoformat(), "do": "preview"})
    assert "No point is planned any more." in berg.words()
    berg.submit()
    assert f"Closed {shown_date(ago(clinic, 1), 'en')}" in berg.words()
    berg.get(page(clinic, "/pauses"))
    berg.submit(
        {"starts_on": ago(clinic, 9).isoformat(), "ends_on": ago(clinic, 5).isoformat(), "reason": "x"},
        status=422,
    )
    assert "The course is closed" in errors(berg)[0]
    berg.get(page(clinic))
    berg.submit(form=0)
    assert f"The next point gets its day: {shown(clinic, -2)}" in berg.words()
    berg.post(page(clinic, "/reopen"), status=400)
    berg.get(page(clinic, "/begin"), status=400)
    assert "Close it before another one begins" in berg.words()
    berg.get(page(clinic, "/close"))
    berg.submit({"closed_on": ago(clinic, 10).isoformat()})
    berg.get(page(clinic, "/begin"))
    assert f"The last course was closed {shown(clinic, 10)}" in berg.words()
    berg.submit({"started_on": ago(clinic, 11).isoformat(), "is_new": "y"}, status=422)
    berg.submit({"started_on": ago(clinic, 2).isoformat(), "area": "TSB", "is_new": []}, status=422)
    assert "If the same treatment goes on, open that course again" in errors(berg)[0]
    berg.submit({"is_new": "y"})
    assert "Substance-use treatment" in berg.words()
    assert "Mental health care, adults (PHV)" in section(berg, "earlier")


def test_the_registration_of_a_closed_course_leaves_its_dates(clinic: Clinic, siv: PageClient) -> None:
    with clinic.database.transaction() as session:
        course = newest_pathway(session, clinic.kari)
        assert course is not None
        close_course(session, acting(session, clinic.siv), course, ago(clinic, 1), clinic.now)
    edit = f"/staff/unit/patients/{clinic.kari}/edit"
    siv.get(edit)
    assert "started_on" not in siv.text
    siv.submit({"phone": "900 33 444"})
    assert "900 33 444" in siv.words()
    assert "Course closed" in siv.words()
    siv.get(edit)
    siv.submit({"started_on": ago(clinic, 0).isoformat()})
    siv.get(page(clinic))
    assert "Closed" in siv.words()
    with clinic.database.transaction() as session:
        assert newest_pathway(session, clinic.kari).id == 1  # type: ignore[union-attr]


def test_every_page_in_every_language(clinic: Clinic, berg: PageClient, siv: PageClient) -> None:
    berg.get(page(clinic, "/transfers"))
    berg.submit({"to_setting": "inpatient", "happened_on": ago(clinic, 5).isoformat()})
    for client in (berg, siv):
        for language in ("nb", "nn", "en"):
            for rest in ("", *(f"/{form}" for form in FORMS), "/transfers/1"):
                client.get(page(clinic, rest) + f"?language={language}")
