"""The generic profile against a provider that others wrote (oidc-provider-mock), in a process of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx2
import pytest
from clinic import OPERATOR, Clinic
from logging_in import ADDRESS, audited
from page_client import PageClient

from feedback.services.access.bind_log_in import bind_staff
from feedback.settings import Settings

Browser = Callable[[], PageClient]
PEOPLE = (
    {"sub": "berg", "hpr_number": "1234567", "security_level": "4"},
    {"sub": "lie", "hpr_number": "7654321", "security_level": "3"},
)
SETTINGS = """
address = "{address}"

[staff]
profile = "generic"
name = "Ansattinnlogging"
issuer = "{issuer}"
client_id = "samsyn"
scope = "openid profile"
client_authentication = "client_secret_basic"
secret_file = "secret.txt"
levels = ["3", "4"]
least_level = "4"
level_claim = "security_level"
hpr_claim = "hpr_number"
userinfo = {userinfo}
"""


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """The issuer of a running provider."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    people = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "-p",
        str(port),
        "-n",
        "true",
        *people,
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        issuer = f"http://127.0.0.1:{port}"
        _wait(issuer)
        yield issuer
        process.terminate()


@pytest.fixture(params=["false", "true"])
def set_up(request: pytest.FixtureRequest, mock: str, settings: Settings, clinic: Clinic) -> str:
    """Settings, and Dr Berg and Dr Lie noted by their HPR numbers."""
    (settings.instance / "secret.txt").write_text("secret")
    text = SETTINGS.format(address=ADDRESS, issuer=mock, userinfo=request.param)
    (settings.instance / "openid.toml").write_text(text)
    with clinic.database.transaction() as session:
        for person, number in ((clinic.berg, "1234567"), (clinic.lie, "7654321")):
            bind_staff(session, OPERATOR, mock, person, subject="", hpr_number=number, now=clinic.now)
    return mock


def come_back(visitor: PageClient, subject: str, status: int = 200) -> None:
    """Log in at the provider by its own form."""
    answer = visitor.client.get("/staff/openid/start")
    back = httpx2.post(answer.location, data={"sub": subject})
    assert back.status_code == 302, back.text
    visitor.get(back.headers["Location"].removeprefix(ADDRESS), status)


def test_staff_come_in_by_their_hpr_number(set_up: str, browser: Browser) -> None:
    berg = browser()
    berg.get("/staff/sign-in")
    assert "Ansattinnlogging" in berg.words()
    come_back(berg, "berg")
    assert berg.path == "/staff/today"
    berg.post("/staff/sign-out")
    assert f"{set_up}/oauth2/end_session?id_token_hint=" in berg.text


def test_a_level_too_low_is_refused(set_up: str, clinic: Clinic, browser: Browser) -> None:
    come_back(browser(), "lie", 400)
    assert audited(clinic)[-1] == "log-in refused level-too-low"


def test_somebody_nobody_has_noted_is_not_let_in(set_up: str, clinic: Clinic, browser: Browser) -> None:
    come_back(browser(), "stranger", 400)
    assert audited(clinic)[-1] == "log-in refused level-too-low"


def _wait(issuer: str) -> None:
    for _try in range(200):
        try:
            httpx2.get(f"{issuer}/.well-known/openid-configuration")
            return
        except httpx2.TransportError:
            time.sleep(0.05)
    pytest.fail("the provider does not start")
