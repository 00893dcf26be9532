"""The care pathway of a course and the setting in which it began, corrected or made special."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.people import Actor
from feedback.persistence.tables import CarePathway
from feedback.services.courses.course_changes import (
    begin_change,
    end_change,
    note_course_change,
    refuse_impossible,
)
from feedback.services.refusals import Refused, _


def change_area(
    session: Session, actor: Actor, pathway: CarePathway, area: str, setting: str, now: datetime
) -> None:
    """Follow another care pathway, a special one on its base for example, or begin in the other setting; the
    waiting point is planned anew. Raises Refused."""
    if area not in tuple(CarePathwayArea) or setting not in tuple(Setting):
        raise Refused(_("Choose a care pathway and a setting from the list."), field="area")
    facts = begin_change(session, actor, pathway, "changed care pathway", now)
    changed = facts.changed(area=CarePathwayArea(area), setting=Setting(setting))
    refuse_impossible(facts.history, changed.history, day_of(now), "setting")
    before = (pathway.area, pathway.setting)
    pathway.area, pathway.setting = area, setting
    note_course_change(session, actor, pathway.id, ("area", before[0], area), now)
    end_change(session, actor, changed, ("setting", before[1], setting), now)
