"""What is written at an evaluation point, and what came of it in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from asking import give_work
from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path, whole
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.points.evaluation_record import Record
from feedback.persistence.tables import (
    CareRelation,
    EvaluationPoint,
    EvaluationRecord,
)
from feedback.services.points.evaluation.evaluation_records import record_of

STEP_DUE = (datetime.now(UTC) + timedelta(days=18)).date().isoformat()
WRITTEN = {
    "notes-useful": "Ja, mest.",
    "works": "Turene",
    "changes": "Færre skjemaer",
    "further": "Blodprøve",
    "assess-somatic": "y",
    "steps-0-what": "Ringe fastlegen",
    "steps-0-who": "Kari",
    "steps-0-due_on": STEP_DUE,
    "people-3-name": "Nav-veileder",
    "people-3-part": "other",
    "people-3-presence": "phone",
    "copies-1-name": "Søster",
    "copies-1-agreed": "y",
    "copy_doctor": "y",
    "way": "video",
}


def due_later(clinic: Clinic, days: int) -> None:
    """Move the open point so many days from today."""
    with clinic.database.transaction() as session:
        point = session.scalars(select(EvaluationPoint)).first()
        assert point is not None
        point.due_on = day_of(clinic.now) + timedelta(days)
        point.opens_on = point.due_on - timedelta(14)


def records(clinic: Clinic) -> list[EvaluationRecord]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(EvaluationRecord).order_by(EvaluationRecord.id)))


def written(clinic: Clinic) -> Record:
    return record_of(records(clinic)[-1])


def cares_too(clinic: Clinic) -> None:
    """Dr Lie works in Kari's unit from today on, and cares for her with Dr Berg."""
    today = day_of(clinic.now)
    with clinic.database.transaction() as session:
        give_work(session, clinic, clinic.lie, clinic.berg)
        session.add(CareRelation(patient_id=clinic.kari, staff_id=clinic.lie, starts_on=today))


def held(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, 3)
    berg = whole(clinic, begin(clinic, browser))
    hold(berg, {**WRITTEN})


def at(clinic: Clinic, staff: PageClient, heading: str, number: int = 1) -> PageClient:
    staff.get(f"{point_path(clinic, number)}/together/{heading}")
    return staff
