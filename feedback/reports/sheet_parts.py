"""Pieces that several headings of the sheet share: quotes, tables of ratings, tables of tasks."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.domain.points.sheet import Quote, Rating, Task
from feedback.reports.story import Cell, Story, Words, Writer
from feedback.reports.styles import LABEL, LARGE_GAP, SMALL_GAP, STRONG
from feedback.reports.voice import Voice

_SHORT = 160
_MANY = 3
_QUOTE_ROOM = 36.0


def write_quotes(story: Story, quotes: Sequence[Quote], voice: Voice, width: float) -> None:
    """Each quote below its question, with who wrote it and when; two or three short ones beside each other."""
    short = _SHORT if len(quotes) < _MANY else _SHORT * 2 // 3
    if 1 < len(quotes) <= _MANY and all(len(quote.words) + len(quote.question) < short for quote in quotes):
        story.columns([_quote(quote, voice) for quote in quotes], width)
        return
    for quote in quotes:
        _quote(quote, voice)(story, width)


def _quote(quote: Quote, voice: Voice) -> Writer:
    def write(story: Story, width: float) -> None:
        story.keep_together(_QUOTE_ROOM)
        above = voice.above(quote)
        said = quote.words if quote.chosen else voice.quoted(quote.words)
        story.labelled(above, said)
        story.space(SMALL_GAP)

    return write


def write_beside(
    story: Story, narrow: Sequence[tuple[str, Writer | None]], voice: Voice, width: float
) -> None:
    """Sections that need little room, up to three beside each other; None stands for one still empty."""
    per_row = 2 if len(narrow) in (2, 4) else 3
    for index in range(0, len(narrow), per_row):
        row = narrow[index : index + per_row]
        writers = [write or _empty(title, voice) for title, write in row]
        if len(row) == 1 and row[0][1] is None and story.lines == 1:
            writers = [_bare(row[0][0]), _line]
        story.columns(writers, width, above=LARGE_GAP)


def in_turn(writers: Sequence[Writer]) -> Writer:
    """Writers below each other, as one."""

    def write(story: Story, width: float) -> None:
        for one in writers:
            one(story, width)

    return write


def _empty(title: str, voice: Voice) -> Writer:
    """Lines to write on, or in a sheet that is done the words that nobody has."""

    def write(cell: Story, width: float) -> None:
        cell.heading(title)
        if cell.lines:
            cell.writing_lines(cell.lines)
        else:
            cell.paragraph(voice.translate("Nothing written"), LABEL)

    return write


def _bare(title: str) -> Writer:
    return lambda cell, width: cell.heading(title)


def _line(cell: Story, width: float) -> None:
    cell.writing_lines(1)


def write_ratings(
    story: Story, columns: Sequence[tuple[str, Sequence[Rating]]], voice: Voice, width: float
) -> None:
    """A row for each question and a column for each time it was answered."""
    labels = list(dict.fromkeys(rating.label for _, ratings in columns for rating in ratings))
    if not labels:
        return
    found = [{rating.label: rating for rating in ratings} for _, ratings in columns]
    rows = (
        (Words(label), *(Words(_rated(answers.get(label), voice), STRONG) for answers in found))
        for label in labels
    )
    share = min(78.0, width * 0.6 / len(columns))
    widths = (width - share * len(columns), *(share for _ in columns))
    story.table((voice.translate("Question"), *(name for name, _ in columns)), rows, widths)


def write_answers(story: Story, ratings: Sequence[Rating], voice: Voice, width: float) -> None:
    """A row for each question with its answer; the scale has been told above."""
    share = 74.0 if any(rating.value is None for rating in ratings) else 24.0
    rows = [(Words(rating.label), Words(_number(rating, voice), STRONG)) for rating in ratings]
    if rows:
        story.table((), rows, (width - share, share))


def _number(rating: Rating, voice: Voice) -> str:
    return (rating.instead or "–") if rating.value is None else voice.number(rating.value)


def _rated(rating: Rating | None, voice: Voice) -> str:
    if rating is None:
        return "–"
    if rating.value is None:
        return rating.instead or "–"
    ends = {"value": voice.number(rating.value), "maximum": voice.number(rating.maximum)}
    return voice.translate("%(value)s of %(maximum)s") % ends


def write_tasks(story: Story, tasks: Sequence[Task], voice: Voice, width: float) -> None:
    """Who does what by when."""
    _task_table(story, [_task(task, voice) for task in tasks], voice, (0.46, 0.26, 0.28), width)


def write_looked_at(
    story: Story, tasks: Sequence[Task], voice: Voice, width: float, *, is_draft: bool
) -> None:
    """Who was to do what by when, and what came of it; on a draft boxes to tick by hand where nothing is said."""
    translate = voice.translate
    unsaid = translate("Done · Partly · Not done") if is_draft else translate("not talked about")
    rows = [[*_task(task, voice), _outcome(task, voice, unsaid)] for task in tasks]
    _task_table(story, rows, voice, (0.36, 0.18, 0.14, 0.32), width)


def _task_table(
    story: Story, rows: list[list[Cell]], voice: Voice, shares: Sequence[float], width: float
) -> None:
    translate = voice.translate
    header = [translate("What"), translate("Who"), translate("By when"), translate("How it went")]
    if rows:
        story.table(header[: len(shares)], rows, [width * share for share in shares])


def _task(task: Task, voice: Voice) -> list[Cell]:
    due = "" if task.due_on is None else voice.day(task.due_on)
    return [Words(task.what), Words(task.who), Words(due)]


def _outcome(task: Task, voice: Voice, unsaid: str) -> Cell:
    if not task.outcome and not task.words:
        return Words(unsaid, LABEL)
    said = [Words(task.outcome, STRONG)] if task.outcome else []
    return [*said, Words(voice.quoted(task.words))] if task.words else said[0]
