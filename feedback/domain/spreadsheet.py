"""Tables as CSV that Norwegian spreadsheets open, in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
# Spreadsheets reckon with what begins with one of these signs, some of them in full width too. A file may also be
# opened with another separator than its own, so the place after a comma counts as a beginning.
BEGINS_FORMULA = re.compile(r'(^|[,;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])')


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows with semicolons, CRLF and a byte order mark; the first row names the columns. None is an empty cell."""
    held = io.StringIO()
    held.write(BYTE_ORDER_MARK)
    csv.writer(held, delimiter=";", lineterminator="\r\n").writerows(map(_cells, rows))
    return held.getvalue()


def harmless(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would begin to read a formula."""
    return BEGINS_FORMULA.sub(r"\1'", text)


def _cells(row: Sequence[object]) -> list[str]:
    return ["" if cell is None else harmless(str(cell)) for cell in row]
