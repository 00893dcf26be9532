"""The page that reads a file of patients: what is wrong in each line, and what was changed."""

from __future__ import annotations

import io

import pytest
from clinic import Clinic
from page_client import PageClient
from test_coordination import Browser, count, error_targets, sign_in

from feedback.persistence.tables import Appointment, Patient

HEAD = "patient;name;birth_date;language;clinician;first_attendance;appointment;starts;state"
OLA = "F-9;Ola Ås;1990-01-02;nb;berg;2026-06-01;C-1;2026-06-01 10:00;attended"


@pytest.fixture
def siv(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser(), "dahl")


def upload(client: PageClient, content: str | bytes, status: int = 200) -> None:
    client.get("/staff/unit/import")
    data = content.encode() if isinstance(content, str) else content
    client.submit({"file": (io.BytesIO(data), "patients.csv")}, status=status)  # type: ignore[dict-item]


def test_a_file_is_read_twice_without_harm(clinic: Clinic, siv: PageClient) -> None:
    upload(siv, f"\ufeff{HEAD}\n{OLA}\n")
    assert "Ola Ås" in siv.words()
    before = count(clinic, Patient), count(clinic, Appointment)
    upload(siv, f"{HEAD}\n{OLA}\n".replace(";", ","))
    assert (count(clinic, Patient), count(clinic, Appointment)) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEAD}\n{OLA}\nF-8;;1990-01-02;nb;berg;2026-06-01;;;\n", "Line 3, column 'name'"),
        (f"{HEAD}\n{OLA}\nF-8;Eva;02.01.1990;nb;berg;2026-06-01;;;\n", "Line 3, column 'birth_date'"),
        (f"{HEAD}\n{OLA}\nF-8;Eva;1990-01-02;nb;lie;2026-06-01;;;\n", "Line 3, column 'clinician'"),
        (f"{HEAD}\n{OLA}\nF-8;Eva;1990-01-02;nb;berg;2026-06-01;C-2;late;\n", "Line 3, column 'starts'"),
        (f"{HEAD}\n{OLA}\nF-8;Eva\n", "Line 3"),
        (f'{HEAD}\n{OLA}\nF-8;"Eva;1990\n', "Line 3"),
        ("patient;name\n1;2\n", "Line 1: the column 'birth_date'"),
        (f"{HEAD};shoe\n", "Line 1: the column 'shoe'"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("", "Line 1"),
    ],
)
def test_a_bad_line_stores_nothing_of_the_file(
    clinic: Clinic, siv: PageClient, content: str | bytes, said: str
) -> None:
    upload(siv, content, status=422)
    assert said in siv.text.replace("&#39;", "'")
    assert error_targets(siv) == ["#file"]
    assert count(clinic, Patient) == 2


def test_the_page_says_what_a_file_has_changed(clinic: Clinic, siv: PageClient) -> None:
    upload(siv, f"{HEAD};email\n{OLA};o@h.no\n")
    assert "1 row was read. 1 patient is new." in siv.words()
    head, row = HEAD.partition(";appointment")[0], OLA.partition(";C-1")[0]
    upload(siv, f"{head};email\n{row};ola@h.no\n")
    assert "1 row was read. 0 patients are new." in siv.words()
    assert "E-mail, telephone or language was changed. Line 2." in siv.words()
    siv.get("/staff/unit")
    assert "was read" not in siv.words()


def test_every_bad_line_is_told_in_the_readers_language(clinic: Clinic, siv: PageClient) -> None:
    siv.get("/staff/unit?language=nb")
    rows = [
        "F-8;Eva;1990-01-02;nb;berg;2026-06-01;;2026-06-01 10:00;",
        "F-9;Ola;1990-01-02;xx;berg;2026-06-01;;;",
    ]
    upload(siv, "\n".join([HEAD, *rows]), status=422)
    said = siv.words()
    assert "Linje 2, kolonnen «appointment»: Et tidspunkt trenger" in said
    assert "Linje 3, kolonnen «language»: Velg nb, nn eller en" in said
    assert error_targets(siv) == ["#file"]
    assert said.count("Linje 3") == 1


def test_the_template_file_has_the_columns(clinic: Clinic, siv: PageClient) -> None:
    answer = siv.client.get("/staff/unit/import/template.csv")
    assert answer.get_data().decode("utf-8-sig").startswith("patient;name;birth_date;")
