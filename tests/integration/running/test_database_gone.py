"""The database goes away in the middle: an honest page, and the answer is stored whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from clinic import Clinic
from flask import Flask
from page_client import PageClient
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from feedback.persistence.database import Database
from feedback.persistence.tables import AuditEvent, Response

Browser = Callable[[], PageClient]


def fail(*_arguments: object) -> None:
    raise OperationalError("COMMIT", {}, Exception("the server closed the connection"))


def counts(clinic: Clinic) -> tuple[int, int]:
    with clinic.database.transaction() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in (Response, AuditEvent)
        )  # type: ignore[return-value]


def test_a_commit_that_fails_stores_nothing_and_shows_no_receipt(
    app: Flask, clinic: Clinic, browser: Browser, database: Database
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    kari.get(kari.path + "1")
    page, before = kari.path, counts(clinic)
    token = kari.token
    event.listen(database.engine, "commit", fail)
    kari.post(page, {"q1": "4", "q5": "HEMMELIG"}, status=500)
    event.remove(database.engine, "commit", fail)
    assert counts(clinic) == before
    kari.get(page)
    kari.submit({"csrf_token": token, "q1": "4"})
    assert kari.path.endswith("/receipt")
    assert counts(clinic)[0] == 1


def test_a_database_that_cannot_be_reached_gives_the_same_page(
    app: Flask, clinic: Clinic, browser: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    event.listen(database.engine, "begin", fail)
    with caplog.at_level(logging.ERROR):
        browser().get("/", status=500)
    event.remove(database.engine, "begin", fail)
    browser().get("/")


def test_an_error_in_the_log_shows_no_values(database: Database) -> None:
    assert database.engine.hide_parameters
