"""The pieces a tagged page is made of: text, figures, tables and room for writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.graphics.renderPDF import draw as paint
from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from feedback.reports.structure import Element, Structure, artifact
from feedback.reports.styles import QUIET, RULE, TALL_ROW

_BELOW_LINE = 2.0  # so that no line to write on lies on what follows it, the foot of a page among it


class Text(Paragraph):  # type: ignore[misc]
    """A paragraph that belongs to an element; drawn a second time (a repeated heading) it is an artifact."""

    def __init__(
        self,
        text: str | None,
        style: ParagraphStyle,
        structure: Structure | None = None,
        element: Element | None = None,
        **more: Any,
    ) -> None:
        super().__init__(text, style, **more)
        self.structure, self.element, self.ended = structure, element, False

    def split(self, availWidth: float, availHeight: float) -> list[Text]:  # noqa: N803
        """Both pieces go on belonging to the same element."""
        pieces: list[Text] = super().split(availWidth, availHeight)
        for piece in pieces:
            piece.structure, piece.element = self.structure, self.element
        return pieces

    def draw(self) -> None:
        self._end_lines()
        repeated = self.ended and self.element is not None
        if repeated or self.structure is None or self.element is None:
            with artifact(self.canv, "Pagination"):
                super().draw()
            return
        self.ended = True
        with self.structure.marked(self.canv, self.element):
            super().draw()

    def _end_lines(self) -> None:
        """Without a space at its end a line's last word is read as one with the next line's first."""
        if self.ended:
            return
        for line in self.blPara.lines[:-1]:
            words = line[1] if isinstance(line, tuple) else line.words
            if isinstance(line, tuple):
                words.append("")
            elif words:
                words[-1].text += " "


class Figure(Flowable):  # type: ignore[misc]
    """A drawing with its alternative text."""

    def __init__(self, drawing: Drawing, structure: Structure, element: Element) -> None:
        super().__init__()
        self.drawing, self.structure, self.element = drawing, structure, element
        self.width, self.height = drawing.width, drawing.height

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        return self.width, self.height

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 0)
        self.element.box = (x, y, x + self.width, y + self.height)
        with self.structure.marked(self.canv, self.element):
            paint(self.drawing, self.canv, 0, 0)


class WritingLines(Flowable):  # type: ignore[misc]
    """Empty lines to write on by hand, `room` points apart."""

    def __init__(self, count: int, room: float) -> None:
        super().__init__()
        self.count, self.room = count, room

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self.width, self.height = availWidth, self.count * self.room
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        fitting = int(availHeight // self.room)
        if not 0 < fitting < self.count:
            return []
        return [WritingLines(fitting, self.room), WritingLines(self.count - fitting, self.room)]

    def draw(self) -> None:
        with artifact(self.canv):
            self.canv.setStrokeColor(RULE)
            self.canv.setLineWidth(0.6)
            for number in range(self.count):
                height = number * self.room + _BELOW_LINE
                self.canv.line(0, height, self.width, height)


class Box(Flowable):  # type: ignore[misc]
    """A small box to tick by hand."""

    side = 9.0

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        return self.side, self.side

    def draw(self) -> None:
        with artifact(self.canv):
            self.canv.setStrokeColor(QUIET)
            self.canv.setLineWidth(0.8)
            self.canv.rect(0, 0, self.side, self.side)


class Grid(Table):  # type: ignore[misc]
    """A table that breaks between its rows, and inside a row only where that row fills a page."""

    def split(self, availWidth: float, availHeight: float) -> list[Table]:  # noqa: N803
        self._calc(availWidth, availHeight)
        self.splitInRow = int(max(self._rowHeights) > TALL_ROW)
        pieces: list[Table] = super().split(availWidth, availHeight)
        return pieces


def grid(
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    style: Sequence[tuple[object, ...]],
    repeat: int = 0,
) -> Table:
    """A table whose lines and backgrounds are artifacts; what its cells mean is up to their elements."""
    table = Grid(rows, colWidths=widths, repeatRows=repeat, hAlign="LEFT", renderCB=_decoration)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *style]))
    return table


def _decoration(table: Table, moment: str, *place: object) -> None:
    if moment in ("startBG", "startLines"):
        table.canv.addLiteral("/Artifact <</Type /Layout>> BDC")
    elif moment in ("endBG", "endLines"):
        table.canv.addLiteral("EMC")
