"""Everything that is held on a person, on paper: tagged like the sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4

from feedback.domain.people.person_file import FileEntry, FileSection, PersonFile
from feedback.reports.document import About, Paper, build
from feedback.reports.fonts import register, showable
from feedback.reports.story import Story, Words
from feedback.reports.styles import BODY, BRAND, GAP, LABEL, SMALL
from feedback.reports.voice import Voice

_MARGIN = 42.0
_NAMES = 0.34  # of the width


def render_person_file(
    content: PersonFile, translate: Callable[[str], str], language: str, fonts: Path
) -> bytes:
    """The file as PDF/A-2a and PDF/UA-1. Raises FileNotFoundError where the fonts have not been built."""
    known = register(fonts)
    voice = Voice(translate, language)
    title = translate("All that is stored about you")
    pattern = translate("Page %(number)d of %(count)d")
    foot = showable(f"{content.name} · {title} · {voice.day(content.drawn_on)}", known)
    paper = Paper(A4, _MARGIN, foot, lambda number, count: pattern % {"number": number, "count": count})
    story = Story(known)
    story.paragraph(content.service, BRAND)
    story.title(title)
    story.paragraph(f"{content.name}, {voice.day(content.drawn_on)}", BODY)
    for section in content.sections:
        _write_section(story, section, translate, paper.width)
    return build(
        story.flowables, story.structure, paper, About(title, content.service, language, content.drawn_on)
    )


def _write_section(story: Story, section: FileSection, translate: Callable[[str], str], width: float) -> None:
    story.heading(section.title)
    story.paragraph(section.note, SMALL)
    if not section.entries:
        story.paragraph(translate("Nothing is stored."), SMALL)
    for entry in section.entries:
        _write_entry(story, entry, width)


def _write_entry(story: Story, entry: FileEntry, width: float) -> None:
    if entry.heading:
        story.subheading(entry.heading)
    if entry.facts:
        rows = [(Words(name, LABEL), Words(value, BODY)) for name, value in entry.facts]
        story.table((), rows, (width * _NAMES, width * (1 - _NAMES)))
    for words in entry.quotes:
        story.paragraph(f"«{words}»", BODY)
    story.space(GAP)
