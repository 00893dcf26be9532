"""The structure tree of a tagged PDF: who contains whom, and which marked content belongs to each.

ReportLab knows no tagging. Elements are made in reading order while the story is written; while it is drawn,
each brackets what it paints with `/P <</MCID n>> BDC ... EMC`, and remembers the page and the number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas


@dataclass(slots=True, eq=False)
class Element:
    """One structure element: `role` is a standard type of PDF 1.7, `content` holds (page index, MCID)."""

    role: str
    alt: str = ""
    scope: str = ""
    box: tuple[float, float, float, float] | None = None
    children: list[Element] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    drawn: bool = False

    def add(self, role: str, alt: str = "", scope: str = "") -> Element:
        """A new last child."""
        child = Element(role, alt, scope)
        self.children.append(child)
        return child


@dataclass(slots=True)
class Structure:
    """The whole tree, and for every page the elements by MCID (the parent tree)."""

    root: Element = field(default_factory=lambda: Element("Document"))
    pages: dict[int, list[Element]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def marked(self, canvas: Canvas, element: Element) -> Iterator[None]:
        """Everything painted inside belongs to the element."""
        page = canvas.getPageNumber() - 1
        number = len(self.pages[page])
        self.pages[page].append(element)
        element.content.append((page, number))
        canvas.addLiteral(f"/{element.role} <</MCID {number}>> BDC")
        yield
        canvas.addLiteral("EMC")


@contextmanager
def artifact(canvas: Canvas, kind: str = "Layout") -> Iterator[None]:
    """Everything painted inside is decoration, and is not read aloud."""
    canvas.addLiteral(f"/Artifact <</Type /{kind}>> BDC")
    yield
    canvas.addLiteral("EMC")
