"""What was decided, who took part, what comes next, and what the reader has to know about the numbers."""

from __future__ import annotations

from collections.abc import Callable

from feedback.domain.points.sheet import Decisions, SheetContent
from feedback.reports.sheet_parts import write_tasks
from feedback.reports.story import Story, Writer
from feedback.reports.styles import BODY, GAP, LABEL, SMALL, SMALL_GAP, STRONG
from feedback.reports.voice import Voice

_SHORT = 220


def is_short(decisions: Decisions) -> bool:
    """Whether what was decided fits half the width."""
    texts = (
        decisions.works,
        decisions.changes,
        decisions.about_goals,
        *(task.what for task in decisions.tasks),
    )
    return all(len(text) < _SHORT for text in texts)


def write_plan(story: Story, content: SheetContent, voice: Voice, width: float) -> None:
    """Decisions in the words that were written down; room to write where there are none yet."""
    translate, decisions = voice.translate, content.decisions
    nothing = _nothing(content, voice)
    _decision(translate("What works and continues"), decisions.works or nothing, lines=1)(story, width)
    _decision(translate("What we change"), decisions.changes or nothing, lines=1)(story, width)
    if decisions.major:
        story.paragraph(translate("The plan changes in a major way."), SMALL)
        story.space(SMALL_GAP)
    _decision(translate("Goals from now on"), decisions.about_goals or nothing, lines=1)(story, width)
    if decisions.tasks:
        story.paragraph(translate("Who does what, by when"), LABEL)
        story.space(SMALL_GAP)
        write_tasks(story, decisions.tasks, voice, width)
    else:
        _decision(translate("Who does what, by when"), nothing, lines=2)(story, width)


def _nothing(content: SheetContent, voice: Voice) -> str:
    """What stands where nothing was written: on the sheet of a held point no room to write any more."""
    return "" if content.is_draft else voice.translate("Nothing written")


def write_further(story: Story, decisions: Decisions) -> None:
    """What needs further assessment, and the words to it."""
    story.paragraph(", ".join(decisions.assess), STRONG)
    story.paragraph(decisions.further)


def _decision(name: str, text: str, lines: int) -> Writer:
    def write(story: Story, width: float) -> None:
        if text.strip():
            story.labelled(name, text)
            story.space(SMALL_GAP)
        else:
            story.paragraph(name, LABEL)
            story.writing_lines(lines)
            story.space(GAP)

    return write


def write_took_part(story: Story, content: SheetContent, voice: Voice, width: float) -> None:
    """Who took part and how, and who gets a copy."""
    nothing = _nothing(content, voice)
    people = ", ".join(map(voice.person, content.people)) or nothing
    copies = ", ".join(map(voice.person, content.decisions.copies)) or nothing
    label = " · ".join(filter(None, (voice.translate("Took part"), content.way)))
    _decision(label, people, lines=1)(story, width)
    _decision(voice.translate("Gets a copy"), copies, lines=1)(story, width)


def write_next(story: Story, content: SheetContent, voice: Voice, width: float) -> None:
    """The next point's day and where the recommendation comes from. Never an end date of the treatment."""
    if content.next_on:
        story.paragraph(voice.day(content.next_on, "long"), BODY)
    elif content.called_off_on:
        story.paragraph(voice.translate("No further point is planned."), BODY)
    else:
        story.writing_lines(1)
        story.space(SMALL_GAP)
    if content.next_meeting:
        story.paragraph(f"{voice.translate('Next meeting')}: {content.next_meeting}", BODY)
    story.paragraph(next_rule(content, voice.translate), SMALL)


def next_rule(content: SheetContent, translate: Callable[[str], str]) -> str:
    """The rule behind the next point's day; before there is one that of this point, and said to be so."""
    if content.next_on or not content.date_rule:
        return content.date_rule
    return translate("This point: %(rule)s") % {"rule": content.date_rule}


def notes_room(voice: Voice) -> Writer:
    """Lines for whatever is added while the sheet is talked over (need N6)."""

    def write(story: Story, width: float) -> None:
        story.heading(voice.translate("Notes from the talk"))
        story.writing_lines(2)

    return write


def gone_through(content: SheetContent, voice: Voice) -> Writer:
    """Who has confirmed that the sheet was gone through together, and lines to sign where nobody has; nothing of a
    point that was called off."""

    def write(story: Story, width: float) -> None:
        if content.called_off_on:
            return
        story.heading(voice.translate("Gone through together"))
        for confirmed in content.gone_through:
            story.paragraph(f"✓ {voice.gone_through(confirmed)}", BODY)
        story.paragraph(content.not_confirmed, BODY)
        if not content.gone_through:
            story.paragraph(voice.translate("Not confirmed yet. Date, how, and names:"), LABEL)
            story.writing_lines(2)

    return write


def write_notes(story: Story, content: SheetContent, voice: Voice) -> None:
    """What the numbers are and are not, and where they come from (rule A6)."""
    translate = voice.translate
    sentences = []
    if content.has_scores:
        sentences.append(translate("A score is not a diagnosis."))
    if content.trend.series:
        sentences.append(translate("Change is not the same as an effect of the treatment."))
    if content.has_unvalidated:
        sentences.append(translate("Our own questions are not validated: look at each answer by itself."))
    if content.sources:
        sentences.append(translate("Sources: ") + "; ".join(content.sources))
    story.space(SMALL_GAP)
    story.paragraph(" ".join(sentences), SMALL)
    for attribution in content.attributions:
        story.paragraph(attribution, SMALL)
