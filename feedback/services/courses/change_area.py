"""The care pathway of a course: followed from a day on, or registered wrongly from the beginning."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway import history as domain
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import AreaChange, CarePathway
from feedback.services.courses.course_changes import begin_change, end_change, get_fact, refuse_impossible
from feedback.services.courses.turns import Kind, Move, change_turn, turns_of
from feedback.services.refusals import Refused, _

AREA_CHANGES = Kind(
    field="area-change",
    facts="area_changes",
    table=AreaChange,
    column="to_area",
    words=CarePathwayArea,
    fact=domain.AreaChange,
    unknown=_("Choose a care pathway from the list."),
)


def record_area_change(
    session: Session, actor: Actor, pathway: CarePathway, move: Move, now: datetime
) -> None:
    """From this day on the course follows another care pathway, a special one on its base for example. What was
    due before keeps its interval, and a running date changes as after a transfer. Raises Refused."""
    change_turn(session, actor, pathway, AREA_CHANGES, None, move, now)


def correct_area_change(
    session: Session, actor: Actor, pathway: CarePathway, change: int, move: Move, now: datetime
) -> None:
    """It was another day or another care pathway. Raises Refused, NotFound."""
    change_turn(session, actor, pathway, AREA_CHANGES, change, move, now)


def remove_area_change(
    session: Session, actor: Actor, pathway: CarePathway, change: int, now: datetime
) -> None:
    """It never happened. Raises Refused, NotFound."""
    change_turn(session, actor, pathway, AREA_CHANGES, change, None, now)


def area_changes_of(session: Session, pathway: int) -> list[AreaChange]:
    """The changes of care pathway of a course, by day."""
    return turns_of(session, pathway, AREA_CHANGES)


def get_area_change(session: Session, pathway: CarePathway, change: int) -> AreaChange:
    """One change of care pathway of this course. Raises NotFound."""
    return get_fact(session, pathway, AreaChange, change)


def correct_beginning(
    session: Session, actor: Actor, pathway: CarePathway, area: str, setting: str, now: datetime
) -> None:
    """The course was registered wrongly: it has followed this care pathway, or been in this setting, from its
    beginning until the first change. Raises Refused."""
    if area not in tuple(CarePathwayArea) or setting not in tuple(Setting):
        raise Refused(_("Choose a care pathway and a setting from the list."), field="area")
    facts = begin_change(session, actor, pathway, "changed care pathway", now)
    changed = facts.changed(area=CarePathwayArea(area), setting=Setting(setting))
    refuse_impossible(facts.history, changed.history, day_of(now), "setting")
    before = (pathway.area, pathway.setting)
    pathway.area, pathway.setting = area, setting
    what = (("area", before[0], area), ("setting", before[1], setting))
    end_change(session, actor, changed, what, now)
