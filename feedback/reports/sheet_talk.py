"""What was said along the way: session feedback with replies, and the relatives' view."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.domain.sheet import RelativeView, Reply, SessionFeedback
from feedback.reports.sheet_parts import write_quotes, write_ratings
from feedback.reports.story import Story
from feedback.reports.styles import BODY, GAP, LABEL, SMALL_GAP
from feedback.reports.voice import Voice

_COLUMNS = 4


def write_sessions(story: Story, sessions: Sequence[SessionFeedback], voice: Voice, width: float) -> None:
    """The last answers beside each other, then each time's own words and the reply to them."""
    latest = sessions[-_COLUMNS:]
    if latest:
        write_ratings(story, [(voice.day(one.on), one.ratings) for one in latest], voice, width)
        story.space(GAP)
    for session in latest:
        write_quotes(story, session.quotes, voice)
        if session.reply:
            _write_reply(story, session.reply, session, voice)


def _write_reply(story: Story, reply: Reply, session: SessionFeedback, voice: Voice) -> None:
    about = {"name": reply.by, "day": voice.day(reply.on), "session": voice.day(session.on)}
    story.paragraph(
        voice.translate("Reply from %(name)s, %(day)s, to the feedback of %(session)s") % about, LABEL
    )
    because = ""
    if reply.because:
        because = voice.translate(", because: ") + voice.quoted(reply.because)
    story.paragraph(voice.reply(reply.kind) + because, BODY)
    story.space(SMALL_GAP)


def write_relatives(story: Story, views: Sequence[RelativeView], voice: Voice, width: float) -> None:
    """Each relative's own answers, never merged with the patient's."""
    for view in views:
        story.subheading(f"{voice.person(view.person)}, {voice.day(view.on)}")
        write_ratings(story, [(voice.translate("Answer"), view.ratings)], voice, width)
        story.space(SMALL_GAP)
        write_quotes(story, view.quotes, voice)
