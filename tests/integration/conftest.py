"""What the tests of services share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asking import Command, acting
from clinic import Clinic
from logging_in import bind, born_on, national_id, set_up
from openid_provider import Provider, running_provider
from page_client import PageClient
from sqlalchemy.orm import Session

from feedback.cli.main import main
from feedback.services.access.personal_code import PersonalCode, make_personal_code
from feedback.settings import Settings


@pytest.fixture
def session(clinic: Clinic) -> Iterator[Session]:
    """A transaction of the clinic's database. Nothing else may write while it is open."""
    opened = clinic.database.open(writing=True)
    yield opened
    clinic.database.close(opened)


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """A provider elsewhere, with which both audiences of the application log in. Ask for it before `browser`."""
    with running_provider() as running:
        set_up(settings.instance, running)
        yield running


@pytest.fixture
def code(provider: Provider, clinic: Clinic) -> PersonalCode:
    """Kari's personal code. ID-porten knows her by `kari-sub` and her own number."""
    provider.person = {"sub": "kari-sub", "pid": national_id(born_on(clinic))}
    with clinic.database.transaction() as session:
        return make_personal_code(session, acting(session, clinic.siv), clinic.kari, clinic.now)


@pytest.fixture
def berg(provider: Provider, clinic: Clinic, browser: Callable[[], PageClient]) -> PageClient:
    """A browser at which Dr Berg, who is bound, wants to log in."""
    bind(provider, clinic, clinic.berg, subject="berg-sub")
    provider.person = {"sub": "berg-sub", "security_level": "4"}
    return browser()


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Command:
    """Runs `feedback`: exit code, standard output, standard error."""
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code: int = main([str(one) for one in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
