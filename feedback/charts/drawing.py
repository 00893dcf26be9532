"""The ReportLab painter: the same chart as a drawing for paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, String
from reportlab.lib.colors import Color, HexColor

from feedback.charts.model import Chart, Spot

INK = HexColor("#1d2b30")
ACCENT = HexColor("#0b5563")
FAINT = HexColor("#c3cfd2")
QUIET = HexColor("#53646a")


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where the unit square lies on the paper, in points."""

    width: float
    height: float
    font: str
    bold: str
    size: float = 8.0
    left: float = 16.0
    right: float = 18.0
    top: float = 5.0
    bottom: float = 4.0

    def x(self, share: float) -> float:
        return self.left + share * (self.width - self.left - self.right)

    def y(self, share: float) -> float:
        return self.bottom + share * (self.height - self.top - self.bottom)

    def write(self, x: float, y: float, text: str, anchor: str, colour: Color = QUIET) -> String:
        font = self.bold if colour is ACCENT else self.font
        placed = y - self.size * 0.36
        return String(x, placed, text, textAnchor=anchor, fontName=font, fontSize=self.size, fillColor=colour)


def drawing(
    chart: Chart, width: float, height: float, font: str = "Inter", bold: str = "Inter-Bold"
) -> Drawing:
    """The chart, `width` x `height` points, values at both ends; both fonts have to be registered."""
    paper = _Paper(width, height, font, bold)
    picture = Drawing(width, height)
    for shape in (*_frame(chart, paper), *_line(chart, paper), *_ends(chart, paper)):
        picture.add(shape)
    return picture


def _frame(chart: Chart, paper: _Paper) -> Iterable[object]:
    for share, text in ((0.0, chart.minimum), (1.0, chart.maximum)):
        y = paper.y(share)
        yield Line(paper.x(0), y, paper.x(1), y, strokeColor=FAINT, strokeWidth=0.5)
        yield paper.write(paper.left - 4, y, text, "end")
    for mark in chart.uprights:
        x = paper.x(mark.x)
        yield Line(x, paper.y(0), x, paper.y(1), strokeColor=QUIET, strokeWidth=0.5, strokeDashArray=[1, 2])
    for cutoff in chart.cutoffs:
        y = paper.y(cutoff.y)
        yield Line(paper.x(0), y, paper.x(1), y, strokeColor=QUIET, strokeWidth=0.6, strokeDashArray=[4, 2])


def _line(chart: Chart, paper: _Paper) -> Iterable[object]:
    for run in chart.runs:
        if len(run) > 1:
            points = [place for spot in run for place in (paper.x(spot.x), paper.y(spot.y))]
            yield PolyLine(points, strokeColor=ACCENT, strokeWidth=1.3, strokeLineJoin=1, strokeLineCap=1)
        if len(run) == 1 or len(chart.spots) <= 12:
            yield from (_dot(spot, paper, 1.2) for spot in run)


def _dot(spot: Spot, paper: _Paper, radius: float) -> Circle:
    return Circle(paper.x(spot.x), paper.y(spot.y), radius, fillColor=ACCENT, strokeColor=None)


def _ends(chart: Chart, paper: _Paper) -> Iterable[object]:
    if chart.spots:
        latest = chart.spots[-1]
        yield _dot(latest, paper, 2.4)
        yield paper.write(paper.x(1) + 5, paper.y(latest.y), latest.text, "start", ACCENT)
