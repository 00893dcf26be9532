"""What was said along the way: session feedback with replies, and the relatives' view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from feedback.domain.points.sheet import Experience, Quote, Rating, RelativeView, Reply, SessionFeedback
from feedback.reports.sheet_parts import write_answers, write_quotes, write_ratings
from feedback.reports.story import Story, Words, Writer
from feedback.reports.styles import BODY, LABEL, SMALL_GAP, STRONG
from feedback.reports.voice import Voice

_COLUMNS = 3
_FEW = 3
_BRIEF = 200
_QUESTION = 0.68  # of the width; the rest is the answer's


def write_sessions(story: Story, sessions: Sequence[SessionFeedback], voice: Voice, width: float) -> None:
    """The last answers beside each other, then each time's own words and the reply to them."""
    latest = sessions[-_COLUMNS:]
    if latest:
        write_ratings(story, [(voice.day(one.on), one.ratings) for one in latest], voice, width)
    told = [session for session in latest if session.quotes or session.reply]
    if len(told) > 1 and all(_is_brief(session) for session in told):
        story.columns([_exchange(session, voice) for session in told], width)
        return
    for session in told:
        _write_exchange(story, session, voice, width)


def _is_brief(session: SessionFeedback) -> bool:
    """Whether a third of the width is enough for what was said and the reply to it."""
    said = "".join(quote.words for quote in session.quotes)
    because = session.reply.because if session.reply else ""
    return len(session.quotes) < 2 and len(said) + len(because) < _BRIEF


def _exchange(session: SessionFeedback, voice: Voice) -> Writer:
    def write(story: Story, width: float) -> None:
        write_quotes(story, [_dated(quote, session) for quote in session.quotes], voice, width)
        if session.reply:
            _write_reply(story, session.reply, session, voice)

    return write


def _dated(quote: Quote, session: SessionFeedback) -> Quote:
    return quote if quote.on else replace(quote, on=session.on)


def _write_exchange(story: Story, session: SessionFeedback, voice: Voice, width: float) -> None:
    def said(cell: Story, share: float) -> None:
        write_quotes(cell, [_dated(quote, session) for quote in session.quotes], voice, share)

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


def write_experience(story: Story, told: Experience | None, voice: Voice, width: float) -> None:
    """What the patient says about the help, in the words that were chosen, in two halves."""
    if told is None:
        return
    story.paragraph(voice.experience(told), LABEL)
    half = (len(told.answers) + 1) // 2
    sides = (told.answers[:half], told.answers[half:])
    story.columns([_chosen(side) for side in sides if side], width)


def _chosen(answers: Sequence[tuple[str, str]]) -> Writer:
    def write(story: Story, width: float) -> None:
        rows = [(Words(question), Words(said, STRONG)) for question, said in answers]
        story.table((), rows, (width * _QUESTION, width * (1 - _QUESTION)))

    return write


def write_relatives(story: Story, views: Sequence[RelativeView], voice: Voice, width: float) -> None:
    """Each relative's own answers, never merged with the patient's; one person's of one day together."""

    def visit(view: RelativeView) -> tuple[str, date]:
        return voice.person(view.person), view.on

    for (person, on), together in groupby(sorted(views, key=visit), key=visit):
        _write_visit(story, f"{person}, {voice.day(on)}", list(together), voice, width)


def _write_visit(story: Story, told: str, views: Sequence[RelativeView], voice: Voice, width: float) -> None:
    scales = {(rating.minimum, rating.maximum) for view in views for rating in view.ratings}
    ends = [f"{voice.number(low)}–{voice.number(high)}" for low, high in sorted(scales)]
    better = [voice.translate("higher is better")] if ends else []
    story.subheading(" · ".join([told, ", ".join([*ends, *better])] if ends else [told]))
    sides = _two_sides([view.ratings for view in views if view.ratings])
    if sides:
        story.columns([_answers(side, voice) for side in sides], width)
    wishes = "; ".join(wish for view in views for wish in view.wishes)
    if wishes:
        story.paragraph(f"{wishes[:1].upper()}{wishes[1:]}.", STRONG)
    write_quotes(story, [quote for view in views for quote in view.quotes], voice, width)


def _two_sides(sets: Sequence[Sequence[Rating]]) -> Sequence[Sequence[Rating]]:
    """Two question sets beside each other; one alone in two halves."""
    if len(sets) != 1 or len(sets[0]) < _FEW:
        return sets
    half = (len(sets[0]) + 1) // 2
    return sets[0][:half], sets[0][half:]


def _answers(ratings: Sequence[Rating], voice: Voice) -> Writer:
    return lambda story, width: write_answers(story, ratings, voice, width)
