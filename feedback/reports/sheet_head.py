"""The top of the sheet: whose, which point, when, with whom, and what matters most to talk about."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.domain.points.sheet import Quote, SheetContent
from feedback.reports.flowables import grid
from feedback.reports.story import Story
from feedback.reports.styles import (
    ACCENT,
    BODY,
    BRAND,
    LABEL,
    LARGE_GAP,
    LEAD,
    SMALL,
    SMALL_GAP,
    STRONG,
    TINT,
)
from feedback.reports.voice import Voice

_BOX = (
    ("BACKGROUND", (0, 0), (-1, -1), TINT),
    ("LINEBEFORE", (0, 0), (0, -1), 3, ACCENT),
    ("LEFTPADDING", (0, 0), (-1, -1), 14),
    ("RIGHTPADDING", (0, 0), (-1, -1), 12),
    ("TOPPADDING", (0, 0), (-1, -1), 5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
)
_FACTS = (
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 10),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
)


def write_head(story: Story, content: SheetContent, voice: Voice, width: float) -> None:
    """Service, name and the four facts that tell which sheet this is."""
    translate = voice.translate
    draft = [translate("Draft, to read before you meet")] if content.is_draft else []
    story.paragraph(" · ".join([content.service, *draft]), BRAND)
    story.title(translate("Joint-review sheet for %(name)s") % {"name": content.patient})
    people = ", ".join(person.name for person in content.people)
    nobody = "–" if content.called_off_on else translate("Not written down yet")
    _facts(
        story,
        (
            (translate("Care pathway"), course(content, voice)),
            (translate("Evaluation point"), str(content.number)),
            (translate("Date"), held(content, voice)),
            (translate("Taking part"), people or nobody),
        ),
        (width * 0.2, width * 0.16, width * 0.24, width * 0.4),
    )
    if content.late_reason and content.due_on:
        told = translate("Held after the recommended day, %(day)s. Reason: %(reason)s")
        late = {"day": voice.day(content.due_on), "reason": content.late_reason}
        story.paragraph(told % late, SMALL)
    story.paragraph(content.corrected, SMALL)
    story.space(LARGE_GAP)


def course(content: SheetContent, voice: Voice) -> str:
    """The care pathway, and since when: two courses of one patient have points with the same number."""
    if content.course_from is None:
        return content.pathway
    since = {"pathway": content.pathway, "day": voice.day(content.course_from)}
    return voice.translate("%(pathway)s, since %(day)s") % since


def held(content: SheetContent, voice: Voice) -> str:
    """When the point was held or called off, or that it is not held yet and for when it is planned."""
    translate = voice.translate
    if content.called_off_on:
        return translate("Called off %(day)s, not held") % {"day": voice.day(content.called_off_on)}
    if content.held_on:
        return translate("Held %(day)s") % {"day": voice.day(content.held_on)}
    if content.meets:
        return translate("Draft. We meet %(moment)s") % {"moment": content.meets}
    if content.due_on:
        return translate("Planned %(day)s, not held yet") % {"day": voice.day(content.due_on)}
    return translate("Not held yet")


def _facts(story: Story, facts: Sequence[tuple[str, str]], widths: Sequence[float]) -> None:
    cells = []
    for name, value in facts:
        cell = story.beside()
        cell.paragraph(name, LABEL)
        cell.paragraph(value, STRONG)
        cells.append(cell.flowables)
    story.flowables.append(grid([cells], widths, _FACTS))


def write_topics(story: Story, content: SheetContent, voice: Voice, width: float) -> None:
    """What the patient wants to talk about, in the patient's own words, and what was chosen from answers."""
    inside = story.beside()
    inside.heading(voice.translate("Most important to talk about"))
    inner = width - 26
    if content.topics:
        numbered = ((f"{number}", topic.words) for number, topic in enumerate(content.topics, start=1))
        inside.items(numbered, LEAD, inner)
    if content.chosen:
        inside.space(SMALL_GAP)
        inside.paragraph(voice.translate("Chosen from own answers"), LABEL)
        inside.items((("–", _chosen(quote, voice)) for quote in content.chosen), BODY, inner)
    if content.brought_up:
        inside.space(SMALL_GAP)
        inside.items((("–", _by(quote)) for quote in content.brought_up), BODY, inner)
    if not content.topics and not content.brought_up:
        inside.writing_lines(2)
    story.boxed(inside, width, _BOX)


def _by(quote: Quote) -> str:
    return f"{quote.words} ({quote.by})"


def _chosen(quote: Quote, voice: Voice) -> str:
    asked = f"{quote.question} " if quote.question else ""
    source = voice.source(quote)
    return f"{asked}{voice.quoted(quote.words)}" + (f" ({source})" if source else "")
