"""What was said along the way: session feedback with replies, and the relatives' view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedback.domain.sheet import RelativeView, Reply, SessionFeedback
from feedback.reports.sheet_parts import write_quotes, write_ratings
from feedback.reports.story import Story, Writer
from feedback.reports.styles import BODY, LABEL, SMALL_GAP
from feedback.reports.voice import Voice

_COLUMNS = 4


def write_sessions(story: Story, sessions: Sequence[SessionFeedback], voice: Voice, width: float) -> None:
    """The last answers beside each other, then each time's own words and the reply to them."""
    latest = sessions[-_COLUMNS:]
    if latest:
        write_ratings(story, [(voice.day(one.on), one.ratings) for one in latest], voice, width)
    for session in latest:
        _write_exchange(story, session, voice, width)


def _write_exchange(story: Story, session: SessionFeedback, voice: Voice, width: float) -> None:
    def said(cell: Story, share: float) -> None:
        quotes = tuple(quote if quote.on else replace(quote, on=session.on) for quote in session.quotes)
        write_quotes(cell, quotes, voice, share)

    def replied(cell: Story, share: float) -> None:
        if session.reply:
            _write_reply(cell, session.reply, session, voice)

    if session.quotes and session.reply:
        story.columns([said, replied], width)
    else:
        said(story, width)
        replied(story, width)


def _write_reply(story: Story, reply: Reply, session: SessionFeedback, voice: Voice) -> None:
    about = {"name": reply.by, "day": voice.day(reply.on), "session": voice.day(session.on)}
    told = voice.translate("Reply from %(name)s, %(day)s")
    if not session.quotes:
        told = voice.translate("Reply from %(name)s, %(day)s, to the feedback of %(session)s")
    story.paragraph(told % about, LABEL)
    because = voice.translate(", because: ") + voice.quoted(reply.because) if reply.because else ""
    story.paragraph(voice.reply(reply.kind) + because, BODY)
    story.space(SMALL_GAP)


def write_relatives(story: Story, views: Sequence[RelativeView], voice: Voice, width: float) -> None:
    """Each relative's own answers, never merged with the patient's; two answers beside each other."""
    for index in range(0, len(views), 2):
        story.columns([_view(view, voice) for view in views[index : index + 2]], width)


def _view(view: RelativeView, voice: Voice) -> Writer:
    def write(story: Story, width: float) -> None:
        story.subheading(f"{voice.person(view.person)}, {voice.day(view.on)}")
        write_ratings(story, [(voice.translate("Answer"), view.ratings)], voice, width)
        write_quotes(story, view.quotes, voice, width)

    return write
