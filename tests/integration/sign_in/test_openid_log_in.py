"""What is asked of the provider, and how one comes in: patients, relatives and staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import time_machine
from clinic import OPERATOR, Clinic
from logging_in import assert_refused, audited, bind, leave, log_in, use_code
from openid_provider import Provider
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.people.throttling import REFUSED_LOG_IN
from feedback.persistence.tables import Person, ProviderSession, SignIn
from feedback.services.access.bind_log_in import unbind
from feedback.services.access.personal_code import PersonalCode

Browser = Callable[[], PageClient]


def test_what_is_asked_of_the_provider(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    for language in ("nb", "nn", "en"):
        visitor = browser()
        visitor.get(f"/?language={language}")
        leave(visitor, provider)
        asked = provider.asked[-1]
        assert asked["ui_locales"] == language
    assert asked["acr_values"] == "idporten-loa-high"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid"
    assert len({row[name] for row in provider.asked for name in ("state", "nonce", "code_challenge")}) == 9
    assert len(provider.used) == 3  # a fresh assertion each time


def test_the_way_there_tells_nothing_but_a_reference(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    answer = browser().client.get("/me/openid/start")
    assert {part.split("=")[0] for part in httpx2.URL(answer.location).query.decode().split("&")} == {
        "client_id",
        "request_uri",
    }


def test_the_cookie_is_emptied_and_the_token_is_new(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    kari.get("/?language=nn")
    use_code(kari, code)
    with kari.client.session_transaction() as cookie:
        before = cookie["token"]
        cookie["planted"] = "by somebody else"
    log_in(kari, provider)
    with kari.client.session_transaction() as cookie:
        assert cookie.keys() - {"_permanent"} == {"token", "language"} or cookie.keys() == {
            "token", "language", "csrf_token",
        }  # fmt: skip
        assert cookie["token"] != before
        assert cookie["language"] == "nn"
    with clinic.database.transaction() as session:
        ended = session.scalars(select(SignIn.ended_at).order_by(SignIn.id)).all()
    assert [moment is None for moment in ended] == [False, True]


def test_two_windows_at_once_both_come_in(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    first, second = leave(kari, provider), leave(kari, provider)
    kari.get(first)
    assert kari.path == "/me/"
    kari.get(second, 400)  # the cookie was emptied: the second window says to start again
    kari.get("/me/")
    assert kari.path == "/me/"


def test_a_member_of_staff_comes_in_by_the_noted_hpr_number(
    provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    provider.person = {"sub": "berg-sub", "hpr_number": "1234567", "security_level": "4"}
    berg = browser()
    log_in(berg, provider, "staff", status=400)
    assert "HPR" in berg.words()
    bind(provider, clinic, clinic.berg, hpr_number="1234567")
    log_in(berg, provider, "staff", query="?next=/staff/today")
    assert berg.path == "/staff/today"
    provider.person = {"sub": "berg-sub", "security_level": 4}  # known by the subject from now on
    log_in(browser(), provider, "staff")
    provider.person = {"sub": "berg-sub", "security_level": 4, "hpr_number": "7654321"}
    log_in(browser(), provider, "staff", status=400)
    provider.person = {"sub": "thief", "security_level": 4, "hpr_number": "1234567"}
    log_in(browser(), provider, "staff", status=400)
    assert audited(clinic)[-2:] == ["log-in refused numbers-contradict"] * 2


def test_a_member_of_staff_comes_in_by_the_noted_subject(
    provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    bind(provider, clinic, clinic.siv, subject="siv-sub")
    provider.person = {"sub": "siv-sub", "security_level": "4"}
    siv = browser()
    log_in(siv, provider, "staff")
    assert siv.path == "/staff/unit"
    with clinic.database.transaction() as session:
        assert unbind(session, OPERATOR, clinic.siv, clinic.now) == 1
    siv.get("/staff/")
    assert siv.path == "/staff/sign-in"
    log_in(siv, provider, "staff", status=400)


def test_a_log_in_of_one_audience_opens_nothing_in_the_other(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    bind(provider, clinic, clinic.berg, subject="berg-sub")
    provider.person = {"sub": "berg-sub", "security_level": "4"}
    visitor = browser()
    log_in(visitor, provider, "respondent", status=400)
    path = leave(visitor, provider, "staff").replace("/staff/", "/me/")
    visitor.get(path, 400)
    assert audited(clinic)[-1] == "log-in refused unknown-state"


def test_a_fresh_proof_is_given_at_the_provider(provider: Provider, clinic: Clinic, browser: Browser) -> None:
    bind(provider, clinic, clinic.berg, subject="berg-sub")
    provider.person = {"sub": "berg-sub", "security_level": "4"}
    berg = browser()
    log_in(berg, provider, "staff")
    log_in(berg, provider, "staff", query="?fresh=1&next=/staff/today")
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")
    assert berg.path == "/staff/today"
    assert "proved again" in audited(clinic)
    long_ago = int(clinic.now.timestamp()) - 3600
    provider.change = lambda claims: {**claims, "auth_time": long_ago}
    log_in(berg, provider, "staff", query="?fresh=1", status=400)
    assert audited(clinic)[-1] == "log-in refused not-authenticated-anew"
    provider.change = lambda claims: {**claims, "auth_time": None}
    log_in(berg, provider, "staff", query="?fresh=1", status=400)
    log_in(berg, provider, "staff")  # not asked for: let in, but not proved lately
    with clinic.database.transaction() as session:
        newest = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
        assert newest is not None
        assert newest.proved_at is not None
        assert newest.proved_at.year == 1970


def test_a_proof_by_somebody_else_is_a_sign_in_of_theirs(
    berg: PageClient, provider: Provider, clinic: Clinic
) -> None:
    log_in(berg, provider, "staff")
    bind(provider, clinic, clinic.siv, subject="siv-sub")
    provider.person["sub"] = "siv-sub"
    log_in(berg, provider, "staff", query="?fresh=1")
    assert berg.path == "/staff/unit"
    with clinic.database.transaction() as session:
        ended = session.scalars(select(SignIn.ended_at).order_by(SignIn.id)).all()
    assert [moment is None for moment in ended] == [False, True]


def test_what_belongs_to_sessions_that_are_over_is_dropped(
    provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    bind(provider, clinic, clinic.berg, subject="berg-sub")
    provider.person = {"sub": "berg-sub", "security_level": "4"}
    log_in(browser(), provider, "staff")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=13)):
        log_in(browser(), provider, "staff")
    with clinic.database.transaction() as session:
        assert len(session.scalars(select(ProviderSession)).all()) == 1


def test_a_disabled_member_of_staff_is_not_let_in(
    berg: PageClient, provider: Provider, clinic: Clinic
) -> None:
    with clinic.database.transaction() as session:
        session.get_one(Person, clinic.berg).disabled_at = clinic.now
    log_in(berg, provider, "staff", status=400)
    assert_refused(berg, clinic, "not-bound")


def test_a_page_that_asks_for_proof_leads_to_the_provider_and_back(
    berg: PageClient, provider: Provider, clinic: Clinic
) -> None:
    log_in(berg, provider, "staff")
    berg.get("/staff/prove?next=/staff/today")
    [again] = [link.get("href") for link in berg.all("a") if "fresh=1" in str(link.get("href"))]
    log_in(berg, provider, "staff", query=f"?{str(again).partition('?')[2]}")
    assert berg.path == "/staff/today"
    berg.get("/staff/prove")
    berg.post("/staff/prove", {"proof": "1"}, status=422)
    assert "en gang til" in berg.words()


def test_a_form_that_asks_for_proof_is_sent_after_it_was_given_elsewhere(
    berg: PageClient, provider: Provider, clinic: Clinic
) -> None:
    """The proof is given in another window, and the token of the form that waits still holds."""
    log_in(berg, provider, "staff")
    waiting = berg.token
    assert waiting
    log_in(berg, provider, "staff", query="?fresh=1")
    assert berg.client.post("/staff/sign-out", data={"csrf_token": waiting}).status_code == 200


def test_refused_log_ins_from_one_address_have_to_wait(
    berg: PageClient, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    for _time in range(REFUSED_LOG_IN.free):
        assert browser().client.get("/staff/openid/callback?state=guessed").status_code == 400
    berg.get("/staff/openid/callback?state=guessed", 429)
    berg.get("/staff/openid/start", 429)
    assert audited(clinic).count("log-in refused unknown-state") == REFUSED_LOG_IN.free
    with time_machine.travel(datetime.now(UTC) + REFUSED_LOG_IN.longest):
        log_in(berg, provider, "staff")
