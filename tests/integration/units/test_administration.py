"""An administrator brings in a question set; nobody is asked before its report is read."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from clinic import OPERATOR, PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import QuestionSet
from feedback.services.questionnaires.import_question_set import definition_of, import_question_set
from feedback.services.refusals import Refused

Browser = Callable[[], PageClient]
SLEEP: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "id": "sleep",
    "name": "sleep",
    "url": "http://example.org/sleep",
    "version": "1",
    "status": "active",
    "language": "nb",
    "title": "Søvn",
    "item": [
        {"linkId": "hours", "type": "integer", "text": "Hvor mange timer sov du?"},
        {"linkId": "more", "type": "text", "text": "Noe mer?"},
    ],
}
ATTACHMENT = {"linkId": "picture", "type": "attachment", "text": "Et bilde"}


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": "ås", "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client


def upload(client: PageClient, content: object, status: int = 200) -> None:
    client.get("/staff/question-sets")
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    client.submit({"file": (io.BytesIO(data), "sleep.json")}, status=status)  # type: ignore[dict-item]


def imported(clinic: Clinic) -> QuestionSet:
    with clinic.database.transaction() as session:
        row = session.scalars(select(QuestionSet).where(QuestionSet.origin == "imported")).one()
        assert row.definition
        assert row.report
        return row


def test_every_question_set_that_ships_can_be_looked_at(clinic: Clinic, nina: PageClient) -> None:
    nina.get("/staff/question-sets")
    pages = [
        link.get("href", "")
        for link in nina.all("a")
        if re.search(r"/question-sets/\d+", link.get("href", ""))
    ]
    assert len(pages) == 9
    for page in pages:
        nina.get(page)


def test_a_file_without_rights_stays_a_draft_until_they_are_written(clinic: Clinic, nina: PageClient) -> None:
    upload(nina, SLEEP)
    assert imported(clinic).state == "draft"
    assert "Hvor mange timer sov du?" in nina.words()
    page = nina.path
    nina.submit(form=-2, status=422)
    assert 'href="#licence"' in nina.text
    nina.submit({"licence": "CC BY 4.0"}, form=-2, status=422)
    assert 'href="#owner"' in nina.text
    assert 'value="CC BY 4.0"' in nina.text
    nina.submit({"owner": "Example clinic"}, form=-2)
    assert nina.path == page
    row = imported(clinic)
    assert row.state == "published"
    assert definition_of(row).rights.recorded
    assert "Nina Ås" in nina.words()


def test_a_change_of_meaning_is_reported_on(clinic: Clinic, nina: PageClient) -> None:
    upload(nina, {**SLEEP, "item": [*SLEEP["item"], ATTACHMENT]})
    assert "picture" in nina.words()
    assert "dropped" in nina.words()
    assert imported(clinic).report["changes_meaning"] is True
    nina.submit({"licence": "CC0", "owner": "Example clinic"}, form=-2, status=422)
    assert 'href="#accepted"' in nina.text
    assert imported(clinic).state == "draft"
    nina.submit({"accepted": "y"}, form=-2)
    assert imported(clinic).state == "published"


def test_what_is_dropped_is_called_by_its_words_where_it_stood(clinic: Clinic, nina: PageClient) -> None:
    waits = {"linkId": "w", "text": "Why?", "type": "string"}
    waits["enableWhen"] = [{"question": "pic", "operator": "exists", "answerBoolean": True}]  # type: ignore[assignment]
    lost = {"linkId": "pic", "text": "A picture of " + "the room " * 40, "type": "attachment"}
    upload(nina, {**SLEEP, "item": [lost, *SLEEP["item"], waits]})
    rows = ["".join(row.itertext()) for row in nina.all("tr")[1:]]
    assert rows[0].startswith("A picture of the room")
    assert "…" in rows[0]
    assert "dropped" in rows[0]
    assert "looks at «A picture of the room the room" in rows[-1]
    assert "(pic), which is not asked" in rows[-1]
    row = imported(clinic)
    assert {frozenset(entry) for entry in row.report["items"]} == {frozenset(("linkId", "outcome", "why"))}
    with clinic.database.transaction() as session:
        stored = session.get(QuestionSet, row.id)
        assert stored
        assert stored.report
        stored.report = {key: value for key, value in stored.report.items() if key != "left_out"}
    nina.get(nina.path)
    rows = ["".join(row.itertext()) for row in nina.all("tr")[1:]]
    assert rows[0].startswith("pic")
    assert "looks at 'pic', which is not asked" in rows[-1]


def test_a_language_is_told_in_words(nina: PageClient) -> None:
    upload(nina, {key: value for key, value in SLEEP.items() if key != "language"})
    assert "language not stated" in nina.words()
    nina.get("/staff/question-sets")
    assert "language not stated" in nina.words()
    upload(nina, {**SLEEP, "id": "other", "language": "de"})
    assert "German" in nina.words()


def test_nobody_publishes_a_draft_that_another_file_replaced_meanwhile(
    clinic: Clinic, nina: PageClient
) -> None:
    upload(nina, SLEEP)
    page = nina.path
    with clinic.database.transaction() as session:
        data = json.dumps({**SLEEP, "title": "Rettet"}).encode()
        import_question_set(session, OPERATOR, data, "sleep.json", False, clinic.now, rights_needed=True)
    rights = {"licence": "CC BY 4.0", "owner": "Example clinic"}
    nina.submit(rights, form=-2, status=422)
    assert "Another file took the place of this draft" in nina.words()
    assert "Rettet" in nina.words()
    assert imported(clinic).state == "draft"
    nina.submit(rights, form=-2)
    assert (nina.path, imported(clinic).state) == (page, "published")


def test_what_a_file_brought_is_thrown_away(clinic: Clinic, nina: PageClient) -> None:
    upload(nina, SLEEP)
    page = nina.path
    assert "Throw the draft away" in nina.words()
    nina.post(f"{page}/discard")
    assert "Søvn" not in nina.words()
    with clinic.database.transaction() as session:
        assert session.scalars(select(QuestionSet).where(QuestionSet.origin == "imported")).all() == []
    nina.post(f"{page}/discard", status=404)


@pytest.mark.parametrize("content", [b"", b"no json", b"[]", b"{}", b'{"resourceType": "Patient"}'])
def test_a_file_that_is_no_questionnaire_is_refused(clinic: Clinic, nina: PageClient, content: bytes) -> None:
    upload(nina, content, status=422)
    assert 'href="#file"' in nina.text
    assert "sleep.json" in nina.text


def test_the_name_of_a_set_that_ships_is_taken(clinic: Clinic, nina: PageClient) -> None:
    upload(
        nina,
        {**SLEEP, "id": "how-i-am", "name": "how-i-am", "url": "http://example.org/how-i-am"},
        status=422,
    )
    assert 'href="#file"' in nina.text


def test_the_command_publishes_what_keeps_its_meaning(clinic: Clinic) -> None:
    changed = {**SLEEP, "version": "2", "item": [*SLEEP["item"], ATTACHMENT]}
    with clinic.database.transaction() as session:
        row, report = import_question_set(
            session, OPERATOR, json.dumps(SLEEP).encode(), "a.json", False, clinic.now
        )
        assert (row.state, report.changes_meaning) == ("published", False)
        data = json.dumps(changed).encode()
        row, _report = import_question_set(session, OPERATOR, data, "b.json", False, clinic.now)
        assert row.state == "draft"
        again, _report = import_question_set(session, OPERATOR, data, "b.json", True, clinic.now)
        assert (again.id, again.state) == (row.id, "published")
        with pytest.raises(Refused, match=r"c\.json"):
            import_question_set(session, OPERATOR, b"{", "c.json", True, clinic.now)


def test_only_administrators_come_here(clinic: Clinic, browser: Browser) -> None:
    siv = browser()
    siv.get("/staff/sign-in")
    siv.submit({"name": "dahl", "password": PASSWORD})
    siv.get("/staff/question-sets", status=404)
    siv.get("/staff/question-sets/1", status=404)
