"""The joint-review sheet on paper: one A4 leaf, page 1 the essence, tagged, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from reportlab.lib.pagesizes import A4

from feedback.domain.points.sheet import Decisions, Heading, SheetContent
from feedback.reports.document import About, Paper, build, count_pages
from feedback.reports.fonts import register, showable
from feedback.reports.sheet_decisions import (
    gone_through,
    is_short,
    notes_room,
    write_further,
    write_next,
    write_notes,
    write_plan,
    write_took_part,
)
from feedback.reports.sheet_development import charts_by_key, write_development, write_goals
from feedback.reports.sheet_head import write_head, write_topics
from feedback.reports.sheet_headings import numbered_titles
from feedback.reports.sheet_parts import in_turn, write_beside, write_looked_at, write_quotes
from feedback.reports.sheet_talk import write_experience, write_relatives, write_sessions
from feedback.reports.story import Story, Writer
from feedback.reports.styles import CLOSE, CLOSER, CLOSEST, LARGE_GAP, PLAIN, WRITING_ROOM
from feedback.reports.voice import Voice

_MARGIN, _SMALL_MARGIN = 36.0, 30.0
_SHORT = 160
_ONE_LEAF = 2  # pages
# What a page allows: the distance of lines to write on, how many stand where there is nothing, and how close together
# all stands. More room as long as it takes no more pages; less of it, in turn, before a second leaf is used.
_Room = tuple[float, int, int]
_PLAIN: _Room = (WRITING_ROOM, 1, PLAIN)
_ROOMY: tuple[_Room, ...] = ((WRITING_ROOM, 4, PLAIN), (WRITING_ROOM, 2, PLAIN))
_HELD: tuple[_Room, ...] = ((13.0, 1, CLOSE), (10.0, 1, CLOSER), (10.0, 1, CLOSEST))
_DRAFT: tuple[_Room, ...] = (
    (13.0, 1, PLAIN),
    (8.0, 1, PLAIN),
    (13.0, 1, CLOSE),
    (8.0, 1, CLOSE),
    (8.0, 1, CLOSER),
    (8.0, 1, CLOSEST),
)
_TOGETHER = (Heading.PLAN, Heading.TOOK_PART, Heading.NEXT)
_PLAN_SHARES = (0.52, 0.48)


def render_sheet(content: SheetContent, translate: Callable[[str], str], language: str, fonts: Path) -> bytes:
    """The sheet as PDF/A-2a and PDF/UA-1; equal content gives equal bytes.

    `translate` is gettext with English msgids; `fonts` is the folder with Inter-Regular.ttf and
    Inter-Bold.ttf. It takes a third page only where it does not fit one leaf however close it stands; then
    nothing is made smaller. Raises FileNotFoundError where they have not been built.
    """
    known = register(fonts)
    voice = Voice(translate, language)
    title = translate("Joint-review sheet, evaluation point %(number)d") % {"number": content.number}
    draft = [translate("Draft")] if content.is_draft else []
    foot = " · ".join([*draft, content.patient, title, voice.day(content.drawn_on)])
    about = About(f"{title}: {content.patient}", content.service, language, content.drawn_on)

    def draw(room: _Room) -> bytes:
        distance, lines, close = room
        lines = lines if content.is_draft else 0
        story = Story(known, writing_room=distance, lines=lines, close=close)
        margin = _SMALL_MARGIN if close >= CLOSER else _MARGIN
        paper = Paper(A4, margin, showable(foot, known), _page_of(translate))
        _write(story, content, voice, paper.width)
        return build(story.flowables, story.structure, paper, about)

    plain = draw(_PLAIN)
    most = count_pages(plain)
    others = _ROOMY if content.is_draft else ()
    if most > _ONE_LEAF:
        most, others = _ONE_LEAF, _DRAFT if content.is_draft else _HELD
    return next((found for room in others if count_pages(found := draw(room)) <= most), plain)


def _page_of(translate: Callable[[str], str]) -> Callable[[int, int], str]:
    pattern = translate("Page %(number)d of %(count)d")
    return lambda number, count: pattern % {"number": number, "count": count}


def _write(story: Story, content: SheetContent, voice: Voice, width: float) -> None:
    write_head(story, content, voice, width)
    write_topics(story, content, voice, width)
    sections = _sections(content, voice)
    titles = numbered_titles(voice.translate)
    narrow: list[tuple[str, Writer | None]] = []
    for heading in sections:
        if heading in _TOGETHER:
            continue
        if _is_narrow(content, heading):
            narrow.append((titles[heading], None if content.is_empty(heading) else sections[heading]))
            continue
        write_beside(story, narrow, voice, width)
        narrow.clear()
        sections[heading](story, width)
    write_beside(story, narrow, voice, width)
    _write_end(story, content, voice, width, sections)
    if not content.trend.in_area(Heading.CHANGE):
        write_notes(story, content, voice)


def _write_end(
    story: Story, content: SheetContent, voice: Voice, width: float, sections: Mapping[Heading, Writer]
) -> None:
    """The plan on the left, people and what comes next on the right; long decisions get the whole width."""
    people = [sections[Heading.TOOK_PART], sections[Heading.NEXT], gone_through(content, voice)]
    room = [notes_room(voice)] if content.is_draft else []
    if is_short(content.decisions):
        right = in_turn([*people, *room])
        story.columns([sections[Heading.PLAN], right], width, above=LARGE_GAP, shares=_PLAN_SHARES)
        return
    sections[Heading.PLAN](story, width)
    story.columns(people[:2], width, above=LARGE_GAP)
    story.columns([*room, people[2]], width, above=LARGE_GAP)


def _is_narrow(content: SheetContent, heading: Heading) -> bool:
    """Whether half the width is enough: nothing, or one short text and no table."""
    words = [note.words for note in content.notes_under(heading)]
    if heading is Heading.FURTHER:
        words += [content.decisions.further, *content.decisions.assess]
    without_words = replace(content, notes=(), decisions=Decisions())
    spoken = [text for text in words if text.strip()]
    return without_words.is_empty(heading) and len(spoken) < 2 and len("".join(spoken)) < _SHORT


def _sections(content: SheetContent, voice: Voice) -> dict[Heading, Writer]:
    bodies = _bodies(content, voice)
    titles = numbered_titles(voice.translate)
    return {heading: _section(content, voice, heading, title, bodies) for heading, title in titles.items()}


def _section(
    content: SheetContent, voice: Voice, heading: Heading, title: str, bodies: Mapping[Heading, Writer]
) -> Writer:
    brought, noted = content.around_decisions(heading)

    def write(story: Story, width: float) -> None:
        story.heading(title)
        write_quotes(story, brought, voice, width)
        if heading in bodies:
            bodies[heading](story, width)
        write_quotes(story, noted, voice, width)

    return write


def _bodies(content: SheetContent, voice: Voice) -> dict[Heading, Writer]:
    """What stands under each heading besides notes."""
    charts = charts_by_key(content, voice)

    def change(story: Story, width: float) -> None:
        write_development(story, content, Heading.CHANGE, charts, voice, width)
        if content.trend.in_area(Heading.CHANGE):
            write_notes(story, content, voice)

    def useful(story: Story, width: float) -> None:
        write_goals(story, content.goals, voice, width)
        write_experience(story, content.experience, voice, width)

    return {
        Heading.USEFUL: useful,
        Heading.CHANGE: change,
        Heading.WORK_TOGETHER: lambda story, width: write_sessions(story, content.sessions, voice, width),
        Heading.FOLLOW_UP: lambda story, width: write_looked_at(
            story, content.earlier_tasks, voice, width, is_draft=content.is_draft
        ),
        Heading.FURTHER: lambda story, width: write_further(story, content.decisions),
        Heading.FAMILY: lambda story, width: write_relatives(story, content.relatives, voice, width),
        Heading.HEALTH: lambda story, width: write_development(
            story, content, Heading.HEALTH, charts, voice, width
        ),
        Heading.PLAN: lambda story, width: write_plan(story, content, voice, width),
        Heading.TOOK_PART: lambda story, width: write_took_part(story, content, voice, width),
        Heading.NEXT: lambda story, width: write_next(story, content, voice, width),
    }
