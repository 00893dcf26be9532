"""Whom a care pathway is meant for by age. A hint and never a refusal: young people in adult care can be right."""

from __future__ import annotations

from enum import StrEnum

from feedback.domain.pathway.vocabulary import CarePathwayArea

OLDEST_YOUNG = 23  # care for children and young people can be continued for some years after 18
YOUNGEST_ADULT = 16


class UnlikelyAge(StrEnum):
    """Why an age and a care pathway hardly go together."""

    TOO_OLD = "too_old"
    TOO_YOUNG = "too_young"


def unlikely_age(area: CarePathwayArea, age: int) -> UnlikelyAge | None:
    """Whether somebody should look once more: a grown-up in a pathway for the young, a child in one for adults."""
    if area in (CarePathwayArea.PHBU, CarePathwayArea.EATING_DISORDER_CHILD) and age > OLDEST_YOUNG:
        return UnlikelyAge.TOO_OLD
    if area in (CarePathwayArea.PHV, CarePathwayArea.TSB) and age < YOUNGEST_ADULT:
        return UnlikelyAge.TOO_YOUNG
    return None
