"""Writing a tagged story: headings, paragraphs, lists, tables, figures, each with its structure element."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table

from feedback.reports.flowables import Figure, Text, WritingLines, grid
from feedback.reports.fonts import showable
from feedback.reports.structure import Element, Structure
from feedback.reports.styles import (
    BODY,
    CLOSER,
    COLUMN_GAP,
    GAP,
    HEADING,
    LABEL,
    QUIET,
    ROOM_BELOW_HEADING,
    RULE,
    SUBHEADING,
    TITLE,
    WRITING_ROOM,
    closer,
)

_TABLE_STYLE: tuple[tuple[object, ...], ...] = (
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 8),
    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
)
_CLOSE_ROWS = (("TOPPADDING", (0, 0), (-1, -1), 0.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5))
_CLOSEST_ROWS = (("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1))
_CLOSE_SPACE = 0.5
_COLUMN_STYLE = (
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-2, -1), COLUMN_GAP),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
)


@dataclass(frozen=True, slots=True)
class Words:
    """Text of a table cell, in its own style."""

    text: str
    style: ParagraphStyle = BODY


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and the sentence that stands for it."""

    drawing: Drawing
    alt: str


Writer = Callable[["Story", float], None]
Cell = Words | Picture | Sequence[Words]


@dataclass(slots=True)
class Story:
    """The growing list of flowables and the structure element that the next piece belongs to.

    `close` says how close together everything stands (styles); `lines` is the room for writing where nothing stands,
    0 for none.
    """

    known: frozenset[int]
    structure: Structure = field(default_factory=Structure)
    flowables: list[Flowable] = field(default_factory=list)
    parent: Element | None = None
    nested: bool = False
    writing_room: float = WRITING_ROOM
    close: int = 0
    lines: int = 1

    def _child(self, role: str, alt: str = "", scope: str = "") -> Element:
        return (self.parent or self.structure.root).add(role, alt, scope)

    def text(self, text: str, style: ParagraphStyle, element: Element) -> Text:
        """A paragraph flowable for one element; line breaks of the text stay."""
        marked = escape(showable(text, self.known)).replace("\n", "<br/>")
        return Text(marked or " ", closer(style, self.close), self.structure, element)

    def title(self, text: str) -> None:
        """The one heading of level 1."""
        self.flowables.append(self.text(text, TITLE, self._child("H1")))

    def heading(self, text: str) -> None:
        """A heading of level 2."""
        self.keep_together(ROOM_BELOW_HEADING)
        self.flowables.append(self.text(text, HEADING, self._child("H2")))

    def keep_together(self, room: float) -> None:
        """Go to the next page unless there is so much room; inside a frame or column it has no meaning."""
        if not self.nested:
            self.flowables.append(CondPageBreak(room))

    def subheading(self, text: str) -> None:
        """A heading of level 3."""
        self.flowables.append(self.text(text, SUBHEADING, self._child("H3")))

    def paragraph(self, text: str, style: ParagraphStyle = BODY) -> None:
        """One paragraph; an empty text adds nothing."""
        if text.strip():
            self.flowables.append(self.text(text, style, self._child("P")))

    def labelled(self, label: str, text: str) -> None:
        """A text below what it is; on the same line where all stands close together."""
        if self.close < CLOSER or not label or "\n" in text:
            self.paragraph(label, LABEL)
            self.paragraph(text, BODY)
            return
        told, said = (escape(showable(one, self.known)) for one in (f"{label}:", text))
        marked = f'<font size="{LABEL.fontSize}" color="{QUIET.hexval()}">{told}</font> {said}'
        style = closer(BODY, self.close)
        self.flowables.append(Text(marked, style, self.structure, self._child("P")))

    def space(self, height: float) -> None:
        self.flowables.append(Spacer(1, height * _CLOSE_SPACE if self.close else height))

    def writing_lines(self, count: int) -> None:
        self.flowables.append(WritingLines(count, self.writing_room))

    def figure(self, picture: Picture) -> None:
        self.flowables.append(self._figure(picture, self._child("Figure", picture.alt)))

    def _figure(self, picture: Picture, element: Element) -> Figure:
        return Figure(picture.drawing, self.structure, element)

    def items(self, labelled: Iterable[tuple[str, str]], style: ParagraphStyle, width: float) -> None:
        """A list: each item has a label (number or sign) and a text."""
        bullets = self._child("L")
        rows = [self._item(bullets.add("LI"), label, text, style) for label, text in labelled]
        if rows:
            lead = style.leading * 1.35
            plain = (("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2))
            sides = (("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0))
            self.flowables.append(grid(rows, (lead, width - lead), (*plain, *sides)))

    def _item(self, item: Element, label: str, text: str, style: ParagraphStyle) -> list[Text]:
        return [self.text(label, style, item.add("Lbl")), self.text(text, style, item.add("LBody"))]

    def table(
        self,
        header: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        widths: Sequence[float],
        style: Sequence[tuple[object, ...]] = (),
    ) -> None:
        """A table whose first column names its rows; the header, if any, is repeated on every page."""
        element = self._child("Table")
        drawn: list[list[object]] = []
        if header:
            top = element.add("TR")
            drawn.append([self.text(name, LABEL, top.add("TH", scope="Column")) for name in header])
        for row in rows:
            line = element.add("TR")
            drawn.append([self._cell(cell, line, index == 0) for index, cell in enumerate(row)])
        look = (*_TABLE_STYLE, *self._row_padding, *style)
        self.flowables.append(grid(drawn, widths, look, repeat=1 if header else 0))
        self.space(GAP)

    @property
    def _row_padding(self) -> tuple[tuple[object, ...], ...]:
        if self.close >= CLOSER:
            return _CLOSEST_ROWS
        return _CLOSE_ROWS if self.close else ()

    def _cell(self, cell: Cell, line: Element, names_row: bool) -> object:
        element = line.add("TH", scope="Row") if names_row else line.add("TD")
        if isinstance(cell, Words):
            return self.text(cell.text, cell.style, element)
        if isinstance(cell, Picture):
            return self._figure(cell, element.add("Figure", cell.alt))
        return [self.text(words.text, words.style, element.add("P")) for words in cell]

    def boxed(self, inside: Story, width: float, style: Sequence[tuple[object, ...]]) -> Table:
        """Another story's flowables in a frame; its elements are already in the tree."""
        box = grid([[inside.flowables]], (width,), style)
        self.flowables.append(box)
        return box

    def beside(self) -> Story:
        """A story over the same structure whose flowables are kept apart, for `boxed` and `columns`."""
        return replace(self, flowables=[], nested=True)

    def columns(
        self, writers: Sequence[Writer], width: float, above: float = 0, shares: Sequence[float] = ()
    ) -> None:
        """Writers beside each other, `above` points lower; read left to right.

        `shares` are the columns' parts of the width, adding up to 1; without them all are equal.
        """
        room = width - COLUMN_GAP * (len(writers) - 1)
        wide = [room * share for share in shares] or [room / len(writers)] * len(writers)
        cells = []
        for write, share in zip(writers, wide, strict=True):
            cell = self.beside()
            write(cell, share)
            cells.append(cell.flowables)
        widths = [*(share + COLUMN_GAP for share in wide[:-1]), wide[-1]]
        self.space(above)
        self.flowables.append(grid([cells], widths, _COLUMN_STYLE))
