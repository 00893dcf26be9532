"""Colours, type scale and measures of everything on paper; lengths are in points."""

from __future__ import annotations

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
CLOSE_HEADING = _style(
    "close heading", 10.4, 13, fontName=BOLD, textColor=ACCENT, spaceBefore=5, spaceAfter=1
)
SUBHEADING = _style("subheading", 9, 12, fontName=BOLD, spaceBefore=2, spaceAfter=1, keepWithNext=1)
