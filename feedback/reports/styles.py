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

SMALL_GAP, GAP, LARGE_GAP = 3.0, 6.0, 12.0
COLUMN_GAP = 18.0
WRITING_ROOM = 19.0
TALL_ROW = 420.0
ROOM_BELOW_HEADING = 72.0


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    fixed: dict[str, object] = {"fontName": REGULAR, "textColor": INK, "splitLongWords": 1, **more}
    return ParagraphStyle(name, fontSize=size, leading=leading, **fixed)


BODY = _style("body", 9.2, 12.4)
STRONG = _style("strong", 9.2, 12.2, fontName=BOLD)
LEAD = _style("lead", 11, 15.5)
SMALL = _style("small", 7.6, 10.4, textColor=QUIET)
LABEL = _style("label", 7.6, 9.6, textColor=QUIET)
FIGURES = _style("figures", 10, 12.6, fontName=BOLD, textColor=ACCENT)
BRAND = _style("brand", 9, 12, fontName=BOLD, textColor=ACCENT)
TITLE = _style("title", 21, 26, fontName=BOLD, textColor=INK, spaceAfter=8)
HEADING = _style("heading", 10.8, 14, fontName=BOLD, textColor=ACCENT, spaceBefore=10, spaceAfter=3)
SUBHEADING = _style("subheading", 9.2, 13, fontName=BOLD, spaceBefore=3, spaceAfter=1, keepWithNext=1)
