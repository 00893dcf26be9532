"""A slip to hand over: a QR code and the same address in letters. No name and no unit on it (rule A11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import black, white
from reportlab.lib.pagesizes import A6

from feedback.reports.document import About, Paper, build
from feedback.reports.fonts import register
from feedback.reports.story import Picture, Story
from feedback.reports.styles import BODY, BRAND, GAP, LABEL, STRONG

_MARGIN = 28.0
_CODE_SIDE = 120.0
_QUIET_ZONE = 17.0  # four modules of the smallest code in use; the sides have the page's margin


def render_slip(
    service: str,
    link_url: str,
    sentences: Sequence[str],
    made_on: date,
    translate: Callable[[str], str],
    language: str,
    fonts: Path,
) -> bytes:
    """One A6 page, tagged like the sheet; it tells how to open the link and nothing about whose it is.

    `sentences` are in the reader's language, for example until when the link can be used. Raises ValueError
    on an address too long for a code.
    """
    story = Story(register(fonts))
    title = translate("There is something for you to answer")
    story.paragraph(service, BRAND)
    story.title(title)
    story.paragraph(translate("Point your phone's camera at the square, or type the address."), BODY)
    story.space(_QUIET_ZONE)
    story.figure(Picture(qr_drawing(link_url), translate("QR code with the address below")))
    story.space(_QUIET_ZONE)
    story.paragraph(translate("Address"), LABEL)
    story.paragraph(link_url, STRONG)
    story.space(GAP)
    for sentence in sentences:
        story.paragraph(sentence, BODY)
    about = About(title, service, language, made_on)
    return build(story.flowables, story.structure, Paper(A6, _MARGIN), about)


def qr_drawing(text: str, side: float = _CODE_SIDE) -> Drawing:
    """The text as a QR code, `side` points wide, black on white; it needs white paper around it."""
    try:
        rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=0)]
    except segno.DataOverflowError as error:
        raise ValueError("the address is too long for a QR code") from error
    unit = side / len(rows)
    picture = Drawing(side, side)
    picture.add(Rect(0, 0, side, side, fillColor=white, strokeColor=None))
    for index, row in enumerate(rows):
        for start, length in _dark_runs(row):
            y = side - (index + 1) * unit
            picture.add(Rect(start * unit, y, length * unit, unit, fillColor=black, strokeColor=None))
    return picture


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules; whole runs leave no hairlines between modules."""
    runs: list[tuple[int, int]] = []
    for place, module in enumerate(row):
        if not module:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
