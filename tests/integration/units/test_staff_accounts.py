"""An administrator disables an account, opens it again and resets a lost app; nobody changes their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asking import acting
from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy.orm import Session

from feedback.persistence.tables import Person, SecondFactor
from feedback.services.refusals import Refused
from feedback.services.units.administer_staff import change_account
from feedback.services.units.changes import changes_of

Browser = Callable[[], PageClient]


def signed_in(browser: Browser, name: str) -> PageClient:
    page = browser()
    page.get("/staff/sign-in")
    page.submit({"name": name, "password": PASSWORD})
    page.client.get("/staff/?language=en")
    return page


def test_a_disabled_account_is_out_at_once_and_can_be_opened_again(clinic: Clinic, browser: Browser) -> None:
    berg, nina = signed_in(browser, "berg"), signed_in(browser, "ås")
    account = f"/staff/administration/staff/{clinic.berg}"
    berg.get("/staff/today")
    assert "Reset the app for codes" in nina.get(account)
    nina.post(f"{account}/account", {"do": "disable"})
    assert "Nobody can sign in with this account" in nina.words()
    berg.get("/staff/today")
    assert berg.path == "/staff/sign-in"
    berg.submit({"name": "berg", "password": PASSWORD}, status=422)
    assert "disabled" in nina.get("/staff/administration/staff")
    nina.get(account)
    nina.post(f"{account}/account", {"do": "enable"})
    signed_in(browser, "berg").get("/staff/today")
    with clinic.database.transaction() as session:
        assert [row.field for row in changes_of(session, staff=clinic.berg)] == ["disabled", "disabled"]


def test_a_lost_app_is_set_up_anew_at_the_next_sign_in(clinic: Clinic, browser: Browser) -> None:
    nina, account = signed_in(browser, "ås"), f"/staff/administration/staff/{clinic.berg}"
    nina.get(account)
    nina.post(f"{account}/account", {"do": "reset-app"})
    assert "not set up" in nina.words()
    assert "Reset the app for codes" not in nina.text
    with clinic.database.transaction() as session:
        assert session.get(SecondFactor, clinic.berg) is None
        assert [row.field for row in changes_of(session, staff=clinic.berg)] == ["app"]
    for language in ("nb", "nn", "en"):
        nina.get(f"{account}?language={language}")


def test_what_is_refused(session: Session, clinic: Clinic, browser: Browser) -> None:
    nina = acting(session, clinic.nina)
    with pytest.raises(Refused, match="your own account"):
        change_account(session, nina, session.get_one(Person, clinic.nina), "disable", clinic.now)
    with pytest.raises(Refused, match="buttons"):
        change_account(session, nina, session.get_one(Person, clinic.berg), "delete", clinic.now)
    assert changes_of(session) == []


def test_ones_own_account_and_another_word_are_refused_on_the_page(clinic: Clinic, browser: Browser) -> None:
    page = signed_in(browser, "ås")
    own = f"/staff/administration/staff/{clinic.nina}"
    assert "Disable the account" not in page.get(own)
    page.get(f"/staff/administration/staff/{clinic.berg}")
    page.post(f"{own}/account", {"do": "disable"}, status=422)
    assert "Ask another administrator" in page.words()
    page.get(f"/staff/administration/staff/{clinic.berg}")
    page.post(f"/staff/administration/staff/{clinic.kari}/account", {"do": "disable"}, status=404)
