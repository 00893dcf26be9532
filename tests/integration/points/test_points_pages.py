"""The overview of points through real pages: filters in the address, the file, who sees it, and how it is asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from clinic import Clinic
from clinician_pages import sign_in
from many_courses import Bulk
from page_client import PageClient, as_filled
from sqlalchemy import event, select, update

from feedback.domain.calendar import day_of
from feedback.persistence.database import Database
from feedback.persistence.tables import AuditEvent, CarePathway, EvaluationPoint, Patient, Person, SignIn
from feedback.services.access.sign_in import PROOF_LASTS

Browser = Callable[[], PageClient]
MINE, UNIT = "/staff/points", "/staff/unit/points"
HOSTILE = (
    "", " ", "0", "-1", "9" * 30, "x", "'; DROP TABLE person --", "<script>alert(1)</script>", "\u0663", "NaN",
    "2026-02-30", "0000-00-00", "99999-01-01", "waiting,held", "a" * 5000, "%00", "\u202e", "{{7*7}}",
)  # fmt: skip


@pytest.fixture
def siv(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser, "dahl")


@pytest.fixture
def berg(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser, "berg")


def fill(clinic: Clinic, count: int) -> None:
    with clinic.database.transaction() as session:
        unit = session.get_one(Person, clinic.siv).unit_id
        Bulk(session, unit, [clinic.berg], day_of(clinic.now), sessions=1).fill(count)


def change(clinic: Clinic, **values: object) -> None:
    """Change Kari's point."""
    with clinic.database.transaction() as session:
        kari = select(CarePathway.id).where(CarePathway.patient_id == clinic.kari).scalar_subquery()
        session.execute(update(EvaluationPoint).where(EvaluationPoint.pathway_id == kari).values(**values))


def narrow(page: PageClient, **fields: str) -> None:
    """Send the form of the filter as a browser does."""
    [form] = [form for form in page.all("form") if form.get("method") == "get"]
    page.get(f"{form.get('action')}?{urlencode({**dict(as_filled(form)), **fields})}")


def table(page: PageClient) -> list[list[str]]:
    rows = [row for row in page.all("tr") if row.find("th") is not None and row.find("td") is not None]
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]


def file_of(page: PageClient, path: str) -> list[list[str]]:
    taken = page.client.get(path)
    assert taken.status_code == 200
    assert taken.mimetype == "text/csv"
    assert taken.headers["Cache-Control"] == "no-store"
    assert taken.headers["Content-Disposition"] == 'attachment; filename="points.csv"'
    text = taken.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    found: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(database.engine, "before_cursor_execute", heard)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", heard)


def test_a_clinician_sees_their_own_and_what_is_missing(clinic: Clinic, berg: PageClient) -> None:
    berg.get("/staff/today")
    assert MINE in {link.get("href") for link in berg.all("a")}
    change(clinic, meeting_at=clinic.now.replace(hour=9, minute=5))
    berg.get(MINE)
    [row] = table(berg)
    assert row[0] == "Kari NordvikF-1"
    assert row[1].startswith("Point 1")
    assert row[2] == "open now"
    assert row[4].endswith(":05")
    assert "The patient has not prepared" in row[5]
    assert "Nora" not in berg.words()
    assert f"/staff/patients/{clinic.kari}/points/1" in {link.get("href") for link in berg.all("a")}


def test_a_coordinator_sees_the_unit_with_who_cares(
    clinic: Clinic, siv: PageClient, browser: Browser
) -> None:
    siv.get(UNIT)
    [row] = table(siv)
    assert (row[0], row[5]) == ("Kari NordvikF-1", "Anna Berg")
    turid = sign_in(browser, "moen")
    turid.get(UNIT)
    [row] = table(turid)
    assert row[1] == "none planned"
    assert "No decision recorded" in row[6]
    assert "Kari" not in turid.text


@pytest.mark.parametrize("name", ["strand", "ås", "lie"])
def test_others_have_no_such_page(clinic: Clinic, browser: Browser, name: str) -> None:
    """A leader and an administrator have none; another unit's clinician sees their own alone."""
    somebody = sign_in(browser, name)
    for path in (UNIT, f"{UNIT}.csv"):
        assert somebody.client.get(path).status_code == 404
    for path in (MINE, f"{MINE}.csv"):
        answer = somebody.client.get(path)
        assert answer.status_code == (200 if name == "lie" else 404)
        assert b"Kari" not in answer.data
        assert b"F-1" not in answer.data


def test_nothing_is_counted(clinic: Clinic, siv: PageClient) -> None:
    """No total of the unit and none of a clinician, neither beside a name nor in the list to choose from."""
    fill(clinic, 60)
    for path in (UNIT, f"{UNIT}?clinician={clinic.berg}"):
        siv.get(path)
        assert len(table(siv)) == 50
        assert {option.text for option in siv.all("option")} >= {"Anna Berg", "Everybody"}
        words = siv.words()
        assert "Page 1 Next page" in words
        assert not {"61", "60", "62", "2 pages"} & set(words.split())


def test_a_filter_is_an_address(clinic: Clinic, siv: PageClient) -> None:
    due = day_of(clinic.now) + timedelta(days=2)
    change(clinic, due_on=due, opens_on=due - timedelta(days=14))
    siv.get(UNIT)
    narrow(siv, missing="relatives-not-asked", find="nordvik")
    assert len(table(siv)) == 1
    narrow(siv, find="hagen")
    assert "No point fits." in siv.words()
    for query, found in (
        ({"status": "due"}, 1), ({"status": "held"}, 0), ({"status": "overdue"}, 0), ({"status": "all"}, 1),
        ({"from": due.isoformat(), "to": f"{due:%d.%m.%Y}"}, 1), ({"to": "2001-01-01"}, 0), ({"find": "F-1"}, 1),
        ({"from": "9999-12-31"}, 0), ({"from": "0001-01-01"}, 1), ({"clinician": clinic.berg}, 1),
        ({"missing": "no-decision"}, 0), ({"missing": "not-registered"}, 0),
        ({"missing": "not-prepared", "status": "held"}, 1),
    ):  # fmt: skip
        siv.get(f"{UNIT}?{urlencode(query)}")
        assert len(table(siv)) == found, query
        assert len(file_of(siv, f"{UNIT}.csv?{urlencode(query)}")) == found + 1, query


def test_what_is_missing_of_held_ones_shows_held_ones(clinic: Clinic, siv: PageClient) -> None:
    fill(clinic, 20)
    siv.get(UNIT)
    narrow(siv, missing="not-registered")
    rows = table(siv)
    assert rows
    assert all(row[2] == "held" and "Done, not registered" in row[6] for row in rows)
    [status] = [field for field in siv.all("select") if field.get("name") == "status"]
    assert [one.get("value") for one in status if one.get("selected") is not None] == ["held"]


@pytest.mark.parametrize("field", ["status", "missing", "clinician", "from", "to", "find", "page"])
def test_hostile_addresses_say_what_to_do_and_never_fall_over(
    clinic: Clinic, siv: PageClient, berg: PageClient, field: str
) -> None:
    for value in HOSTILE:
        query = urlencode({field: value})
        for page, path in ((siv, UNIT), (berg, MINE)):
            refused = field not in ("find", "page") and bool(value.strip())
            page.get(f"{path}?{query}", status=422 if refused else 200)
            assert "<script>alert" not in page.text
            assert ("error-summary" in page.text) is refused
            taken = page.client.get(f"{path}.csv?{query}")
            assert taken.status_code == (302 if refused else 200)
            if refused:
                assert taken.headers["Location"].startswith(f"{path}?{field}=")


def test_a_period_the_wrong_way_round_is_said(clinic: Clinic, siv: PageClient) -> None:
    siv.get(f"{UNIT}?from=2026-03-02&to=2026-03-01", status=422)
    assert "The last day comes before the first. Check both." in siv.words()
    assert "2026-03-02" in siv.text
    assert len(table(siv)) == 1


def test_the_file_has_the_same_rows_and_no_formula(clinic: Clinic, siv: PageClient, berg: PageClient) -> None:
    with clinic.database.transaction() as session:
        session.get_one(Person, clinic.kari).name = '=HYPERLINK("http://evil.example";"x")'
        session.get_one(Patient, clinic.kari).reference = "+47, =1"
        session.get_one(Person, clinic.berg).name = "@Berg; -1"
    head, row = file_of(siv, f"{UNIT}.csv")
    assert head[:3] == ["Patient", "Number", "Point"]
    assert row[0] == '\'=HYPERLINK("http://evil.example";"x")'
    assert row[1] == "'+47,' =1"
    assert row[7] == "'@Berg;' -1"
    assert row[3] == "open now"
    due = day_of(clinic.now) + timedelta(days=2)
    assert row[4] == due.isoformat()
    assert row[8] == "The patient has not prepared / No measure since the last point / Relative not asked"
    own_head, own = file_of(berg, f"{MINE}.csv")
    assert "Clinician" not in own_head
    assert [*own[:7], own[7]] == [*row[:7], row[8]]


def test_an_agreed_meeting_is_a_day_that_sorts_and_goes_when_the_point_is_held(
    clinic: Clinic, siv: PageClient
) -> None:
    change(clinic, meeting_at=datetime(2026, 12, 1, 9, 30, tzinfo=UTC))
    assert file_of(siv, f"{UNIT}.csv")[1][6] == "2026-12-01 10:30"
    change(clinic, held_on=day_of(clinic.now))
    assert file_of(siv, f"{UNIT}.csv?status=held")[1][6] == ""
    siv.get(f"{UNIT}?status=held")
    assert "10:30" not in siv.words()


def test_the_file_holds_all_pages(clinic: Clinic, siv: PageClient) -> None:
    fill(clinic, 120)
    whole = file_of(siv, f"{UNIT}.csv")
    assert len(whole) == 122
    found = []
    for number in (1, 2, 3):
        siv.get(f"{UNIT}?page={number}")
        found += [row[0] for row in table(siv)]
    assert found == [f"{name}{reference}" for name, reference, *_rest in whole[1:]]
    siv.get(f"{UNIT}?page=99")
    assert "Page 3" in siv.words()


def test_the_file_asks_anew_who_it_is_and_both_are_in_the_log(clinic: Clinic, siv: PageClient) -> None:
    for path in (UNIT, f"{UNIT}.csv"):
        with clinic.database.transaction() as session:
            before = len(session.scalars(select(AuditEvent)).all())
        assert siv.client.get(path).status_code == 200
        with clinic.database.transaction() as session:
            event_row = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[before]
            assert (event_row.action, event_row.target) == ("read patient list", f"patient {clinic.kari}")
            assert event_row.purpose == "registration"
    with clinic.database.transaction() as session:
        session.execute(update(SignIn).values(proved_at=clinic.now - PROOF_LASTS - timedelta(minutes=1)))
    answer = siv.client.get(f"{UNIT}.csv?status=held")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/staff/prove")
    siv.get(UNIT)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_word_is_there_in_each_language(clinic: Clinic, siv: PageClient, language: str) -> None:
    fill(clinic, 12)
    siv.get(f"{UNIT}?status=all&language={language}")
    missing = {
        "nb": "Pasienten har ikke forberedt seg", "nn": "Pasienten har ikkje førebudd seg",
        "en": "The patient has not prepared",
    }  # fmt: skip
    assert missing[language] in siv.words()
    assert missing[language] in str(file_of(siv, f"{UNIT}.csv"))
    breach = {"nb": "brudd", "nn": "brot", "en": "breach"}
    assert breach[language] not in siv.words().lower()


def test_the_number_of_statements_does_not_grow(clinic: Clinic, siv: PageClient) -> None:
    """First page of fifty, out of fifty and out of two thousand courses; the list of patients as well."""
    paths = (UNIT, f"{UNIT}?status=held", f"{UNIT}?missing=not-prepared", f"{UNIT}?find=hagen", "/staff/unit")
    counts: list[list[int]] = []
    for first, more in ((0, 50), (50, 1950)):
        with clinic.database.transaction() as session:
            unit = session.get_one(Person, clinic.siv).unit_id
            bulk = Bulk(session, unit, [clinic.berg], day_of(clinic.now), sessions=1, first=first)
            bulk.fill(more)
        counts.append([])
        for path in paths:
            siv.get(path)
            with statements(clinic.database) as asked:
                siv.get(path)
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert max(counts[0]) < 20
