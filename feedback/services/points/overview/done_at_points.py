"""What was done at many points, whether it is registered, and the unit's code for it; two statements for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.points.process import ProcessKind, UnitCode, code_on
from feedback.persistence.tables import CarePathway, ProcessCode, ProcessFact
from feedback.services.patients.patient_names import numbers

DoneByPoint = Mapping[int, Mapping[ProcessKind, "DoneThere"]]


@dataclass(frozen=True, slots=True)
class DoneThere:
    """One thing that was done at a point. `code` is None where the unit had none on that day."""

    on: date
    registered_on: date | None
    code: UnitCode | None


def done_at(session: Session, points: Collection[int]) -> DoneByPoint:
    """What is recorded of each of these points, by their number in the database."""
    query = (
        select(ProcessFact, CarePathway.unit_id)
        .join(CarePathway, CarePathway.id == ProcessFact.pathway_id)
        .where(ProcessFact.point_id.in_(numbers(points)))
    )
    rows = [(fact, unit) for fact, unit in session.execute(query)]
    codes = _codes(session, {unit for _fact, unit in rows})
    found: defaultdict[int, dict[ProcessKind, DoneThere]] = defaultdict(dict)
    for fact, unit in rows:
        kind = ProcessKind(fact.kind)
        code = code_on(codes[unit], kind, fact.done_on)
        found[fact.point_id or 0][kind] = DoneThere(fact.done_on, fact.registered_on, code)
    return found


def _codes(session: Session, units: Collection[int]) -> Mapping[int, list[UnitCode]]:
    found: defaultdict[int, list[UnitCode]] = defaultdict(list)
    for row in session.scalars(select(ProcessCode).where(ProcessCode.unit_id.in_(numbers(units)))):
        code = UnitCode(ProcessKind(row.kind), row.system, row.code, row.effective_from)
        found[row.unit_id].append(code)
    return found
