"""The courses of a person in the words of their own file: what was recorded, and who changed what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import gettext as _

from feedback.web.course.change_words import change_line, field_words
from feedback.web.languages import day, moment, period
from feedback.web.words import AREAS, MILESTONES, SETTINGS

Rows = Callable[[str], list[Any]]
Entry = tuple[str, list[tuple[str, object]]]


def course_entries(rows: Rows) -> Iterator[Entry]:
    """For each course its facts, and then its history; `rows` gives the rows of a table by its name."""
    for course in rows("CarePathway"):

        def of(table: str, course: Any = course) -> list[Any]:
            return [row for row in rows(table) if row.pathway_id == course.id]

        yield str(AREAS[course.area]), [*_began(course), *_facts(of)]
        if changes := [_change(row) for row in of("CourseChange")]:
            yield _("Changes in the course"), changes


def _began(course: Any) -> Iterator[tuple[str, object]]:
    yield _("Setting at the beginning"), SETTINGS[course.setting]
    yield _("Started"), day(course.started_on)
    if course.closed_on:
        yield _("Closed"), day(course.closed_on)


def _facts(of: Rows) -> Iterator[tuple[str, object]]:
    for row in of("Milestone"):
        yield str(MILESTONES[row.kind]), day(row.happened_on)
    for row in of("Transfer"):
        yield _("Transfer: %(setting)s", setting=str(SETTINGS[row.to_setting]).lower()), day(row.happened_on)
    for row in of("AreaChange"):
        yield _("Care pathway: %(pathway)s", pathway=AREAS[row.to_area]), day(row.happened_on)
    for row in of("TreatmentPause"):
        yield _("Pause"), f"{day(row.starts_on)} – {day(row.ends_on)}: {row.reason}"
    for row in of("CourseCoordinator"):
        yield _("Coordinator"), f"{row.staff.name}, {period(row.starts_on, row.ends_on, day)}"


def _change(row: Any) -> tuple[str, object]:
    who = row.by.name if row.by else _("a command")
    return field_words(row.field), f"{change_line(row)} ({who}, {moment(row.at)})"
