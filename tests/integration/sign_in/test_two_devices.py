"""Two devices at once: what one has saved is never overwritten by what the other had read before."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from clinic import Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.questionnaires.answers import answers_from_plain
from feedback.persistence.database import Database
from feedback.persistence.tables import Response
from feedback.web.respondent.answering import views as pages

Browser = Callable[[], PageClient]


def test_a_sending_that_was_overtaken_is_reckoned_again(
    clinic: Clinic, browser: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = clinic.link(clinic.kari, "after-session")
    phone, tablet = browser(), browser()
    for device in (phone, tablet):
        device.get(link)
        device.get(device.path + "1")
    calls: list[bool] = []

    def overtaken() -> None:
        if not calls:
            calls.append(True)
            other = Thread(target=tablet.submit, args=({"q1": "9"},))
            other.start()
            other.join()
        original()

    original = pages.current.write
    monkeypatch.setattr(pages.current, "write", overtaken)
    phone.submit({"q1": "3"})
    assert phone.path == tablet.path
    assert phone.path.endswith("/receipt")
    with database.transaction() as session:
        [response] = session.scalars(select(Response))
    assert answers_from_plain(response.answers)["since-last"].values == (9,)
    assert calls
