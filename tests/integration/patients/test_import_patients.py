"""Patients and appointments from a file: line, column and reason, and nothing stored (rule A15)."""

from __future__ import annotations

from datetime import date

import pytest
from asking import acting, ask, invitation_of
from clinic import Clinic
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import Appointment, Milestone, Patient
from feedback.services.patients import import_patients as module
from feedback.services.patients.import_patients import import_patients
from feedback.services.refusals import Refused

HEAD = "patient;name;birth_date;language;clinician;first_attendance"
OLA = "F-77;Ola Haug;1980-02-29;nn;berg;2026-06-01"
MORE = HEAD + ";decision;appointment;starts;state"


def _read(session: Session, clinic: Clinic, *lines: str) -> int:
    return import_patients(session, acting(session, clinic.siv), "\n".join(lines).encode(), clinic.now)


def _appointments(session: Session) -> list[tuple[str, str, str]]:
    rows = [row for row in session.scalars(select(Appointment)) if row.reference.startswith("C-")]
    return [(row.reference, f"{row.starts_at:%d.%m. %H:%M}", row.state) for row in rows]


def test_a_file_with_commas_and_a_mark_at_its_start(session: Session, clinic: Clinic) -> None:
    text = "\ufeff" + HEAD.replace(";", ",") + ",email\r\n" + OLA.replace(";", ",") + ",o@h.no\r\n\r\n"
    assert import_patients(session, acting(session, clinic.siv), text.encode(), clinic.now) == 1
    [ola] = [row for row in session.scalars(select(Patient)) if row.reference == "F-77"]
    assert (ola.person.name, ola.person.email, ola.born_on) == ("Ola Haug", "o@h.no", date(1980, 2, 29))


def test_reading_again_changes_nothing_and_news_are_taken_in(session: Session, clinic: Clinic) -> None:
    row = OLA + ";2026-07-01;C-1;2026-11-24 10:30;"
    for _ in range(2):
        assert _read(session, clinic, MORE, row) == 1
        assert _appointments(session) == [("C-1", "24.11. 09:30", "booked")]
        assert session.scalar(select(func.count()).select_from(Patient)) == 3
        decided = select(func.count()).where(Milestone.kind == MilestoneKind.BASIC_DECISION)
        assert session.scalar(decided) == 2
    _read(session, clinic, MORE, OLA + ";2026-07-01;C-1;2026-11-25T11:00;attended")
    assert _appointments(session) == [("C-1", "25.11. 10:00", "attended")]
    _read(session, clinic, MORE, OLA + ";2026-07-01;C-1;2026-11-25 11:00;")
    assert _appointments(session) == [("C-1", "25.11. 10:00", "attended")]


def test_further_days_of_the_course(session: Session, clinic: Clinic) -> None:
    """All of them move at once, past each other's old days and back again; the same file again moves nothing."""
    head = HEAD + ";decision;extended_decision;referral_received;referral_assessed;detox_end;pathway"
    row = OLA + ";2026-06-20;2026-07-01;2026-05-01;2026-05-05;2026-05-30;TSB"
    earlier = (
        row.replace("-05-30", "-02-28")
        .replace("-05-", "-02-")
        .replace("-06-", "-03-")
        .replace("-07-", "-04-")
    )
    for told in (row, row, earlier, row):
        _read(session, clinic, head, told)
        newest = select(func.max(Milestone.pathway_id)).scalar_subquery()
        stored = select(Milestone.happened_on).where(Milestone.pathway_id == newest)
        assert sorted(map(str, session.scalars(stored))) == sorted(told.split(";")[5:11])


@pytest.mark.parametrize("state", ["cancelled", "no-show"])
def test_a_called_off_appointment_takes_its_question_back(
    session: Session, clinic: Clinic, state: str
) -> None:
    day = f"{clinic.now:%Y-%m-%d} 00:01"
    _read(session, clinic, MORE, OLA + f";;C-1;{day};")
    ola = session.scalars(select(Patient).order_by(Patient.person_id.desc()).limit(1)).one()
    asked = invitation_of(session, ask(session, clinic, ola.person_id, "after-session"))
    assert asked.occasion.kind == "session"
    _read(session, clinic, MORE, OLA + f";;C-1;{day};{state}")
    assert asked.withdrawn_at == clinic.now


BAD = [
    (
        [HEAD, OLA.replace("1980-02-29", "1981-02-29")],
        "Line 2, column 'birth_date': '1981-02-29' is not a date",
    ),
    ([HEAD, OLA, OLA.replace("2026-06-01", "1 June")], "Line 3, column 'first_attendance': '1 June'"),
    ([HEAD, OLA.replace("berg", "nobody")], "Line 2, column 'clinician': Choose a clinician"),
    ([HEAD, OLA.replace("berg", "lie")], "Line 2, column 'clinician'"),
    ([HEAD, OLA.replace("nn", "xx")], "Line 2, column 'language'"),
    ([HEAD, OLA.replace("Ola Haug", " ")], "Line 2, column 'name'"),
    ([HEAD, OLA.replace("F-77", "")], "Line 2, column 'patient'"),
    ([HEAD, OLA.replace("F-77", "L-1")], "Line 2, column 'patient': Another unit"),
    ([HEAD, OLA.replace("1980-02-29", "2999-01-01")], "Line 2, column 'birth_date': Check"),
    ([HEAD + ";pathway", OLA + ";MOON"], "Line 2, column 'pathway'"),
    (
        [HEAD + ";extended_decision", OLA + ";2026-07-01"],
        "Line 2, column 'extended_decision': There is an extended",
    ),
    ([HEAD + ";detox_end", OLA + ";2026-06-02"], "Line 2, column 'detox_end': First attendance is dated"),
    (
        [HEAD + ";referral_received", OLA + ";1999-06-02"],
        "Line 2, column 'referral_received': 2 June 1999 is",
    ),
    ([HEAD + ";referral_received", OLA + ";29 Feb"], "Line 2, column 'referral_received': '29 Feb'"),
    ([HEAD + ";email", OLA + ";ola"], "Line 2, column 'email'"),
    ([HEAD + ";decision", OLA + ";2026-05-01"], "Line 2, column 'decision': The decision cannot"),
    ([HEAD + ";decision", OLA + ";soon"], "Line 2, column 'decision': 'soon'"),
    ([MORE, OLA + ";;C-1;2026-11-24;"], "Line 2, column 'starts': '2026-11-24' is not a date or time like"),
    ([MORE, OLA + ";;C-1;2026-03-29 02:30;"], "Line 2, column 'starts'"),
    ([MORE, OLA + ";;C-1;0001-01-01 00:00;"], "Line 2, column 'starts'"),
    ([MORE, OLA + ";;C-1;2020-01-01 10:00;"], "Line 2, column 'starts': The patient has no clinician"),
    ([MORE, OLA + ";;C-1;2026-11-24 10:00;late"], "Line 2, column 'state': Choose booked"),
    ([HEAD, OLA + ";more"], "Line 2: it has another number of columns"),
    ([HEAD, OLA, "F-78;too;short"], "Line 3: it has another number of columns"),
    ([HEAD, OLA, '"F-78;open'], "cannot be read as CSV"),
    (['"patient;open'], "cannot be read as CSV"),
    ([HEAD.replace("clinician", "doctor"), OLA], "Line 1: the column 'clinician' is missing"),
    ([HEAD + ";shoe", OLA + ";43"], "Line 1: the column 'shoe' is not known"),
    ([""], "Line 1: the column 'patient' is missing"),
]


@pytest.mark.parametrize(("lines", "reason"), BAD)
def test_a_bad_line_is_named(session: Session, clinic: Clinic, lines: list[str], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        _read(session, clinic, *lines)
    assert reason in str(refused.value)
    assert refused.value.field == "file"


def test_a_file_that_is_no_text_is_refused(session: Session, clinic: Clinic) -> None:
    with pytest.raises(Refused, match="UTF-8"):
        import_patients(session, acting(session, clinic.siv), b"PK\x03\xff\xfe", clinic.now)


def test_a_file_that_is_too_long_is_refused(
    session: Session, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 1)
    assert _read(session, clinic, HEAD, OLA) == 1
    with pytest.raises(Refused, match="more than 1 rows"):
        _read(session, clinic, HEAD, OLA, OLA)


def test_nothing_of_a_bad_file_is_stored(clinic: Clinic) -> None:
    with pytest.raises(Refused), clinic.database.transaction() as session:
        _read(session, clinic, HEAD, OLA, OLA.replace("berg", "nobody"))
    with clinic.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Patient)) == 2
