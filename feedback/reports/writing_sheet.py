"""Paper to write on while a point is gone through: every heading with room, numbered as on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4

from feedback.domain.points.sheet import Goal, Heading, SheetContent, Task
from feedback.reports.document import About, Paper, build, count_pages
from feedback.reports.flowables import Box, grid
from feedback.reports.fonts import register, showable
from feedback.reports.sheet_headings import heading_prompts, numbered_titles
from feedback.reports.story import Story, Writer
from feedback.reports.styles import BODY, BRAND, GAP, LABEL, SMALL, SMALL_GAP, STRONG
from feedback.reports.voice import Voice

_MARGIN = 36.0
# Lines to write on: how far apart, and how many steps; closer, and fewer, before a third page is used.
_ROOMS = ((19.0, 4), (16.5, 4), (16.5, 3), (15.0, 3))
_MOST_PAGES = 2
_LINES = 2
_NAME, _BOXES = 0.42, 0.58  # of the width: what is looked at, and the boxes to tick beside it
_BOX_WIDTH = 16.0
_TICKS = (
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
)


def render_writing_sheet(
    content: SheetContent, translate: Callable[[str], str], language: str, fonts: Path
) -> bytes:
    """Two pages as PDF/A-2a and PDF/UA-1. Raises FileNotFoundError where the fonts have not been built."""
    known = register(fonts)
    voice = Voice(translate, language)
    title = translate("Notes, evaluation point %(number)d") % {"number": content.number}
    pattern = translate("Page %(number)d of %(count)d")
    foot = showable(f"{content.patient} · {title}", known)
    paper = Paper(A4, _MARGIN, foot, lambda number, count: pattern % {"number": number, "count": count})
    about = About(f"{title}: {content.patient}", content.service, language, content.drawn_on)

    def draw(room: float, steps: int) -> bytes:
        story = Story(known, writing_room=room)
        _write(story, content, voice, paper.width, steps)
        return build(story.flowables, story.structure, paper, about)

    drawn = draw(*_ROOMS[0])
    for room in _ROOMS[1:]:
        if count_pages(drawn) <= _MOST_PAGES:
            break
        drawn = draw(*room)
    return drawn


def _write(story: Story, content: SheetContent, voice: Voice, width: float, steps: int) -> None:
    _write_head(story, content, voice, width)
    bodies = _bodies(content, voice, steps)
    for heading, name in numbered_titles(voice.translate).items():
        story.heading(name)
        story.paragraph(heading_prompts(voice.translate)[heading], LABEL)
        bodies.get(heading, _lines(_LINES))(story, width)


def _write_head(story: Story, content: SheetContent, voice: Voice, width: float) -> None:
    translate = voice.translate
    story.paragraph(content.service, BRAND)
    story.title(translate("Notes from evaluation point %(number)d") % {"number": content.number})
    facts = [content.patient, *([content.meets] if content.meets else [])]
    story.paragraph(" · ".join(facts), STRONG)
    told = translate(
        "Write here while you talk. Type it in afterwards: the numbers are the same on the screen."
    )
    story.paragraph(told, SMALL)
    topics = [quote.words for quote in (*content.topics, *content.brought_up)]
    if topics:
        story.space(SMALL_GAP)
        story.paragraph(translate("Most important to talk about"), LABEL)
        story.items(((f"{place}", words) for place, words in enumerate(topics, start=1)), BODY, width)


def _bodies(content: SheetContent, voice: Voice, steps: int) -> dict[Heading, Writer]:
    """What stands under a heading beside lines; the others have lines alone."""
    return {
        Heading.FOLLOW_UP: lambda story, width: _write_earlier(story, content.earlier_tasks, voice, width),
        Heading.FURTHER: lambda story, width: _write_further(story, voice, width),
        Heading.PLAN: lambda story, width: _write_plan(story, content.goals, voice, width, steps),
        Heading.TOOK_PART: lambda story, width: _write_people(story, voice, width),
        Heading.NEXT: lambda story, width: _write_next(story, voice, width),
    }


def _lines(count: int) -> Writer:
    return lambda story, width: story.writing_lines(count)


def _write_earlier(story: Story, tasks: Sequence[Task], voice: Voice, width: float) -> None:
    translate = voice.translate
    labels = (translate("Done"), translate("Partly"), translate("Not done"), translate("Goes on"))
    for task in tasks:
        day = voice.day(task.due_on) if task.due_on else ""
        _ticked(story, " · ".join(filter(None, (task.what, task.who, day))), labels, width)
        story.writing_lines(1)
        story.space(SMALL_GAP)
    if not tasks:
        story.writing_lines(_LINES)


def _write_further(story: Story, voice: Voice, width: float) -> None:
    translate = voice.translate
    labels = (
        translate("Mental health"),
        translate("Alcohol and other substances"),
        translate("The body (somatic)"),
        translate("Living habits"),
    )
    _ticks(story, labels, width)
    story.writing_lines(_LINES)


def _write_plan(story: Story, goals: Sequence[Goal], voice: Voice, width: float, steps: int) -> None:
    translate = voice.translate
    for name in (translate("What works and continues"), translate("What we change")):
        story.paragraph(name, LABEL)
        story.writing_lines(_LINES)
        story.space(GAP)
    _ticks(story, (translate("The plan changes in a major way"),), width)
    story.space(SMALL_GAP)
    story.paragraph(translate("Goals from now on"), LABEL)
    labels = (
        translate("Keep it"),
        translate("Put it another way"),
        translate("Reached"),
        translate("No longer a goal"),
    )
    for goal in goals:
        _ticked(story, goal.words, labels, width)
    story.writing_lines(1 if goals else _LINES)
    story.space(GAP)
    names = (translate("Who does what, by when"), translate("Who"), translate("By when"))
    story.columns([_ruled(name, steps) for name in names], width, shares=(0.55, 0.25, 0.2))


def _write_people(story: Story, voice: Voice, width: float) -> None:
    translate = voice.translate
    names = (translate("Took part"), translate("Gets a copy, if the patient agrees"))
    story.columns([_ruled(name, _LINES) for name in names], width)


def _write_next(story: Story, voice: Voice, width: float) -> None:
    translate = voice.translate
    labels = (translate("At a meeting"), translate("By video"), translate("By telephone"))
    _ticks(story, labels, width)
    names = (translate("Held on"), translate("If it was later than planned: why"))
    story.columns([_ruled(name, 1) for name in names], width, shares=(0.3, 0.7))
    story.space(SMALL_GAP)
    names = (translate("We meet next: day and time"), translate("Gone through together: names"))
    story.columns([_ruled(name, 1) for name in names], width, shares=(0.3, 0.7))


def _ruled(name: str, lines: int) -> Writer:
    def write(story: Story, width: float) -> None:
        story.paragraph(name, LABEL)
        story.writing_lines(lines)

    return write


def _ticked(story: Story, name: str, labels: Sequence[str], width: float) -> None:
    """What is looked at, and boxes to tick beside it."""

    def named(cell: Story, share: float) -> None:
        cell.paragraph(name, STRONG)

    def boxes(cell: Story, share: float) -> None:
        _ticks(cell, labels, share)

    story.columns([named, boxes], width, shares=(_NAME, _BOXES))


def _ticks(story: Story, labels: Sequence[str], width: float) -> None:
    """Boxes to tick by hand, beside each other."""
    cells: list[object] = []
    share = (width - _BOX_WIDTH * len(labels)) / len(labels)
    for label in labels:
        beside = story.beside()
        beside.paragraph(label, BODY)
        cells += [Box(), beside.flowables]
    story.flowables.append(grid([cells], [_BOX_WIDTH, share] * len(labels), _TICKS))
