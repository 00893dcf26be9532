"""Whose log-in it is: bound once, by somebody who has shown who they are, and never to anybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from asking import acting
from clinic import Clinic
from logging_in import audited, born_on, bound, log_in, national_id, use_code
from openid_provider import Provider
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import BoundLogIn
from feedback.services.access.personal_code import PersonalCode, make_personal_code

Browser = Callable[[], PageClient]
NAME = "ID\N{NON-BREAKING HYPHEN}porten"  # never broken in two


def test_kari_connects_right_after_her_code_and_comes_in_alone_next_time(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    assert NAME in kari.words()
    log_in(kari, provider)
    assert kari.path == "/me/"
    at_home = browser()
    log_in(at_home, provider)
    assert at_home.path == "/me/"
    assert f"bound log-in person {clinic.kari}" in audited(clinic)
    provider.change = lambda claims: {**claims, "pid": None}  # a missing pid is tolerated
    log_in(browser(), provider)


def test_kari_connects_after_her_link_when_the_birth_date_is_hers(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    log_in(kari, provider)
    assert kari.path == "/me/"


def test_a_link_opened_by_somebody_else_at_home_binds_nothing(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    somebody = browser()
    somebody.get(clinic.link(clinic.kari, "after-session"))
    provider.person = {"sub": "somebody", "pid": national_id(date(1960, 1, 2))}
    log_in(somebody, provider, status=400)
    assert "fødselsdato" in somebody.words()
    somebody.get("/me/")
    assert somebody.path == "/me/sign-in"
    assert bound(clinic) == []
    assert "log-in refused birth-date" in audited(clinic)


@pytest.mark.parametrize("pid", [None, ""])
def test_a_link_alone_binds_nothing_when_the_log_in_tells_no_birth_date(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser, pid: str | None
) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    provider.person = {"sub": "kari-sub", "pid": pid}
    log_in(kari, provider, status=400)
    assert bound(clinic) == []


def test_a_link_of_a_relative_binds_nothing(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    per = browser()
    per.get(clinic.link(clinic.per, "relative-view"))
    log_in(per, provider, status=400)
    assert bound(clinic) == []


def test_a_relative_connects_right_after_a_code_of_their_own(
    provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    with clinic.database.transaction() as session:
        siv = acting(session, clinic.siv)
        pers = make_personal_code(session, siv, clinic.kari, clinic.now, clinic.per)
    provider.person = {"sub": "per-sub", "pid": national_id(date(1990, 5, 17))}
    per = browser()
    use_code(per, pers)
    assert NAME in per.words()
    log_in(per, provider)
    assert bound(clinic) == [clinic.per]
    assert NAME not in per.words()  # connected already


def test_an_unknown_log_in_gets_no_access_and_is_told_how_to_connect(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    for language in ("nb", "nn", "en"):
        visitor = browser()
        visitor.get(f"/?language={language}")
        log_in(visitor, provider, status=400)
        assert len([item for item in visitor.all("li") if "ID-porten" in "".join(item.itertext())]) == 2
        visitor.get("/me/")
        assert visitor.path == "/me/sign-in"
    assert audited(clinic).count("log-in refused not-bound") == 3
    assert bound(clinic) == []


def test_another_birth_date_is_refused_right_after_the_code_too(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    provider.person["pid"] = national_id(born_on(clinic) + timedelta(days=1))
    log_in(kari, provider, status=400)
    provider.person["pid"] = "99999999999"
    log_in(kari, provider, status=400)
    assert bound(clinic) == []
    assert audited(clinic)[-2:] == ["log-in refused birth-date", "log-in refused malformed-number"]


def test_a_code_used_a_while_ago_is_asked_for_again(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        log_in(kari, provider, status=400)
    assert bound(clinic) == []


def test_one_person_one_log_in_and_one_log_in_one_person(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    log_in(kari, provider)
    again = browser()
    use_code(again, code)
    provider.person = {"sub": "another", "pid": national_id(born_on(clinic), serial=1)}
    log_in(again, provider, status=400)
    with clinic.database.transaction() as session:
        noras = make_personal_code(session, acting(session, clinic.turid), clinic.nora, clinic.now)
    provider.person = {"sub": "kari-sub"}
    nora = browser()
    use_code(nora, noras)
    log_in(nora, provider)  # whoever logs in is who they are: this is Kari, at Nora's browser
    assert "Kari" not in str(bound(clinic))
    assert bound(clinic) == [clinic.kari]


def test_a_subject_that_the_provider_changed_is_found_by_the_national_number(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    log_in(kari, provider)
    provider.person["sub"] = "renamed"
    log_in(browser(), provider)
    provider.person = {"sub": "renamed"}
    log_in(browser(), provider)
    assert bound(clinic) == [clinic.kari]
    assert audited(clinic).count(f"log-in told more person {clinic.kari}") == 1


def test_a_known_subject_with_the_number_of_somebody_else_is_refused(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    log_in(kari, provider)
    provider.person["pid"] = national_id(date(1960, 1, 2))
    log_in(browser(), provider, status=400)
    assert audited(clinic)[-1] == "log-in refused numbers-contradict"


def test_a_number_that_comes_later_must_have_the_right_birth_date(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari, number = browser(), provider.person.pop("pid")
    use_code(kari, code)
    log_in(kari, provider)
    provider.person["pid"] = national_id(date(1960, 1, 2))
    log_in(browser(), provider, status=400)
    provider.person["pid"] = number
    log_in(browser(), provider)
    assert audited(clinic).count(f"log-in told more person {clinic.kari}") == 1


def test_nothing_of_the_numbers_is_kept_in_clear(
    code: PersonalCode, provider: Provider, clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    use_code(kari, code)
    log_in(kari, provider)
    with clinic.database.engine.connect() as connection:
        tables = ("bound_log_in", "provider_session", "audit_event", "sign_in")
        rows = [connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables]  # noqa: S608
    assert provider.person["pid"] not in repr(rows)
    assert "kari-sub" not in repr(rows)
    with clinic.database.transaction() as session:
        assert session.scalars(select(BoundLogIn.national_id)).one() == provider.person["pid"]
