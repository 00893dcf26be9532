"""Courses to test with: made by hand, or at random."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from feedback.domain.pathway.history import AreaChange, History, Milestone, Pause, Transfer
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting

START = date(2023, 1, 2)


def day(number: int, start: date = START) -> date:
    return start + timedelta(number)


def course(area: str, setting: str, **facts: object) -> History:
    """A course from days by milestone, for example `first_attendance=day(0)`; other facts by their field."""
    kinds = {kind.value for kind in MilestoneKind}
    milestones = tuple(Milestone(MilestoneKind(k), v) for k, v in facts.items() if k in kinds)  # type: ignore[arg-type]
    others = {name: value for name, value in facts.items() if name not in kinds}
    return History(CarePathwayArea(area), Setting(setting), milestones, **others)  # type: ignore[arg-type]


def opposite(setting: Setting) -> Setting:
    return Setting.INPATIENT if setting is Setting.OUTPATIENT else Setting.OUTPATIENT


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A possible course: decisions in order, transfers that change the setting, pauses that may overlap."""
    start = draw(st.dates(date(2018, 1, 1), date(2025, 1, 1)))
    days = st.integers(0, 500)
    decided = basic = draw(st.integers(0, 90))
    milestones = [
        Milestone(MilestoneKind.FIRST_ATTENDANCE, start),
        Milestone(MilestoneKind.BASIC_DECISION, day(basic, start)),
    ]
    if draw(st.booleans()):
        decided = basic + draw(days) // 5
        milestones.append(Milestone(MilestoneKind.EXTENDED_DECISION, day(decided, start)))
    setting = first = draw(st.sampled_from(Setting))
    transfers = []
    for number in sorted(draw(st.sets(days, max_size=4))):
        setting = opposite(setting)
        transfers.append(Transfer(setting, day(number, start)))
    area = began = draw(st.sampled_from(CarePathwayArea))
    area_changes = []
    for number in sorted(draw(st.sets(days, max_size=3))):
        area = draw(st.sampled_from([one for one in CarePathwayArea if one is not area]))
        area_changes.append(AreaChange(area, day(number, start)))
    spans = draw(st.lists(st.tuples(days, st.integers(0, 60)), max_size=4))
    return History(
        began,
        first,
        tuple(milestones),
        tuple(transfers),
        tuple(Pause(day(begins, start), day(begins + length, start)) for begins, length in spans),
        tuple(day(decided + number, start) for number in sorted(draw(st.sets(days, max_size=5)))),
        draw(st.booleans()),
        area_changes=tuple(area_changes),
    )
