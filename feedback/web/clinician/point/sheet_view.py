"""The joint-review sheet on the screen, drawn from the same content as its PDF (rule A12)."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from feedback.domain.points.sheet import Heading, SheetContent
from feedback.reports.sheet_decisions import next_rule
from feedback.reports.sheet_head import course, held
from feedback.reports.sheet_headings import heading_titles, numbered_titles
from feedback.reports.voice import Voice
from feedback.web.clinician.patient.development import ChartGroup, chart_groups, in_area
from feedback.web.clinician.tables import Table, goal_table, looked_at_table, rating_table, task_table

COLUMNS = 3


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet's content with its titles, tables and charts in the reader's language."""

    content: SheetContent
    titles: dict[Heading, str]
    groups: tuple[ChartGroup, ...]
    voice: Voice

    def charts(self, heading: str) -> tuple[ChartGroup, ...]:
        """The charts under one heading; session feedback has its own table instead."""
        return in_area(self.groups, Heading(heading))

    @property
    def numbered(self) -> dict[Heading, str]:
        """The titles with the numbers that they have on paper."""
        return numbered_titles(_)

    @property
    def held(self) -> str:
        """When it was held, or that it is a draft."""
        return held(self.content, self.voice)

    @property
    def course(self) -> str:
        """The care pathway, and since when."""
        return course(self.content, self.voice)

    @property
    def goals(self) -> Table:
        return goal_table(self.content.goals, self.voice)

    @property
    def sessions(self) -> Table:
        """The newest session feedback, side by side."""
        latest = self.content.sessions[-COLUMNS:]
        return rating_table([(self.voice.day(one.on), one.ratings) for one in latest], self.voice)

    @property
    def earlier_tasks(self) -> Table:
        return looked_at_table(self.content.earlier_tasks, self.voice)

    @property
    def tasks(self) -> Table:
        return task_table(self.content.decisions.tasks, self.voice)

    @property
    def people(self) -> str:
        return ", ".join(map(self.voice.person, self.content.people))

    @property
    def next_rule(self) -> str:
        """Why the next point falls on its day, or this one while there is none."""
        return next_rule(self.content, _)

    @property
    def copies(self) -> str:
        return ", ".join(map(self.voice.person, self.content.decisions.copies))


def sheet_view(content: SheetContent, language: str) -> SheetView:
    """The view of one sheet."""
    groups = chart_groups(content.trend, language, "sheet-chart", by_area=True)
    return SheetView(content, heading_titles(_), groups, Voice(_, language))
