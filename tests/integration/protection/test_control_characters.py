"""Control characters are left out wherever text comes in: no page can show them, and some would break it."""

from __future__ import annotations

from collections.abc import Callable

from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import Relationship


def _siv(visitor: PageClient) -> PageClient:
    visitor.get("/staff/sign-in")
    visitor.submit({"name": "dahl", "password": PASSWORD})
    return visitor


def test_a_name_with_control_characters_is_kept_without_them(
    clinic: Clinic, browser: Callable[[], PageClient]
) -> None:
    siv = _siv(browser())
    siv.get(f"/staff/unit/patients/{clinic.kari}/relatives/new")
    siv.submit({"name": "Ann\x00e\x1b Lie\x85", "kind": "friend", "agreed": "y"})
    with clinic.database.transaction() as session:
        names = [row.relative.name for row in session.scalars(select(Relationship))]
    assert "Anne Lie" in names


def test_a_query_with_control_characters_is_read_without_them(
    clinic: Clinic, browser: Callable[[], PageClient]
) -> None:
    siv = _siv(browser())
    assert 'value="Kari"' in siv.get("/staff/unit?find=Ka%00ri")
