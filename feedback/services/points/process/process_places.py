"""Where something was done: at an evaluation point, or in a course beside its points."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from feedback.persistence.tables import CarePathway, EvaluationPoint, ProcessFact
from feedback.services.refusals import NotFound

Place = EvaluationPoint | CarePathway


def get_course_of(session: Session, patient: int, course: int) -> CarePathway:
    """One course of a patient, open or closed. Raises NotFound."""
    found = session.get(CarePathway, course)
    if found is None or found.patient_id != patient:
        raise NotFound
    return found


def course_of(place: Place) -> CarePathway:
    """The course to which the place belongs."""
    return place if isinstance(place, CarePathway) else place.pathway


def point_id_of(place: Place) -> int | None:
    """The row of the point; None beside the points."""
    return None if isinstance(place, CarePathway) else place.id


def number_of(place: Place) -> str:
    """The number of the point in words of the history; empty beside the points."""
    return "" if isinstance(place, CarePathway) else str(place.number)


def name_of(place: Place) -> str:
    """The place as the audit log names it."""
    kind = "course" if isinstance(place, CarePathway) else "evaluation point"
    return f"{kind} {place.id}"


def of_place(place: Place) -> ColumnElement[bool]:
    """The condition for facts of the place: those of a point, or all of a course."""
    column = ProcessFact.pathway_id if isinstance(place, CarePathway) else ProcessFact.point_id
    return column == place.id


def beside(course: CarePathway) -> ColumnElement[bool]:
    """The condition for facts that stand beside the points of a course."""
    return and_(of_place(course), ProcessFact.point_id.is_(None))
