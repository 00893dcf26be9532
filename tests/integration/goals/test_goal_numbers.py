"""Numbers of goals are the same on the page and on paper, whoever gave them and whenever (rule A12)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from feedback.cli.sheets import FONTS
from feedback.domain.goals.plan_document import PlanDocument, PlanVersion
from feedback.domain.points.sheet import Goal, GoalRating
from feedback.reports.treatment_plan import render_plan
from feedback.reports.voice import Voice
from feedback.web.clinician.tables import goal_table

MAY, JUNE, NOVEMBER = date(2026, 5, 29), date(2026, 6, 3), date(2026, 11, 20)
PEOPLE = (("patient", 0), ("Per Nordvik (brother)", 1), ("Anna Berg (clinician)", 2))


def said(by: int, *given: tuple[date, int | None]) -> tuple[GoalRating, ...]:
    name, place = PEOPLE[by]
    return tuple(
        GoalRating(on, name, None if value is None else Decimal(value), place) for on, value in given
    )


ALIKE = said(0, (MAY, 1), (NOVEMBER, 6)) + said(2, (JUNE, 4))
APART = said(0, (JUNE, 2), (JUNE, 7)) + said(1, (NOVEMBER, 5)) + said(2, (JUNE, None), (NOVEMBER, 3))
SILENT = said(0, (NOVEMBER, None))
NEAR = re.compile(r"(\d+|–)( → (\d+|–))?")
CASES = {
    "the same days": (Goal("Sove", ALIKE), Goal("Jobbe", ALIKE)),
    "other days": (Goal("Sove", ALIKE), Goal("Jobbe", APART, "Reached 20 Nov 2026"), Goal("Ringe", SILENT)),
    "out of order": (Goal("Sove", tuple(reversed(ALIKE))), Goal("Jobbe", ())),
}


@pytest.mark.parametrize("case", CASES)
def test_page_and_paper_say_the_same(app: Flask, case: str) -> None:
    goals = CASES[case]
    version = PlanVersion(1, NOVEMBER, "Anna Berg", made_together=False)
    plan = PlanDocument("Samsyn", "Kari Nordvik", NOVEMBER, version, goals=goals)
    with app.test_request_context("/"):
        table = goal_table(goals, Voice(str, "en"))
    pdf = PdfReader(BytesIO(render_plan(plan, str, "en", FONTS)))
    lines = [line.strip() for line in pdf.pages[0].extract_text().splitlines()]
    assert {*table.headings[1:]} <= {*lines}
    starts = [lines.index(goal.words) for goal in goals]
    for row, start, end in zip(table.rows, starts, [*starts[1:], len(lines)], strict=True):
        cells = [str(cell).partition(" (") for cell in row[1:]]
        assert [said for said, *_rest in cells] == [line for line in lines[start:end] if NEAR.fullmatch(line)]
        assert {days.rstrip(")") for *_rest, days in cells} <= {*lines, ""}
