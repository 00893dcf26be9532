"""Patients and appointments from a file: line, column and reason, and nothing stored (rule A15)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting, ask, give_work, invitation_of
from clinic import Clinic
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import Appointment, Milestone, Patient
from feedback.services.courses.begin_course import NewCourse, begin_course
from feedback.services.courses.close_course import close_course
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.patients import import_patients as module
from feedback.services.patients.change_clinician import add_clinician, care_of
from feedback.services.patients.import_patients import Imported, import_patients
from feedback.services.patients.known_patients import Note
from feedback.services.patients.read_registration import registration_of
from feedback.services.patients.register_patient import find_by_reference
from feedback.services.refusals import ManyRefused, Refused

HEAD = "patient;name;birth_date;language;clinician;first_attendance"
OLA = "F-77;Ola Haug;1980-02-29;nn;berg;2026-06-01"
MORE = HEAD + ";decision;appointment;starts;state"


def _read(session: Session, clinic: Clinic, *lines: str) -> Imported:
    return import_patients(session, acting(session, clinic.siv), "\n".join(lines).encode(), clinic.now)


def _appointments(session: Session) -> list[tuple[str, str, str]]:
    rows = [row for row in session.scalars(select(Appointment)) if row.reference.startswith("C-")]
    return [(row.reference, f"{row.starts_at:%d.%m. %H:%M}", row.state) for row in rows]


def test_a_file_with_commas_and_a_mark_at_its_start(session: Session, clinic: Clinic) -> None:
    text = "\ufeff" + HEAD.replace(";", ",") + ",email\r\n" + OLA.replace(";", ",") + ",o@h.no\r\n\r\n"
    assert import_patients(session, acting(session, clinic.siv), text.encode(), clinic.now).rows == 1
    [ola] = [row for row in session.scalars(select(Patient)) if row.reference == "F-77"]
    assert (ola.person.name, ola.person.email, ola.born_on) == ("Ola Haug", "o@h.no", date(1980, 2, 29))


def test_reading_again_changes_nothing_and_news_are_taken_in(session: Session, clinic: Clinic) -> None:
    row = OLA + ";2026-07-01;C-1;2026-11-24 10:30;"
    for _ in range(2):
        assert _read(session, clinic, MORE, row).rows == 1
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
    ([HEAD, OLA.replace("F-77", ""), OLA.replace("F-77;Ola", ";Eva")], "Line 3, column 'patient': Write"),
    ([HEAD, OLA.replace("F-77", "L-1")], "Line 2, column 'patient': Another unit"),
    ([HEAD, OLA.replace("1980-02-29", "2999-01-01")], "Line 2, column 'birth_date': Check"),
    ([HEAD + ";pathway", OLA + ";MOON"], "Line 2, column 'pathway': Choose one of these: PHV, PHBU"),
    (
        [HEAD + ";extended_decision", OLA + ";2026-07-01"],
        "Line 2, column 'extended_decision': There is an extended",
    ),
    (
        [HEAD + ";detox_end;pathway", OLA + ";2026-06-02;TSB"],
        "Line 2, column 'detox_end': First attendance is dated",
    ),
    ([HEAD + ";detox_end", OLA + ";2026-05-30"], "Line 2, column 'detox_end': Only substance-use"),
    ([HEAD + ";setting", OLA + ";sideways"], "Line 2, column 'setting': Choose one of these: outpatient"),
    ([HEAD + ";starts", OLA + ";2026-11-24 10:30"], "Line 2, column 'appointment': A time needs"),
    ([HEAD, OLA, OLA.replace("Haug", "Berg")], "Line 3, column 'patient': This number has another name"),
    ([HEAD, OLA, OLA.replace("1980", "1981").replace("-29", "-28")], "birth date in line 2. Check"),
    ([HEAD, OLA, OLA.replace("berg", "lie")], "Line 3, column 'clinician': This patient has another"),
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
    ([HEAD, OLA + ";more"], "Line 2: It has another number of columns"),
    ([HEAD, OLA, "F-78;too;short"], "Line 3: It has another number of columns"),
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
    assert _read(session, clinic, HEAD, OLA).rows == 1
    with pytest.raises(Refused, match="more than 1 rows"):
        _read(session, clinic, HEAD, OLA, OLA)


def test_nothing_of_a_bad_file_is_stored(clinic: Clinic) -> None:
    with pytest.raises(Refused), clinic.database.transaction() as session:
        _read(session, clinic, HEAD, OLA, OLA.replace("berg", "nobody"))
    with clinic.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Patient)) == 2


def test_every_bad_line_is_named(session: Session, clinic: Clinic) -> None:
    bad = [f"F-{number};Ola Haug;1980-02-29;xx;berg;2026-06-01" for number in range(100, 154)]
    with pytest.raises(ManyRefused) as refused:
        _read(session, clinic, HEAD, OLA, *bad)
    said = [str(problem) for problem in refused.value.problems]
    assert (said[0][:6], said[49][:7], len(said)) == ("Line 3", "Line 52", 51)
    assert said[50].startswith("Further lines that are wrong: 4.")


def _patient(session: Session, reference: str) -> Patient:
    found = find_by_reference(session, reference)
    assert found is not None
    return found


@pytest.mark.parametrize("other", [("Ola Haug", "Kari Haug"), ("1980-02-29", "1980-02-28")])
def test_a_number_never_becomes_another_person(
    session: Session, clinic: Clinic, other: tuple[str, str]
) -> None:
    _read(session, clinic, HEAD, OLA)
    with pytest.raises(
        Refused, match="Line 2, column 'patient': This number is registered with another"
    ) as told:
        _read(session, clinic, HEAD, OLA.replace(*other))
    assert "Haug" not in str(told.value)
    ola = _patient(session, "F-77")
    assert (ola.person.name, ola.born_on) == ("Ola Haug", date(1980, 2, 29))


def test_the_name_may_be_spaced_and_written_otherwise(session: Session, clinic: Clinic) -> None:
    _read(session, clinic, HEAD, OLA.replace("Ola Haug", "Åse Haug"))
    _read(session, clinic, HEAD, OLA.replace("Ola Haug", " A\u030aSE  haug "))
    assert _patient(session, "F-77").person.name == "Åse Haug"


def test_of_another_units_number_nothing_more_is_said(session: Session, clinic: Clinic) -> None:
    with pytest.raises(Refused) as told:
        _read(session, clinic, HEAD, OLA.replace("F-77", "L-1"))
    assert "Another unit" in str(told.value)
    assert "birth date" not in str(told.value)


def test_what_a_file_leaves_out_stays(session: Session, clinic: Clinic) -> None:
    head = HEAD + ";email;phone;pathway;setting"
    row = OLA + ";o@h.no;900;TSB;inpatient"
    assert _read(session, clinic, head, row).new == 1
    for known in (OLA + ";;;;", row):
        assert _read(session, clinic, head, known) == Imported(1, 0, {})
    assert _read(session, clinic, HEAD, OLA) == Imported(1, 0, {})
    ola = _patient(session, "F-77")
    assert (ola.person.email, ola.person.phone) == ("o@h.no", "900")
    facts = registration_of(session, ola)
    assert (facts.area, facts.setting) == ("TSB", "inpatient")


@pytest.mark.parametrize(("column", "value"), [("pathway", "PHBU"), ("setting", "inpatient")])
def test_another_beginning_of_the_course_is_refused(
    session: Session, clinic: Clinic, column: str, value: str
) -> None:
    _read(session, clinic, HEAD, OLA)
    with pytest.raises(Refused, match=f"Line 2, column '{column}': The course began"):
        _read(session, clinic, f"{HEAD};{column}", f"{OLA};{value}")


def test_what_was_changed_is_told_by_its_line(session: Session, clinic: Clinic) -> None:
    give_work(session, clinic, clinic.lie, clinic.siv)
    eva = OLA.replace("F-77;Ola", "F-78;Eva")
    assert _read(session, clinic, MORE, OLA + ";2026-07-01;;;", eva + ";2026-07-01;;;").notes == {}
    changed = [OLA.replace(";nn;", ";nb;") + ";;;;", eva.replace("berg", "lie") + ";2026-07-02;;;"]
    expected = {Note.CONTACT: (2,), Note.CLINICIAN: (3,), Note.COURSE: (3,)}
    assert _read(session, clinic, MORE, *changed) == Imported(2, 0, expected)
    assert registration_of(session, _patient(session, "F-78")).clinician == clinic.lie


def test_an_old_file_does_not_give_the_patient_back(session: Session, clinic: Clinic) -> None:
    """Neither to a clinician who was followed by another, nor beyond a last day that was agreed."""
    give_work(session, clinic, clinic.lie, clinic.siv)
    _read(session, clinic, HEAD, OLA)
    ola, siv, today = _patient(session, "F-77"), acting(session, clinic.siv), day_of(clinic.now)
    add_clinician(session, siv, ola, clinic.lie, today, True, clinic.now)
    assert _read(session, clinic, HEAD, OLA).notes == {Note.FORMER: (2,)}
    assert registration_of(session, ola).clinician == clinic.lie
    [relation] = [row for row in care_of(session, ola.person_id) if row.staff_id == clinic.lie]
    relation.ends_on = today + timedelta(days=3)
    assert _read(session, clinic, HEAD, OLA.replace("berg", "lie")).notes == {}
    assert relation.ends_on == today + timedelta(days=3)


def test_what_a_file_tells_of_an_earlier_course_changes_nothing(session: Session, clinic: Clinic) -> None:
    row = OLA + ";2026-07-01"
    _read(session, clinic, HEAD + ";decision", row)
    ola, siv = _patient(session, "F-77"), acting(session, clinic.siv)
    first = open_pathway(session, ola.person_id)
    assert first is not None
    close_course(session, siv, first, date(2026, 8, 1), clinic.now)
    begin_course(session, siv, ola, NewCourse("TSB", "inpatient", date(2026, 9, 1)), clinic.now)
    before = registration_of(session, ola)
    assert _read(session, clinic, HEAD + ";decision", row) == Imported(1, 0, {})
    assert registration_of(session, ola) == before


def test_whoever_comes_back_can_have_the_clinician_of_before(session: Session, clinic: Clinic) -> None:
    give_work(session, clinic, clinic.lie, clinic.siv)
    _read(session, clinic, HEAD, OLA)
    ola, siv, today = _patient(session, "F-77"), acting(session, clinic.siv), day_of(clinic.now)
    add_clinician(session, siv, ola, clinic.lie, today, True, clinic.now)
    first = open_pathway(session, ola.person_id)
    assert first is not None
    close_course(session, siv, first, today - timedelta(days=2), clinic.now)
    again = OLA.replace("2026-06-01", (today - timedelta(days=1)).isoformat())
    told = _read(session, clinic, HEAD, again).notes
    assert told == {Note.CLINICIAN: (2,), Note.COURSE: (2,)}
    assert registration_of(session, ola).clinician == clinic.berg


def test_an_age_that_hardly_fits_is_told_once(session: Session, clinic: Clinic) -> None:
    for notes in ({Note.AGE: (2,)}, {}):
        assert _read(session, clinic, HEAD + ";pathway", OLA + ";PHBU").notes == notes


@pytest.mark.parametrize("state", ["attended", "no-show"])
def test_nothing_ahead_has_taken_place(session: Session, clinic: Clinic, state: str) -> None:
    day = f"{clinic.now + timedelta(days=5):%Y-%m-%d} 10:00"
    with pytest.raises(Refused, match="Line 2, column 'state': The day of this appointment has not come yet"):
        _read(session, clinic, MORE, OLA + f";;C-1;{day};{state}")
