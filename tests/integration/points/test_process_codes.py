"""Codes that a unit fills in, and the export of what was done with the codes of the day."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from asking import Command, acting
from clinic import Clinic
from held_point import HELD, NOBODY, PLAN, hold, unit_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import (
    AuditEvent,
    EvaluationPoint,
    ProcessCode,
    ProcessFact,
    Unit,
)
from feedback.services.points.process.export_process import export_process, unit_by_key
from feedback.services.points.process.process_facts import (
    record_facts,
)
from feedback.services.refusals import NotFound, Refused
from feedback.services.units.changes import changes_of
from feedback.services.units.process_codes import (
    NewCode,
    add_code,
    code_rows,
    codes_of,
    lacks_codes,
    remove_code,
)


@pytest.fixture
def point(session: Session, clinic: Clinic) -> EvaluationPoint:
    """Kari's first point, held today."""
    return hold(session, clinic)


def test_codes_hold_from_their_day_and_leave_a_trace(session: Session, clinic: Clinic) -> None:
    unit, nina, today = unit_of(session, clinic), acting(session, clinic.nina), day_of(clinic.now)
    assert lacks_codes(session, unit.id, today)
    old = NewCode(PLAN, " Own set ", " P1 ", today - timedelta(days=30))
    first = add_code(session, nina, unit, old, clinic.now)
    assert (first.system, first.code) == ("Own set", "P1")
    with pytest.raises(Refused) as refused:
        add_code(session, nina, unit, replace(old, code="P2"), clinic.now)
    assert refused.value.field == "effective_from"
    add_code(session, nina, unit, replace(old, code="P2", effective_from=today), clinic.now)
    add_code(session, nina, unit, replace(old, kind=HELD), clinic.now)
    assert [(row.kind, row.code) for row in code_rows(session, unit.id)] == [
        (PLAN, "P2"), (PLAN, "P1"), (HELD, "P1")
    ]  # fmt: skip
    remove_code(session, nina, unit, first.id, clinic.now)
    assert [code.code for code in codes_of(session, unit.id)] == ["P2", "P1"]
    assert changes_of(session, unit=unit.id)[0].field == "code plan-made-together"
    other = session.scalars(select(Unit).where(Unit.id != unit.id)).first()
    assert other is not None
    for wrong in (other, unit):
        with pytest.raises(NotFound):
            remove_code(
                session, nina, wrong, code_rows(session, unit.id)[0].id if wrong is other else 999, clinic.now
            )


def test_what_has_a_code_gets_another_only_by_a_yes(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    unit, nina, today = unit_of(session, clinic), acting(session, clinic.nina), day_of(clinic.now)
    old = NewCode(HELD, "Own", "OLD", today - timedelta(days=30))
    add_code(session, nina, unit, old, clinic.now)  # what has no code is filled in freely
    new = replace(old, code="NEW", effective_from=today - timedelta(days=9))
    with pytest.raises(Refused) as refused:
        add_code(session, nina, unit, new, clinic.now)
    assert (refused.value.field, refused.value.details) == ("replaces", {"code": "Own OLD", "count": 1})
    assert [row.code for row in code_rows(session, unit.id)] == ["OLD"]
    for free in (
        replace(new, code="OLD"), replace(new, kind=PLAN), replace(new, effective_from=today + timedelta(days=1))
    ):  # fmt: skip
        remove_code(session, nina, unit, add_code(session, nina, unit, free, clinic.now).id, clinic.now)
    add_code(session, nina, unit, replace(new, replaces=True), clinic.now)
    assert export_process(session, NOBODY, unit, today, today, clinic.now).rows[0].code == "NEW"
    change = changes_of(session, unit=unit.id)[0]
    assert (change.before, change.after) == (
        f"Own OLD ({old.effective_from})", f"Own NEW ({new.effective_from})"
    )  # fmt: skip
    between = replace(new, code="BETWEEN", effective_from=today - timedelta(days=20))
    add_code(
        session, nina, unit, between, clinic.now
    )  # ends before the facts, as another code holds from then on


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "breach"}, "kind"),
        *(({"system": text}, "system") for text in (" ", "x" * 61)),
        *(({"code": text}, "code") for text in ("", "=1", "-1", "a\nb")),
        *(
            ({"effective_from": day}, "effective_from")
            for day in (None, date(1999, 12, 31), date(9999, 12, 31))
        ),
    ],
)
def test_a_code_that_cannot_be_is_refused(
    session: Session, clinic: Clinic, changed: dict[str, Any], field: str
) -> None:
    new = replace(NewCode(PLAN, "Own", "P1", date(2026, 1, 1)), **changed)
    with pytest.raises(Refused) as refused:
        add_code(session, acting(session, clinic.nina), unit_of(session, clinic), new, clinic.now)
    assert refused.value.field == field
    assert session.scalars(select(ProcessCode)).all() == []


def test_the_export_has_the_codes_of_the_day(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    unit, today = unit_of(session, clinic), day_of(clinic.now)
    berg, nina = acting(session, clinic.berg), acting(session, clinic.nina)
    record_facts(session, berg, point, [PLAN], today - timedelta(days=10), clinic.now)
    add_code(session, nina, unit, NewCode(PLAN, "Own", "OLD", today - timedelta(days=20)), clinic.now)
    add_code(session, nina, unit, NewCode(PLAN, "Own", "NEW", today - timedelta(days=9)), clinic.now)
    session.add(
        ProcessFact(
            pathway_id=point.pathway_id, kind=PLAN, done_on=today - timedelta(days=3), recorded_by_id=clinic.berg,
            recorded_at=clinic.now,
        )
    )  # fmt: skip
    found = export_process(session, NOBODY, unit, today - timedelta(days=10), today, clinic.now)
    assert [(row.kind, row.point, row.code, row.remark) for row in found.rows] == [
        (PLAN, 1, "OLD", ""), (PLAN, None, "NEW", ""), (HELD, 1, "", "no code in force")
    ]  # fmt: skip
    assert (found.patients, found.without_code) == ([clinic.kari], {HELD: 1})
    assert found.rows[0].to_plain()["done_on"] == (today - timedelta(days=10)).isoformat()
    row = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert row is not None
    assert (row.action, row.target) == ("exported process facts", f"patient {clinic.kari}")
    other = unit_by_key(session, "lia-bup")
    assert export_process(session, NOBODY, other, today, today, clinic.now).rows == []
    with pytest.raises(Refused):
        export_process(session, NOBODY, unit, today, today - timedelta(days=1), clinic.now)
    with pytest.raises(Refused, match="fjellheim-dps, lia-bup"):
        unit_by_key(session, "Fjellheim DPS")


def test_the_command_writes_csv_and_json(clinic: Clinic, command: Command, tmp_path: Path) -> None:
    today = day_of(clinic.now)
    with clinic.database.transaction() as session:
        hold(session, clinic)
    asked = ("--unit", "fjellheim-dps", "--from", today, "--to", today)
    code, out, err = command("process", "export", *asked)
    assert code == 0
    [head, row] = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert dict(zip(head, row, strict=True)) == {
        "patient": "F-1", "care_pathway": "PHV", "point": "1", "kind": "evaluation-held", "done_on": str(today),
        "registered_on": "", "recommended_on": str(today + timedelta(days=2)), "in_time": "yes",
        "system": "", "code": "", "remark": "no code in force",
    }  # fmt: skip
    assert err == (
        "evaluation-held: 1 without a code on their day. An administrator fills codes in on the unit's page.\n"
    )
    code, out, _err = command("process", "export", *asked, "--json")
    content = json.loads(out)
    assert (code, content["without_code"], content["facts"][0]["code"]) == (0, {"evaluation-held": 1}, "")
    file = tmp_path / "facts.csv"
    code, out, _err = command("process", "export", *asked, "--out", file)
    assert (code, out) == (0, f"1 rows in {file}\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(b"\xef\xbb\xbfpatient;")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--unit": "nowhere"}, "There is no unit"),
        ({"--from": "2026-02-30"}, "--from 2026-02-30"),
        ({"--to": "x"}, "--to x"),
        ({"--from": "2026-02-02", "--to": "2026-02-01"}, "The last day comes before the first"),
    ],
)
def test_the_command_says_what_to_correct(
    clinic: Clinic, command: Command, changed: dict[str, str], said: str
) -> None:
    options = {"--unit": "fjellheim-dps", "--from": "2026-01-01", "--to": "2026-12-31", **changed}
    code, out, err = command("process", "export", *(part for pair in options.items() for part in pair))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
