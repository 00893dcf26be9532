"""Units as an administrator sets them up, what they lack, and what respondents see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from asking import acting
from clinic import PASSWORD, Clinic
from hypothesis import given
from hypothesis import strategies as st
from page_client import PageClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.measures.thresholds import THRESHOLDS, is_allowed, values_in_force
from feedback.domain.points.process import ProcessKind
from feedback.persistence.tables import Assignment, CareRelation, Change, Person, Unit
from feedback.services.access.link_second import choose_second
from feedback.services.refusals import NotFound, Refused
from feedback.services.units.administer_units import (
    MOST_CONTACTS,
    UnitFacts,
    add_contact,
    change_unit,
    close_unit,
    confirm_interpretation,
    contacts_of,
    get_unit,
    make_unit,
    own_thresholds,
    remove_contact,
    reopen_unit,
    set_thresholds,
    set_welcome,
    welcome_in,
)
from feedback.services.units.changes import changes_of
from feedback.services.units.process_codes import NewCode, add_code
from feedback.services.units.what_is_missing import what_is_missing

Browser = Callable[[], PageClient]
FACTS = UnitFacts("Fjellheim DPS", "Samsyn", "55 00 00 00", ("nb", "nn"))
NAMES = {"nb": "vakttelefonen", "nn": "vakttelefonen", "en": "the duty phone"}


@pytest.fixture
def unit(session: Session, clinic: Clinic) -> Unit:
    return session.get_one(Unit, session.get_one(Person, clinic.siv).unit_id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"name": "lia bup"}, "name"),
     ({"service_name": ""}, "service_name"), ({"languages": ()}, "languages"), ({"languages": ("se",)}, "languages"),
     ({"phone": "call me"}, "phone"), ({"phone": "1"}, "phone")],
)  # fmt: skip
def test_what_a_unit_cannot_be(
    session: Session, clinic: Clinic, unit: Unit, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        change_unit(session, acting(session, clinic.nina), unit, replace(FACTS, **changed), clinic.now)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_every_change_says_who_when_before_and_after(session: Session, clinic: Clinic, unit: Unit) -> None:
    nina = acting(session, clinic.nina)
    change_unit(session, nina, unit, FACTS, clinic.now)
    change_unit(session, nina, unit, FACTS, clinic.now)
    found = {row.field: (row.before, row.after) for row in changes_of(session, unit=unit.id)}
    assert found == {"phone": ("", "55 00 00 00"), "languages": ("nb nn en", "nb nn")}
    assert {row.by_id for row in changes_of(session)} == {clinic.nina}
    assert {row.at for row in changes_of(session)} == {clinic.now}
    stored = session.execute(text("SELECT before, after FROM change")).all()
    assert not any(b"55 00" in bytes(part) for row in stored for part in row)


def test_a_new_unit_says_all_that_it_lacks(session: Session, clinic: Clinic) -> None:
    nina, today = acting(session, clinic.nina), day_of(clinic.now)
    made = make_unit(session, nina, "Nordlys DPS", clinic.now)
    assert not made.interprets
    assert what_is_missing(session, made, today) == [
        "clinician", "coordinator", "phone", "contact", "welcome", "interpretation", "process_codes"
    ]  # fmt: skip
    for role in ("clinician", "coordinator"):
        session.add(Assignment(staff_id=clinic.berg, unit_id=made.id, role=role, starts_on=today))
    change_unit(session, nina, made, replace(FACTS, name="Nordlys DPS"), clinic.now)
    contact = add_contact(session, nina, made, "55 11 22 33", NAMES, clinic.now)
    set_welcome(session, nina, made, {"nb": "Hei", "nn": "Hei"}, clinic.now)
    confirm_interpretation(session, nina, made, "Overlege Moe", clinic.now)
    for kind in ProcessKind:
        assert what_is_missing(session, made, today) == ["process_codes"]
        add_code(session, nina, made, NewCode(kind, "Own", f"A{len(kind)}", today), clinic.now)
    assert what_is_missing(session, made, today) == []
    assert (contact.name("nn"), contact.name("en")) == ("vakttelefonen", "the duty phone")
    confirm_interpretation(session, nina, made, "", clinic.now)
    assert what_is_missing(session, made, today) == ["interpretation"]
    choose_second(session, nina, made, "none", clinic.now)
    assert what_is_missing(session, made, today) == ["link_second", "interpretation"]
    with pytest.raises(Refused):
        confirm_interpretation(session, nina, made, "x" * 81, clinic.now)


def test_somebody_who_cannot_sign_in_does_not_count(session: Session, clinic: Clinic, unit: Unit) -> None:
    siv, today = session.get_one(Person, clinic.siv), day_of(clinic.now)
    assert "coordinator" not in what_is_missing(session, unit, today)
    siv.disabled_at = clinic.now
    session.flush()
    assert "coordinator" in what_is_missing(session, unit, today)


def test_numbers_to_call(session: Session, clinic: Clinic, unit: Unit) -> None:
    nina = acting(session, clinic.nina)
    for number, names, field in (("", NAMES, "number"), ("tlf", NAMES, "number"), ("113", {}, "name_nb"),
                                 ("113", {**NAMES, "en": "x" * 81}, "name_en")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            add_contact(session, nina, unit, number, names, clinic.now)
        assert refused.value.field == field
    numbers = (f"55 00 00 0{place}" for place in range(MOST_CONTACTS))
    rows = [add_contact(session, nina, unit, number, NAMES, clinic.now) for number in numbers]
    with pytest.raises(Refused, match="remove one"):
        add_contact(session, nina, unit, "55", NAMES, clinic.now)
    other = make_unit(session, nina, "Nordlys DPS", clinic.now)
    for wrong in (rows[0].id, 99_999):
        with pytest.raises(NotFound):
            remove_contact(session, nina, other, wrong, clinic.now)
    remove_contact(session, nina, unit, rows[0].id, clinic.now)
    session.flush()
    assert [row.id for row in contacts_of(session, unit.id)] == [row.id for row in rows[1:]]


def test_words_of_welcome(session: Session, clinic: Clinic, unit: Unit) -> None:
    nina = acting(session, clinic.nina)
    set_welcome(session, nina, unit, {"nb": "Hei\r\nder", "nn": "Hallo"}, clinic.now)
    session.flush()
    assert [welcome_in(session, unit.id, language) for language in ("nb", "nn", "en")] == [
        "Hei\nder",
        "Hallo",
        "Hei\nder",
    ]
    set_welcome(session, nina, unit, {}, clinic.now)
    assert welcome_in(session, unit.id, "nb") == ""
    with pytest.raises(Refused) as refused:
        set_welcome(session, nina, unit, {"en": "x" * 601}, clinic.now)
    assert refused.value.field == "en"


@given(own=st.dictionaries(st.sampled_from([row.key for row in THRESHOLDS]), st.integers(1, 50)))
def test_a_threshold_is_the_units_own_or_the_default(own: dict[str, int]) -> None:
    found = values_in_force(own)
    assert found == {row.key: own.get(row.key, row.default) for row in THRESHOLDS}
    assert all(is_allowed(row, row.default) and row.lowest < row.highest for row in THRESHOLDS)


def test_thresholds_of_a_unit(session: Session, clinic: Clinic, unit: Unit) -> None:
    nina = acting(session, clinic.nina)
    set_thresholds(session, nina, unit, {"goal-difference": 4, "low-session": None}, clinic.now)
    set_thresholds(session, nina, unit, {"goal-difference": 4}, clinic.now)
    assert own_thresholds(session, unit.id) == {"goal-difference": 4}
    for value in (0, 11):
        with pytest.raises(Refused) as refused:
            set_thresholds(session, nina, unit, {"goal-difference": value}, clinic.now)
        assert refused.value.field == "goal-difference"
    set_thresholds(session, nina, unit, {}, clinic.now)
    assert own_thresholds(session, unit.id) == {}
    assert [row.field for row in changes_of(session)] == ["threshold goal-difference"] * 2


def test_a_unit_is_closed_when_nobody_is_there(session: Session, clinic: Clinic, unit: Unit) -> None:
    nina, before = acting(session, clinic.nina), day_of(clinic.now) - timedelta(days=1)
    with pytest.raises(Refused, match="still cared for"):
        close_unit(session, nina, unit, clinic.now)
    for relation in session.scalars(select(CareRelation)):
        relation.ends_on = before
    session.flush()
    with pytest.raises(Refused, match="still works"):
        close_unit(session, nina, unit, clinic.now)
    for work in session.scalars(select(Assignment).where(Assignment.role != "administrator")):
        work.starts_on = work.ends_on = before
    session.flush()
    close_unit(session, nina, unit, clinic.now)
    assert what_is_missing(session, unit, day_of(clinic.now)) == []
    reopen_unit(session, nina, unit, clinic.now)
    assert unit.closed_on is None
    with pytest.raises(NotFound):
        get_unit(session, 99_999)


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": "ås", "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client


def test_a_unit_through_the_pages_to_the_respondent(
    clinic: Clinic, nina: PageClient, browser: Browser
) -> None:
    nina.get("/staff/administration/units")
    assert "No coordinator works here." not in nina.words()
    nina.submit({"name": ""}, status=422)
    nina.submit({"name": "Lia BUP"}, status=422)
    nina.submit({"name": "Nordlys DPS"})
    assert "No coordinator works here." in nina.words()
    page = "/staff/administration/units/1"
    nina.get(f"{page}/facts")
    nina.submit({"phone": "tlf"}, status=422)
    nina.submit({"phone": "55 00 00 00", "service_name": "Samtale", "offer_en": []})
    nina.get(f"{page}/contacts")
    nina.submit({"number": "55 11 22 33", "name_nb": "vakta", "name_nn": "vakta"}, status=422)
    nina.submit({"name_en": "on duty"})
    nina.get(f"{page}/welcome")
    nina.submit({"nb": "x" * 601}, status=422)
    nina.submit({"nb": "Velkommen <b>hit</b>"})
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    assert "Velkommen <b>hit</b>" in kari.words()
    for shown in ("55 11 22 33", "55 00 00 00", "116 123", "113", "vakta"):
        assert shown in kari.words()
    assert "Samtale" in kari.text
    assert ">English<" not in kari.text
    nora = browser()
    nora.get(clinic.link(clinic.nora, "after-session-young"))
    assert "55 11 22 33" not in nora.text


def test_thresholds_and_interpretation_through_the_pages(clinic: Clinic, nina: PageClient) -> None:
    page = "/staff/administration/units/1"
    nina.get(f"{page}/contacts")
    nina.submit({"number": "55 11 22 33", **{f"name_{language}": "vakta" for language in NAMES}})
    nina.submit(form=0)
    nina.get(f"{page}/thresholds")
    nina.submit({"goal-difference": "many"}, status=422)
    nina.submit({"goal-difference": "99"}, status=422)
    nina.submit({"goal-difference": "4"})
    nina.get(f"{page}/interpretation")
    nina.submit({"name": "Overlege Moe"}, status=422)
    nina.submit({"name": "", "read": "y"}, status=422)
    nina.submit({"name": "Overlege Moe", "read": "y"})
    assert "Confirmed by Overlege Moe" in nina.words()
    nina.get(f"{page}/interpretation")
    nina.submit({"do": "off"})
    nina.submit({"do": "close"}, status=422)
    nina.get(page)
    nina.post(f"{page}/close", {"do": "open"})
    for language in ("nb", "nn", "en"):
        parts = ("facts", "contacts", "welcome", "thresholds", "interpretation")
        shown = [f"{page}/{part}" for part in parts]
        for path in (page, *shown, "/staff/administration/units", "/staff/administration/changes"):
            nina.get(f"{path}?language={language}")
    assert "Overlege Moe" in nina.get("/staff/administration/changes")
    with clinic.database.transaction() as session:
        assert {row.by_id for row in session.scalars(select(Change))} == {clinic.nina}


def test_staff_through_the_pages(clinic: Clinic, nina: PageClient, browser: Browser) -> None:
    today = day_of(clinic.now)
    nina.get("/staff/administration/staff")
    nina.submit({"name": "Tor Vik", "sign_in_name": "berg", "unit": "1", "role": "leader"}, status=422)
    nina.submit({"sign_in_name": " "}, status=422)
    nina.submit({"sign_in_name": "vik"})
    password = next("".join(one.itertext()) for one in nina.all("p") if one.get("class") == "link-slip")
    tor = browser()
    tor.get("/staff/sign-in")
    tor.submit({"name": "vik", "password": password})
    assert "vik" not in tor.words()  # on to a password of his own
    with clinic.database.transaction() as session:
        number = session.scalars(select(Assignment.staff_id).order_by(Assignment.id.desc())).first()
    page = f"/staff/administration/staff/{number}"
    for language in ("nb", "nn", "en"):
        nina.get(f"{page}?language={language}")
        nina.get(f"{page}/name?language={language}")
        nina.get(f"/staff/administration/staff?language={language}")
    nina.get(f"{page}/name")
    nina.submit({"name": "x" * 81}, status=422)
    nina.submit({"name": "Tor A. Vik", "language": "nn"})
    nina.submit({"role": "leader", "unit": "1"}, form=1, status=422)
    nina.submit({"role": "clinician", "unit": "2", "ends_on": "2000-01-01"}, form=1, status=422)
    nina.submit({"ends_on": ""}, form=1)
    assert "Lia BUP" in nina.words()
    nina.submit({"ends_on": "2000-01-01"}, form=0, status=422)
    nina.submit({"ends_on": "soon"}, form=0, status=422)
    nina.submit({"ends_on": today.isoformat()}, form=0)
    nina.get(f"/staff/administration/staff/{clinic.nina}")
    assert "<details" not in nina.text
    nina.get(f"/staff/administration/staff/{clinic.kari}", status=404)
    with clinic.database.transaction() as session:
        fields = [row.field for row in changes_of(session, staff=number)]
    assert fields == ["work clinician", "work clinician", "language", "name", "work leader"]


def test_an_administrator_sees_no_name_of_a_patient(clinic: Clinic, nina: PageClient) -> None:
    for path in ("units", "units/1", "staff", f"staff/{clinic.berg}", "changes"):
        shown = nina.get(f"/staff/administration/{path}")
        assert all(name not in shown for name in ("Nordvik", "Sund"))
