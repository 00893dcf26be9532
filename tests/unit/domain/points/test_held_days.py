"""What a version says about its days is read back as it was stored, and explained in the same words later."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.pathway.due_dates import next_point
from feedback.domain.pathway.explanation import Explained, explain, sentence, sentence_of
from feedback.domain.pathway.history import History, Milestone, Pause, Transfer
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.domain.points.held_days import HeldDays, held_from_plain, held_to_plain

START = date(2025, 1, 20)
DAYS = st.dates(date(2025, 3, 1), date(2026, 6, 1))


@given(held_on=DAYS, away=DAYS, moved=DAYS, area=st.sampled_from(CarePathwayArea))
def test_a_day_is_explained_in_the_same_words_later(
    held_on: date, away: date, moved: date, area: CarePathwayArea
) -> None:
    history = History(
        area,
        Setting.OUTPATIENT,
        (Milestone(MilestoneKind.FIRST_ATTENDANCE, START), Milestone(MilestoneKind.BASIC_DECISION, START)),
        (Transfer(Setting.INPATIENT, moved),),
        (Pause(away, away),),
        (held_on,),
    )
    due = next_point(history, shipped_rules())
    assert due is not None
    why = Explained(due.due_on, explain(due))
    days = HeldDays(held_on, area.value, START, "other: ferie", due.due_on, why)
    stored = json.loads(json.dumps(held_to_plain(days)))
    assert held_from_plain(stored) == days
    read = held_from_plain(stored).why
    assert read is not None
    assert sentence_of(read) == sentence(due)


def test_what_there_is_none_of_is_left_out() -> None:
    days = HeldDays(START, "PHV", START)
    assert held_to_plain(days) == {"held_on": "2025-01-20", "area": "PHV", "began_on": "2025-01-20"}
    assert held_from_plain(held_to_plain(days)) == days
