"""Held points of which the patient says that it was not like that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.points.overview import Missing
from feedback.persistence.tables import CarePathway, EvaluationPoint
from feedback.services.patients.patient_names import numbers
from feedback.services.points.overview.point_facts import may_lack


def objected_points(
    session: Session, patients: Collection[int], today: date
) -> Mapping[int, Sequence[EvaluationPoint]]:
    """The points of each patient, by day, that wait for one to talk about them: neither confirmed nor corrected since.

    Closed courses count too: what was said there still stands.
    """
    query = (
        select(CarePathway.patient_id, EvaluationPoint)
        .join(EvaluationPoint, EvaluationPoint.pathway_id == CarePathway.id)
        .where(CarePathway.patient_id.in_(numbers(patients)), may_lack(Missing.OBJECTED, today))
        .order_by(EvaluationPoint.held_on, EvaluationPoint.id)
    )
    found: defaultdict[int, list[EvaluationPoint]] = defaultdict(list)
    for patient, point in session.execute(query):
        found[patient].append(point)
    return found
