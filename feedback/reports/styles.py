"""Colours, type scale and measures of everything on paper; lengths are in points."""

from __future__ import annotations

from collections.abc import Mapping

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle

from feedback.reports.fonts import BOLD, REGULAR

INK = HexColor("#1d2b30")
ACCENT = HexColor("#0b5563")
QUIET = HexColor("#53646a")
RULE = HexColor("#c3cfd2")
TINT = HexColor("#eef5f6")

SMALL_GAP, GAP, LARGE_GAP = 3.0, 5.0, 11.0
COLUMN_GAP = 18.0
WRITING_ROOM = 18.0
TALL_ROW = 420.0
ROOM_BELOW_HEADING = 72.0


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    fixed: dict[str, object] = {"fontName": REGULAR, "textColor": INK, "splitLongWords": 1, **more}
    return ParagraphStyle(name, fontSize=size, leading=leading, **fixed)


BODY = _style("body", 9, 11.8)
STRONG = _style("strong", 9, 11.8, fontName=BOLD)
LEAD = _style("lead", 10.6, 14.2)
SMALL = _style("small", 8, 10.2, textColor=QUIET)
LABEL = _style("label", 8, 9.8, textColor=QUIET)
FIGURES = _style("figures", 9.6, 11.8, fontName=BOLD, textColor=ACCENT)
BRAND = _style("brand", 9, 12, fontName=BOLD, textColor=ACCENT)
TITLE = _style("title", 19, 23, fontName=BOLD, textColor=INK, spaceAfter=5)
HEADING = _style("heading", 10.4, 13, fontName=BOLD, textColor=ACCENT, spaceBefore=10, spaceAfter=3)
SUBHEADING = _style("subheading", 9, 12, fontName=BOLD, spaceBefore=2, spaceAfter=1, keepWithNext=1)

# How close together a page stands: as it is; less space; also less beside and between words; smaller letters, too,
# never below 8 points.
PLAIN, CLOSE, CLOSER, CLOSEST = range(4)
_HEADINGS = {
    CLOSE: _style("heading", 10.4, 13, fontName=BOLD, textColor=ACCENT, spaceBefore=5, spaceAfter=1),
    CLOSER: _style("heading", 10.4, 12.4, fontName=BOLD, textColor=ACCENT, spaceBefore=3, spaceAfter=0.5),
    CLOSEST: _style("heading", 9.6, 11.2, fontName=BOLD, textColor=ACCENT, spaceBefore=2, spaceAfter=0.5),
}
_SMALLEST: Mapping[str, ParagraphStyle] = {
    style.name: style
    for style in (
        _style("body", 8.4, 10),
        _style("strong", 8.4, 10, fontName=BOLD),
        _style("lead", 9.2, 11.2),
        _style("small", 8, 9.2, textColor=QUIET),
        _style("label", 8, 9.2, textColor=QUIET),
        _style("figures", 8.8, 10, fontName=BOLD, textColor=ACCENT),
        _style("title", 15, 18, fontName=BOLD, textColor=INK, spaceAfter=2),
        _style("subheading", 8.4, 10, fontName=BOLD, spaceBefore=1, spaceAfter=0.5, keepWithNext=1),
    )
}


def closer(style: ParagraphStyle, close: int) -> ParagraphStyle:
    """The style as it is where all stands so close together."""
    if style is HEADING:
        return _HEADINGS.get(close, style)
    return _SMALLEST.get(style.name, style) if close == CLOSEST else style
