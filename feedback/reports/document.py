"""From a story to a finished file: pages, running footer, tags, archive form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from feedback.reports.conformance import finish
from feedback.reports.fonts import REGULAR
from feedback.reports.structure import Structure, artifact
from feedback.reports.styles import QUIET, RULE

FOOT = 12.0  # room above the margin for the footer


@dataclass(frozen=True, slots=True)
class Paper:
    """Page size, margins and the footer's two texts; `page_of` makes "Page 1 of 2". Lengths in points."""

    size: tuple[float, float]
    margin: float
    foot: str = ""
    page_of: Callable[[int, int], str] | None = None

    @property
    def width(self) -> float:
        """What is left between the margins."""
        return self.size[0] - 2 * self.margin


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself; `language` is an IETF tag."""

    title: str
    author: str
    language: str
    made_on: date


def build(story: list[Flowable], structure: Structure, paper: Paper, about: About) -> bytes:
    """The story as PDF/A-2a and PDF/UA-1 in one file; the same story gives the same bytes."""
    target = BytesIO()
    template = BaseDocTemplate(
        target,
        pagesize=paper.size,
        invariant=1,
        lang=about.language,
        initialFontName=REGULAR,
        pageCompression=0,
    )
    foot = FOOT if paper.page_of else 0
    height = paper.size[1] - 2 * paper.margin - foot
    frame = Frame(
        paper.margin,
        paper.margin + foot,
        paper.width,
        height,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    template.addPageTemplates([PageTemplate("page", [frame], pagesize=paper.size)])
    template.build(story, canvasmaker=_canvas_with_footer(paper))
    return finish(target.getvalue(), structure, about.title, about.author, about.language, about.made_on)


def count_pages(data: bytes) -> int:
    """How many pages a finished file has."""
    with pikepdf.open(BytesIO(data)) as document:
        return len(document.pages)


def _canvas_with_footer(paper: Paper) -> type[Canvas]:
    class FootedCanvas(Canvas):  # type: ignore[misc]
        """Holds pages back until it is known how many there are."""

        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self.held: list[dict[str, object]] = []

        def showPage(self) -> None:  # noqa: N802
            self.held.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.held, start=1):
                self.__dict__.update(page)
                _draw_foot(self, paper, number, len(self.held))
                super().showPage()
            super().save()

    return FootedCanvas


def _draw_foot(canvas: Canvas, paper: Paper, number: int, count: int) -> None:
    if paper.page_of is None:
        return
    left, right, y = paper.margin, paper.size[0] - paper.margin, paper.margin * 0.8
    with artifact(canvas, "Pagination"):
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(left, y + 11, right, y + 11)
        canvas.setFillColor(QUIET)
        canvas.setFont(REGULAR, 8)
        canvas.drawString(left, y, paper.foot)
        canvas.drawRightString(right, y, paper.page_of(number, count))
