"""Which care pathway a course followed on a day, asked of the database."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from feedback.domain.pathway.vocabulary import CarePathwayArea
from feedback.persistence.tables import AreaChange, CarePathway


def area_on(day: Any) -> ColumnElement[str]:
    """For a statement that speaks of `CarePathway`: the one followed on that day (a date or a column)."""
    begun = (AreaChange.pathway_id == CarePathway.id, AreaChange.happened_on <= day)
    newest = select(AreaChange.to_area).where(*begun).order_by(AreaChange.happened_on.desc()).limit(1)
    return func.coalesce(newest.scalar_subquery(), CarePathway.area)


def followed_area(session: Session, pathway: int, day: date) -> CarePathwayArea:
    """The one that a course followed on that day."""
    return CarePathwayArea(
        session.execute(select(area_on(day)).where(CarePathway.id == pathway)).scalar_one()
    )
