"""What a link asks for after it was opened: a code from the clinic, or a birth date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from clinic import OPERATOR, PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback.cli.main import main
from feedback.domain.people.throttling import LINK_CODE
from feedback.persistence.tables import (
    AuditEvent,
    LinkCode,
    Patient,
    Person,
    Unit,
)
from feedback.services.access.link_second import choose_second, make_link_code
from feedback.services.refusals import Refused
from feedback.settings import Settings

Browser = Callable[[], PageClient]


def ask_for(clinic: Clinic, second: str) -> None:
    with clinic.database.transaction() as session:
        session.execute(update(Unit).values(link_second=second))


def code_for(clinic: Clinic, person: int) -> str:
    with clinic.database.transaction() as session:
        return make_link_code(session, OPERATOR, session.get_one(Person, person), clinic.kari, clinic.now)


def test_the_code_is_asked_once_and_opens_the_form(clinic: Clinic, browser: Browser) -> None:
    ask_for(clinic, "code")
    code, link = code_for(clinic, clinic.kari), clinic.link(clinic.kari, "after-session")
    page = browser()
    page.get(link)
    assert page.path.endswith("/code")
    form = page.path
    for closed in ("", "1", "receipt"):
        page.get(form.removesuffix("code") + closed)
        assert page.path == form
    page.submit({"second": ""}, status=422)
    page.submit({"second": "abcd-2345"}, status=422)
    page.submit({"second": code.upper().replace("-", " ")})
    assert page.path == form.removesuffix("code")
    page.get(link)
    assert page.path == form.removesuffix("code"), "not asked again in this browser"
    page.get(form)
    assert page.path == form.removesuffix("code")
    other = browser()
    other.get(link)
    assert other.path == form, "asked in another"
    with clinic.database.transaction() as session:
        assert code not in session.scalars(select(LinkCode.code_hash)).one()


def test_five_wrong_codes_wait_and_the_page_says_whom_to_call(clinic: Clinic, browser: Browser) -> None:
    ask_for(clinic, "code")
    with clinic.database.transaction() as session:
        session.execute(update(Unit).values(phone="55 50 60 70"))
    code, link = code_for(clinic, clinic.kari), clinic.link(clinic.kari, "after-session")
    page = browser()
    page.get(link)
    for _time in range(LINK_CODE.free):
        page.submit({"second": "abcd-2345"}, status=422)
    page.submit({"second": code}, status=429)
    assert "55 50 60 70" in page.text
    with time_machine.travel(datetime.now(UTC) + LINK_CODE.first + timedelta(minutes=1), tick=True):
        page.submit({"second": code})
        assert not page.path.endswith("/code")
    with clinic.database.transaction() as session:
        failed = select(func.count()).where(AuditEvent.action == "link code failed")
        assert session.scalar(failed) == LINK_CODE.free


def test_anothers_code_and_no_code_at_all_do_not_open(clinic: Clinic, browser: Browser) -> None:
    ask_for(clinic, "code")
    theirs, link = code_for(clinic, clinic.per), clinic.link(clinic.kari, "after-session")
    page = browser()
    page.get(link)
    page.submit({"second": theirs}, status=422)


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y"])
def test_a_birth_date_opens_one_form(clinic: Clinic, browser: Browser, form: str) -> None:
    ask_for(clinic, "birth-date")
    link = clinic.link(clinic.kari, "after-session")
    with clinic.database.transaction() as session:
        born = session.get_one(Patient, clinic.kari).born_on
    page = browser()
    page.get(link)
    page.submit({"second": "1.1.1900"}, status=422)
    page.submit({"second": "yesterday"}, status=422)
    page.submit({"second": born.strftime(form)})
    assert not page.path.endswith("/code")
    page.get("/me/")
    assert page.path == "/me/sign-in"


def test_when_the_unit_stops_asking_the_open_page_goes_on(clinic: Clinic, browser: Browser) -> None:
    ask_for(clinic, "code")
    page = browser()
    page.get(clinic.link(clinic.kari, "after-session"))
    ask_for(clinic, "none")
    page.submit({"second": "anything"})
    assert not page.path.endswith("/code")


def test_the_page_of_a_link_says_what_is_asked_and_makes_the_code(clinic: Clinic, browser: Browser) -> None:
    ask_for(clinic, "code")
    siv = browser()
    siv.get("/staff/sign-in")
    siv.submit({"name": "dahl", "password": PASSWORD})
    siv.get(f"/staff/patients/{clinic.kari}/ask")
    siv.submit({"questions": "how-i-am"})
    assert "Det er ikke laget noen kode ennå" in siv.words()
    makes = next(form for form in siv.all("form") if "link-code" in form.get("action", ""))
    assert makes.get("target") == "_blank", "the link is shown once and must stay in sight"
    link = next(str(found.text) for found in siv.all("p") if found.get("class") == "link-slip")
    siv.post(f"/staff/patients/{clinic.kari}/link-code/{clinic.kari}")
    code = next(str(found.text) for found in siv.all("p") if found.get("class") == "link-slip")
    page = browser()
    page.get(link.removeprefix("http://localhost"))
    page.submit({"second": code})
    assert not page.path.endswith("/code")
    siv.post(f"/staff/patients/{clinic.kari}/link-code/{clinic.nora}", status=404)
    ask_for(clinic, "birth-date")
    siv.get(f"/staff/patients/{clinic.kari}/ask")
    siv.submit({"questions": "how-i-am"})
    assert "fødselsdato" in siv.words()


@pytest.mark.parametrize("second", ["code", "birth-date"])
def test_the_slip_says_so_too(clinic: Clinic, browser: Browser, second: str) -> None:
    ask_for(clinic, second)
    siv = browser()
    siv.get("/staff/sign-in")
    siv.submit({"name": "dahl", "password": PASSWORD})
    link = clinic.link(clinic.kari, "after-session")
    siv.post(f"/staff/patients/{clinic.kari}/slip", {"token": link.removeprefix("/l/")})


def test_the_command_changes_what_is_asked(
    clinic: Clinic, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", clinic.database.engine.url.render_as_string(False))
    assert main(["units", "link-second", "--unit", "Lia BUP", "--ask", "birth-date"]) == 0
    assert main(["units", "link-second", "--unit", "Nowhere", "--ask", "code"]) == 2
    with clinic.database.transaction() as session:
        found = {unit.name: unit.link_second for unit in session.scalars(select(Unit))}
        assert found == {"Lia BUP": "birth-date", "Fjellheim DPS": "none"}
        unit = session.scalars(select(Unit)).first()
        assert unit is not None
        with pytest.raises(Refused):
            choose_second(session, OPERATOR, unit, "password", clinic.now)
    assert "There is no unit" in capsys.readouterr().err


def test_a_new_unit_asks_for_a_code(session: Session) -> None:
    unit = Unit(key="new", name="New", service_name="Samsyn")
    session.add(unit)
    session.flush()
    assert unit.link_second == "code"


def test_the_administrator_chooses_what_is_asked(clinic: Clinic, browser: Browser) -> None:
    nina = browser()
    nina.get("/staff/sign-in")
    nina.submit({"name": "ås", "password": PASSWORD})
    with clinic.database.transaction() as session:
        unit = session.scalars(select(Unit.id).where(Unit.name == "Fjellheim DPS")).one()
    nina.get(f"/staff/administration/units/{unit}/facts")
    nina.submit({"link_second": "password"}, status=422)
    nina.submit({"link_second": "code"})
    with clinic.database.transaction() as session:
        assert session.get_one(Unit, unit).link_second == "code"
