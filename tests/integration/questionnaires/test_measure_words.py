"""What is said of the instruments that ship is in the reader's language."""

from __future__ import annotations

import pytest
from clinic import Clinic
from editor_pages import Browser, sign_in
from page_client import PageClient
from sqlalchemy import select

from feedback.catalogue.profiles import profiles
from feedback.persistence.tables import StoredProfile
from feedback.web.administration.measures.about_words import KNOWN, RIGHTS


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser)


def test_what_the_shipped_instruments_measure_is_told_in_the_readers_language(nina: PageClient) -> None:
    assert {profile.about for profile in profiles().values()} <= KNOWN
    nina.client.get("/staff/?language=nb")
    nina.get("/staff/measures")
    assert "alkoholbruk" in nina.words()
    assert "alcohol use" not in nina.words()


def test_rights_and_version_are_told_in_the_readers_language(clinic: Clinic, nina: PageClient) -> None:
    told = {words for one in profiles().values() for words in (one.rights, one.note) if "LOINC" not in words}
    assert told - RIGHTS == {"", "CC BY-ND 4.0"}
    with clinic.database.transaction() as session:
        page = session.scalars(select(StoredProfile.id).where(StoredProfile.name == "CIA")).one()
    nina.get(f"/staff/measures/{page}")
    nina.submit()
    nina.client.get("/staff/?language=nb")
    nina.get(nina.path)
    assert "ta kontakt med eieren" in nina.words()
    assert "contact owner" not in nina.words()
    assert "own-1" not in nina.words()
