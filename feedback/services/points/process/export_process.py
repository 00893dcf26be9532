"""What was done in a unit, day by day, with the unit's own codes: for the clinic's reporting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.points.process import ProcessKind, UnitCode, code_on
from feedback.persistence.tables import CarePathway, EvaluationPoint, Patient, ProcessFact, Unit
from feedback.services import audit
from feedback.services.courses.followed_area import area_on
from feedback.services.refusals import Refused
from feedback.services.units.process_codes import codes_of

NO_CODE = "no code in force"
AT_POINT = (EvaluationPoint.number, EvaluationPoint.due_on)


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One fact. `patient` is the clinic's own number; `in_time` is yes or no for a point that was held, beside the day
    that was recommended, else empty. Without a code in force on the day, `system` and `code` are empty and `remark`
    says so."""

    patient: str
    care_pathway: str
    point: int | None
    kind: str
    done_on: date
    registered_on: date | None
    recommended_on: date | None
    in_time: str
    system: str
    code: str
    remark: str

    def to_plain(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }


COLUMNS = tuple(ProcessRow.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class ProcessExport:
    """The rows by day, the numbers of the patients in them, and how many rows of each kind have no code."""

    rows: list[ProcessRow]
    patients: list[int]
    without_code: dict[str, int]


def unit_by_key(session: Session, key: str) -> Unit:
    """The unit with this key. Raises Refused with the keys that there are."""
    units = {unit.key: unit for unit in session.scalars(select(Unit).order_by(Unit.key))}
    if key not in units:
        raise Refused(
            "There is no unit '%(key)s'. There are: %(known)s.", key=key, known=", ".join(units) or "none"
        )
    return units[key]


def export_process(
    session: Session, actor: Actor, unit: Unit, begins_on: date, ends_on: date, now: datetime
) -> ProcessExport:
    """What was done from the first to the last day in the unit's courses; audited as a list of the patients."""
    if ends_on < begins_on:
        raise Refused("The last day comes before the first. Check both.")
    codes = codes_of(session, unit.id)
    query = (
        select(ProcessFact, area_on(ProcessFact.done_on), *AT_POINT, Patient.person_id, Patient.reference)
        .join(CarePathway, CarePathway.id == ProcessFact.pathway_id)
        .join(Patient, Patient.person_id == CarePathway.patient_id)
        .outerjoin(EvaluationPoint, EvaluationPoint.id == ProcessFact.point_id)
        .where(CarePathway.unit_id == unit.id)
        .where(ProcessFact.done_on >= begins_on, ProcessFact.done_on <= ends_on)
        .order_by(ProcessFact.done_on, ProcessFact.id)
    )
    found = session.execute(query).all()
    rows = [_row(fact, area, at, reference, codes) for fact, area, *at, _patient, reference in found]
    patients = list(dict.fromkeys(patient for *_fact, patient, _reference in found))
    target = ", ".join(f"patient {patient}" for patient in patients) or "nobody"
    audit.record(session, actor, "exported process facts", now, target=target, purpose="registration")
    return ProcessExport(rows, patients, dict(Counter(row.kind for row in rows if not row.code)))


def _row(
    fact: ProcessFact, area: str, at: Sequence[Any], reference: str, codes: list[UnitCode]
) -> ProcessRow:
    number, due_on = at
    code = code_on(codes, ProcessKind(fact.kind), fact.done_on)
    recommended_on = due_on if fact.kind == ProcessKind.EVALUATION_HELD else None
    return ProcessRow(
        patient=reference,
        care_pathway=area,
        point=number,
        kind=fact.kind,
        done_on=fact.done_on,
        registered_on=fact.registered_on,
        recommended_on=recommended_on,
        in_time=_in_time(fact.done_on, recommended_on),
        system=code.system if code else "",
        code=code.code if code else "",
        remark="" if code else NO_CODE,
    )


def _in_time(held_on: date, recommended_on: date | None) -> str:
    if recommended_on is None:
        return ""
    return "yes" if held_on <= recommended_on else "no"
