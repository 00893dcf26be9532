"""What was decided, who took part, what comes next, and what the reader has to know about the numbers."""

from __future__ import annotations

from feedback.domain.sheet import SheetContent
from feedback.reports.sheet_parts import write_tasks
from feedback.reports.story import Story
from feedback.reports.styles import BODY, LABEL, SMALL, SMALL_GAP
from feedback.reports.voice import Voice


def write_plan(story: Story, content: SheetContent, voice: Voice, width: float) -> None:
    """Decisions in the words that were written down; room to write where there are none yet."""
    translate, decisions = voice.translate, content.decisions
    for name, text in (
        (translate("What works and continues"), decisions.works),
        (translate("What we change"), decisions.changes),
        (translate("Goals from now on"), decisions.goals),
    ):
        _decision(story, name, text, lines=1)
    if decisions.tasks:
        story.space(SMALL_GAP)
        write_tasks(story, decisions.tasks, voice, width, looked_at=False)
    else:
        _decision(story, translate("Who does what, by when"), "", lines=2)


def _decision(story: Story, name: str, text: str, lines: int) -> None:
    story.paragraph(name, LABEL)
    if text.strip():
        story.paragraph(text, BODY)
        story.space(SMALL_GAP)
    else:
        story.writing_lines(lines)
        story.space(SMALL_GAP)


def write_took_part(story: Story, content: SheetContent, voice: Voice) -> None:
    """Who took part and who gets a copy."""
    _people(story, voice.translate("Took part"), map(voice.person, content.people))
    copies = map(voice.person, content.decisions.copies)
    _people(story, voice.translate("Gets a copy"), copies)


def _people(story: Story, name: str, people: map[str]) -> None:
    _decision(story, name, ", ".join(people), lines=1)


def write_next(story: Story, content: SheetContent, voice: Voice) -> None:
    """The next point's day and where the recommendation comes from. Never an end date of the treatment."""
    if content.next_on:
        story.paragraph(voice.day(content.next_on, "long"), BODY)
    else:
        story.writing_lines(1)
        story.space(SMALL_GAP)
    story.paragraph(content.date_rule, SMALL)


def write_gone_through(story: Story, content: SheetContent, voice: Voice) -> None:
    """Who has confirmed that the sheet was gone through together, and a line to sign where nobody has."""
    translate = voice.translate
    story.heading(translate("Gone through together"))
    for confirmed in content.gone_through:
        parts = (voice.person(confirmed.by), voice.day(confirmed.on), confirmed.how)
        story.paragraph("✓ " + ", ".join(part for part in parts if part), BODY)
    if not content.gone_through:
        story.paragraph(translate("Not confirmed yet. Date, how, and names:"), LABEL)
        story.writing_lines(2)


def write_notes(story: Story, content: SheetContent, voice: Voice) -> None:
    """What the numbers are and are not, and where they come from (rule A6)."""
    translate = voice.translate
    sentences = [translate("Change is not the same as an effect of the treatment.")]
    if content.has_scores:
        sentences.insert(0, translate("A score is not a diagnosis."))
    if content.has_unvalidated:
        sentences.append(translate("Our own questions are not validated: look at each answer by itself."))
    story.space(SMALL_GAP * 3)
    story.paragraph(" ".join(sentences), SMALL)
    if content.sources:
        story.paragraph(translate("Sources: ") + "; ".join(content.sources), SMALL)
