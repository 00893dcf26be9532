"""Logging in and out at a provider in a real browser: cookies on the way back, and a policy that stays strict."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from logging_in import national_id, set_up
from openid_provider import Provider, running_provider
from playwright.sync_api import Browser
from running import Running, running_server
from visitor import Visitor

from feedback.persistence.tables import Patient


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider on this machine."""
    with running_provider() as running:
        yield running


@pytest.fixture
def connected(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server whose patients log in with it."""
    folder = tmp_path_factory.mktemp("instance")
    with running_server(folder, lambda made: set_up(folder, provider, made.address)) as running:
        yield running


def test_kari_connects_after_her_link_and_signs_out_of_both(
    chromium: Browser, connected: Running, provider: Provider
) -> None:
    number = connected.people["Kari Nordvik"]
    with connected.database.transaction() as session:
        kari = session.get_one(Patient, number)
        provider.person = {"sub": "kari", "pid": national_id(kari.born_on)}
    with chromium.new_context(locale="nb", java_script_enabled=False) as context:
        visitor = Visitor(context.new_page(), connected)
        visitor.go(connected.link("Kari Nordvik", "after-session"))
        visitor.go("/me/sign-in")
        visitor.follow("Logg inn med ID\N{NON-BREAKING HYPHEN}porten")
        assert visitor.page.url == f"{connected.address}/me/"
        visitor.page.get_by_role("button", name="Logg ut", exact=True).click()
        visitor.page.wait_for_url("**/me/openid/signed-out")
        assert "ID-porten" in visitor.words()
        assert visitor.complaints == []
