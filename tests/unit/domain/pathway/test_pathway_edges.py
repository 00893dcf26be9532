"""What is recorded twice is said."""

from __future__ import annotations

from pathway_histories import START, day

from feedback.domain.pathway.history import History, Milestone
from feedback.domain.pathway.problems import ProblemCode, check_recorded
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting


def test_a_milestone_that_is_recorded_on_two_days_is_said() -> None:
    twice = tuple(Milestone(MilestoneKind.FIRST_ATTENDANCE, day(number)) for number in (0, 3))
    history = History(CarePathwayArea("PHV"), Setting("outpatient"), twice)
    found = [one for one in check_recorded(history, START) if one.code is ProblemCode.RECORDED_TWICE]
    assert [one.on for one in found] == [day(3)]
