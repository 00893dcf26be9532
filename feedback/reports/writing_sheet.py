"""Paper to write on while a point is gone through: every heading with room, numbered as on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4

from feedback.domain.sheet import Heading, SheetContent, Task
from feedback.reports.document import About, Paper, build
from feedback.reports.flowables import Box, grid
from feedback.reports.fonts import register, showable
from feedback.reports.sheet_headings import heading_prompts, numbered_titles
from feedback.reports.story import Story, Writer
from feedback.reports.styles import BODY, BRAND, GAP, LABEL, LARGE_GAP, SMALL, SMALL_GAP, STRONG
from feedback.reports.voice import Voice

_MARGIN = 36.0
_ROOM = 19.0
_LINES = 2
_STEPS = 4
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
    story = Story(known, writing_room=_ROOM)
    _write_head(story, content, voice, paper.width)
    bodies = _bodies(content, voice)
    for heading, name in numbered_titles(translate).items():
        story.heading(name)
        story.paragraph(heading_prompts(translate)[heading], LABEL)
        bodies.get(heading, _lines(_LINES))(story, paper.width)
    _write_foot(story, voice, paper.width)
    about = About(f"{title}: {content.patient}", content.service, language, content.drawn_on)
    return build(story.flowables, story.structure, paper, about)


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


def _bodies(content: SheetContent, voice: Voice) -> dict[Heading, Writer]:
    """What stands under a heading beside lines; the others have lines alone."""
    return {
        Heading.FOLLOW_UP: lambda story, width: _write_earlier(story, content.earlier_tasks, voice, width),
        Heading.FURTHER: lambda story, width: _write_further(story, voice, width),
        Heading.PLAN: lambda story, width: _write_plan(story, voice, width),
        Heading.TOOK_PART: lambda story, width: _write_people(story, voice, width),
        Heading.NEXT: lambda story, width: _write_next(story, voice, width),
    }


def _lines(count: int) -> Writer:
    return lambda story, width: story.writing_lines(count)


def _write_earlier(story: Story, tasks: Sequence[Task], voice: Voice, width: float) -> None:
    translate = voice.translate
    for task in tasks:
        day = voice.day(task.due_on) if task.due_on else ""
        story.paragraph(" · ".join(filter(None, (task.what, task.who, day))), STRONG)
        labels = (translate("Done"), translate("Partly"), translate("Not done"), translate("Goes on"))
        _ticks(story, labels, width)
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


def _write_plan(story: Story, voice: Voice, width: float) -> None:
    translate = voice.translate
    for name in (
        translate("What works and continues"),
        translate("What we change"),
        translate("Goals from now on"),
    ):
        story.paragraph(name, LABEL)
        story.writing_lines(_LINES)
        story.space(GAP)
    _ticks(story, (translate("The plan changes in a major way"),), width)
    story.space(SMALL_GAP)
    names = (translate("Who does what, by when"), translate("Who"), translate("By when"))
    story.columns([_ruled(name, _STEPS) for name in names], width, shares=(0.55, 0.25, 0.2))


def _write_people(story: Story, voice: Voice, width: float) -> None:
    translate = voice.translate
    for name in (translate("Took part"), translate("Gets a copy, if the patient agrees")):
        story.paragraph(name, LABEL)
        story.writing_lines(_LINES)
        story.space(GAP)


def _write_next(story: Story, voice: Voice, width: float) -> None:
    translate = voice.translate
    labels = (translate("At a meeting"), translate("By video"), translate("By telephone"))
    _ticks(story, labels, width)
    story.space(SMALL_GAP)
    story.paragraph(translate("When we meet next, if it is agreed"), LABEL)
    story.writing_lines(1)


def _write_foot(story: Story, voice: Voice, width: float) -> None:
    translate = voice.translate
    names = (translate("Held on"), translate("Gone through together: names"))
    story.columns([_ruled(name, 1) for name in names], width, above=LARGE_GAP, shares=(0.3, 0.7))


def _ruled(name: str, lines: int) -> Writer:
    def write(story: Story, width: float) -> None:
        story.paragraph(name, LABEL)
        story.writing_lines(lines)

    return write


def _ticks(story: Story, labels: Sequence[str], width: float) -> None:
    """Boxes to tick by hand, beside each other."""
    cells: list[object] = []
    share = (width - _BOX_WIDTH * len(labels)) / len(labels)
    for label in labels:
        beside = story.beside()
        beside.paragraph(label, BODY)
        cells += [Box(), beside.flowables]
    story.flowables.append(grid([cells], [_BOX_WIDTH, share] * len(labels), _TICKS))
