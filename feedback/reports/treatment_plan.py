"""A version of the treatment plan on paper, for the patient to keep: tagged like the sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4

from feedback.domain.goals.plan_document import PlanDocument, PlanVersion
from feedback.domain.points.sheet import Task
from feedback.reports.document import About, Paper, build
from feedback.reports.fonts import register, showable
from feedback.reports.sheet_development import write_goals
from feedback.reports.sheet_parts import write_tasks
from feedback.reports.story import Story
from feedback.reports.styles import BODY, BRAND, LARGE_GAP, LEAD, SMALL
from feedback.reports.voice import Voice

_MARGIN = 48.0


def render_plan(content: PlanDocument, translate: Callable[[str], str], language: str, fonts: Path) -> bytes:
    """The plan as PDF/A-2a and PDF/UA-1; equal content gives equal bytes.

    Raises FileNotFoundError where the fonts have not been built.
    """
    known = register(fonts)
    voice = Voice(translate, language)
    title = translate("Treatment plan for %(name)s") % {"name": content.patient}
    pattern = translate("Page %(number)d of %(count)d")
    foot = showable(f"{title} · {version_line(content.version, voice)}", known)
    paper = Paper(A4, _MARGIN, foot, lambda number, count: pattern % {"number": number, "count": count})
    story = Story(known)
    _write(story, content, voice, title, paper.width)
    about = About(title, content.service, language, content.drawn_on)
    return build(story.flowables, story.structure, paper, about)


def _write(story: Story, content: PlanDocument, voice: Voice, title: str, width: float) -> None:
    translate = voice.translate
    story.paragraph(content.service, BRAND)
    story.title(title)
    story.paragraph(version_line(content.version, voice), BODY)
    story.paragraph(together_line(content.version, voice), BODY)
    for heading, text in content.parts:
        story.heading(heading)
        story.paragraph(text, LEAD)
    if content.steps:
        story.heading(translate("Who does what, by when"))
        tasks = tuple(Task(step.what, step.who, step.due_on) for step in content.steps)
        write_tasks(story, tasks, voice, width)
    if content.goals:
        story.heading(translate("Goals when this was written"))
        write_goals(story, content.goals, voice, width)
    if len(content.history) > 1:
        story.heading(translate("Versions"))
        story.items((("–", version_line(one, voice)) for one in content.history), BODY, width)
    story.space(LARGE_GAP)
    story.paragraph(
        translate("The plan can be changed at any time. Say what you want to be different."), SMALL
    )


def version_line(version: PlanVersion, voice: Voice) -> str:
    """Which version, written when by whom, and out of which evaluation point."""
    translate = voice.translate
    told = translate("Version %(number)s, %(day)s, written by %(name)s")
    line = told % {"number": version.number, "day": voice.day(version.written_on), "name": version.by}
    if version.point is None:
        return line
    return f"{line} · {translate('Evaluation point %(number)s') % {'number': version.point}}"


def together_line(version: PlanVersion, voice: Voice) -> str:
    """Whether patient and clinician have made it together."""
    if version.made_together:
        return voice.translate("Made together.")
    return voice.translate("Not yet gone through together.")
