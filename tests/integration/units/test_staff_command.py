"""The commands for staff accounts, through the real command line."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pyotp
import pytest
from clinic import APP_SECRET, PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.cli.main import main
from feedback.domain.calendar import day_of
from feedback.persistence.tables import AuditEvent, Person, Unit
from feedback.services.units.changes import changes_of
from feedback.settings import Settings

Browser = Callable[[], PageClient]
EVA = ("--unit", "Lia BUP", "--role", "leader", "--name", "Eva Holm", "--sign-in-name", "Holm")


@dataclass(frozen=True)
class Shell:
    """Runs commands on the clinic's database."""

    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        self.patch.setattr("sys.stdin", io.StringIO(typed))
        code = main(arguments)
        said = self.capture.readouterr()
        return code, said.out, said.err


@pytest.fixture
def shell(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, clinic: Clinic
) -> Shell:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", clinic.database.engine.url.render_as_string(False))
    return Shell(capsys, monkeypatch)


def sign_in(page: PageClient, name: str, password: str, status: int = 200) -> None:
    page.get("/staff/sign-in")
    page.submit({"name": name, "password": password}, status=status)


def test_create_prints_a_one_time_password_that_leads_to_ones_own(shell: Shell, browser: Browser) -> None:
    code, said, _error = shell.run("staff", "create", *EVA)
    password = said.split()[-1]
    assert code == 0
    assert said.splitlines()[0].isdigit()
    page = browser()
    sign_in(page, "holm", password)
    assert page.path == "/staff/own-password"


def test_create_takes_a_lasting_password(shell: Shell, browser: Browser) -> None:
    code, said, _error = shell.run("staff", "create", *EVA, "--password", typed="fire blå ugler sover\n")
    assert code == 0
    assert said.strip().isdigit()
    page = browser()
    page.phone = False
    sign_in(page, "holm", "fire blå ugler sover")
    assert page.path == "/staff/enrol"


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", *EVA[:-1], "berg"),
        ("create", *EVA[:3], "patient", *EVA[4:]),
        ("create", *EVA, "--language", "se"),
        ("create", *EVA, "--password"),
        ("create", *EVA[:5], " ", *EVA[6:]),
        ("create", *EVA[:5], "x" * 81, *EVA[6:]),
        ("create", EVA[0], " ", *EVA[2:]),
        ("create", EVA[0], "x" * 81, *EVA[2:]),
        ("create", EVA[0], "lia  bup", *EVA[2:]),
        ("disable", "--sign-in-name", "nobody"),
        ("reset-totp", "--sign-in-name", ""),
        ("reset-password", "--sign-in-name", "x" * 300),
    ],
)
def test_bad_input_is_one_sentence_and_2(shell: Shell, arguments: tuple[str, ...]) -> None:
    code, said, error = shell.run("staff", *arguments, typed="kort\n")
    assert (code, said) == (2, "")
    assert error.count("\n") == 1


def test_disable_ends_every_session_and_refuses_sign_in(
    shell: Shell, clinic: Clinic, browser: Browser
) -> None:
    page = browser()
    sign_in(page, "berg", PASSWORD)
    page.get("/staff/today")
    assert shell.run("staff", "disable", "--sign-in-name", "Berg")[0] == 0
    page.get("/staff/today")
    assert page.path == "/staff/sign-in"
    sign_in(page, "berg", PASSWORD, status=422)
    assert shell.run("staff", "enable", "--sign-in-name", "berg")[0] == 0
    sign_in(page, "berg", PASSWORD)
    assert page.path == "/staff/today"


def test_one_who_is_disabled_half_way_gets_no_further(shell: Shell, clinic: Clinic, browser: Browser) -> None:
    page = browser()
    page.phone = False
    sign_in(page, "berg", PASSWORD)
    with clinic.database.transaction() as session:
        session.get_one(Person, clinic.berg).disabled_at = clinic.now
    page.submit({"code": pyotp.TOTP(APP_SECRET).now()})
    assert page.path == "/staff/sign-in"


def test_reset_totp_makes_the_next_sign_in_enrol(shell: Shell, clinic: Clinic, browser: Browser) -> None:
    page = browser()
    sign_in(page, "berg", PASSWORD)
    assert shell.run("staff", "reset-totp", "--sign-in-name", "berg")[0] == 0
    page.get("/staff/today")
    assert page.path == "/staff/sign-in"
    page.phone = False
    sign_in(page, "berg", PASSWORD)
    assert page.path == "/staff/enrol"


def test_reset_password_prints_a_one_time_password(shell: Shell, clinic: Clinic, browser: Browser) -> None:
    code, said, _error = shell.run("staff", "reset-password", "--sign-in-name", "berg")
    assert code == 0
    page = browser()
    sign_in(page, "berg", PASSWORD, status=422)
    sign_in(page, "berg", said.split()[-1])
    assert page.path == "/staff/own-password"
    page.submit({"password": "fire blå ugler sover"})
    assert page.path == "/staff/today"


def test_what_an_operator_changes_is_in_the_history(shell: Shell, clinic: Clinic) -> None:
    number = int(shell.run("staff", "create", *EVA)[1].splitlines()[0])
    shell.run("staff", "reset-password", "--sign-in-name", "holm")
    with clinic.database.transaction() as session:
        found = changes_of(session, staff=number)
        assert [(row.field, row.before, row.after) for row in found] == [
            ("password", "", str(day_of(found[0].at))),
            ("work leader", "", "Lia BUP"),
        ]
        assert all(row.by_label.startswith("os:") and row.by_id is None for row in found)


def test_a_unit_that_is_made_on_the_way_is_in_the_history(shell: Shell, clinic: Clinic) -> None:
    shell.run("staff", "create", EVA[0], "Nordlia DPS", *EVA[2:])
    with clinic.database.transaction() as session:
        made = session.scalars(select(Unit).where(Unit.name == "Nordlia DPS")).one()
        [row] = [row for row in changes_of(session, unit=made.id) if row.field == "name"]
        assert (row.before, row.after, row.by_label[:3]) == ("", "Nordlia DPS", "os:")


def test_what_an_operator_does_is_in_the_log(shell: Shell, clinic: Clinic) -> None:
    for command in ("disable", "enable", "reset-totp", "reset-password"):
        shell.run("staff", command, "--sign-in-name", "berg")
    with clinic.database.transaction() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.target == f"person {clinic.berg}").order_by(AuditEvent.id)
        ).all()
    done = ["disabled account", "enabled account", "reset second factor", "reset password"]
    assert [row.action for row in rows][-4:] == done
    assert all(row.actor_label.startswith("os:") for row in rows[-4:])
