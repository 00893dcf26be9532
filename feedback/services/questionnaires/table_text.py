"""A table of questions as rows of cells: from a file of bytes or from text that was pasted."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from feedback.services.refusals import Refused, _

MOST_BYTES = 500_000
NAMES = {
    "number": ("number", "no", "nr", "nr.", "#", "nummer"),
    "text": ("text", "question", "tekst", "spørsmål", "item"),
    "scale": ("scale", "answers", "skala", "svar"),
    "help": ("help", "hjelp", "hjelpetekst"),
}
_LANGUAGE = re.compile(r"(.+?)[ _.-](nb|nn|en)")
_NUMBERED = re.compile(r"\s*(\d{1,3}[a-z]?)[.)]?[ \t]+(\S.*)")
_BOXES = re.compile(r"(?:[ \t]+(?:\d{1,2}|[□☐❏❑◻○◯])){2,}[ \t]*\Z")
_NUMBER = re.compile(r"\s*\d{1,3}[a-z]?[.)]?\s*")
_UNNAMED = ("number", "text", "scale")
_MARK_LINE = re.compile(r"sep=([;,\t])\s*(?:\r?\n|\r|\Z)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WESTERN = re.compile(
    r"[\x09\x0a\x0d\x20-\x7eæøåÆØÅáčđŋšŧžÁŠŽäöüÄÖÜéèêëíóòôúàâçñÉÈÓÒÔÀÇß–—‘’‚“”„«»…•€§°½ ·×÷±²³¼¾­]*"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: cells by column, a column being `number`, or for example `text` with a language. A lead stands before
    the questions and is only read; `boxes` is what stood behind the question to be ticked."""

    line: int
    number: str = ""
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    is_lead: bool = False
    boxes: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def name_of(self, kind: str) -> str:
        """What the table itself calls a column, so that a message speaks of the same one."""
        return self.headers.get(kind, kind)


def text_of_file(content: bytes) -> str:
    """The text of an uploaded file: UTF-8, Unicode with a mark at its start, or Windows letters. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is larger than %(most)s kB. Split it."), "file", most=MOST_BYTES // 1000)
    text = _decoded(content)
    if text is None or _CONTROL.search(text):
        raise Refused(_("The file is not a table of text. Save it as 'CSV UTF-8' and try again."), "file")
    return text


def _decoded(content: bytes) -> str | None:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp1252" or _WESTERN.fullmatch(text):
            return text
    return None


def read_rows(text: str, language: str) -> list[Row]:
    """The rows of a table, with or without a first line of column names, or of plain lines, one question each.

    `language` is that of columns that name none. Raises Refused with line, column and reason.
    """
    table = _MARK_LINE.sub("\n", text.lstrip("\ufeff"), count=1)
    lines = table.splitlines()
    filled = [line for line in lines if line.strip()]
    if separator := _separator(filled[0] if filled else ""):
        return list(_table_rows(table, separator, language))
    if separator := _unnamed_separator(filled):
        return list(_table_rows(table, separator, language, [(kind, language) for kind in _UNNAMED]))
    return _plain_rows(lines, language)


def _separator(first: str) -> str:
    """What parts the columns, where the first line names them: the text, or two others."""
    for mark in ("\t", ";", ","):
        known = [column[0] for name in first.split(mark) if (column := _column(name, ""))]
        if "text" in known or len(known) > 1:
            return mark
    return ""


def _unnamed_separator(filled: list[str]) -> str:
    """What parts the columns of a table without their names: its lines begin with a number and this mark. Between
    tabs, where a copied form has its boxes, every line has just number, text and scale."""
    if filled and all(len(cells := line.split("\t")) == 3 and _NUMBER.fullmatch(cells[0]) for line in filled):
        return "\t"
    begins = [line.replace('"', "") for line in filled[:2]]
    for mark in (";", ","):
        if begins and all(_NUMBER.fullmatch(one.partition(mark)[0]) and mark in one for one in begins):
            return mark
    return ""


def _column(name: str, language: str) -> tuple[str, str] | None:
    plain = name.strip().strip('"').strip().lower()
    found = _LANGUAGE.fullmatch(plain)
    stem, code = (found[1], found[2]) if found else (plain, language)
    kind = next((kind for kind, names in NAMES.items() if stem in names), "")
    return (kind, code) if kind else None


def _table_rows(
    text: str, separator: str, language: str, unnamed: Sequence[tuple[str, str]] = ()
) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    columns: list[tuple[str, str]] = []
    headers: dict[str, str] = {}
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if unnamed and not columns:
                columns = _unnamed(cells, reader.line_num, unnamed)
            if not columns:
                columns = _columns(cells, reader.line_num, language)
                headers = _headers(cells, columns)
                continue
            yield replace(_row(cells, columns, reader.line_num), headers=headers)
    except csv.Error as error:
        message = _("Line %(line)s: the table cannot be read (%(reason)s). Check quotation marks.")
        raise Refused(message, "table", line=reader.line_num + 1, reason=error) from error


def _columns(cells: list[str], line: int, language: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in _without_empty_ends(cells):
        column = _column(name, language)
        if column is None:
            message = _("Line %(line)s: the column '%(column)s' is not known. Use number, text and scale.")
            raise Refused(message, "table", line=line, column=name.strip())
        if column in found:
            message = _("Line %(line)s: the column '%(column)s' stands twice.")
            raise Refused(message, "table", line=line, column=name.strip())
        found.append(column)
    if all(kind != "text" for kind, _code in found):
        raise Refused(_("Line %(line)s: the column 'text' is missing."), "table", line=line)
    return found


def _headers(cells: Sequence[str], columns: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The first column of each kind, as it is written."""
    written = zip(columns, cells, strict=False)
    return {kind: name.strip() for (kind, _code), name in reversed(list(written))}


def _without_empty_ends(cells: Sequence[str]) -> Sequence[str]:
    filled = [place for place, cell in enumerate(cells, start=1) if cell.strip()]
    return cells[: filled[-1] if filled else 0]


def _unnamed(cells: list[str], line: int, columns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    found = len(_without_empty_ends(cells))
    if found > len(columns):
        message = _(
            "Line %(line)s: it has %(found)s columns. Without a line of column names they are number, text and scale; "
            "a text that holds the mark between the columns stands in quotation marks."
        )
        raise Refused(message, "table", line=line, found=found)
    return list(columns[: max(found, 2)])


def _row(cells: list[str], columns: list[tuple[str, str]], line: int) -> Row:
    more = [cell for cell in cells[len(columns) :] if cell.strip()]
    if more or len(cells) < len(columns):
        message = _("Line %(line)s: it has %(found)s columns and the first line has %(wanted)s.")
        raise Refused(message, "table", line=line, found=len(cells), wanted=len(columns))
    pairs = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
    number = next((cell for (kind, _code), cell in pairs.items() if kind == "number"), "")
    return Row(line, number, {key: cell for key, cell in pairs.items() if key[0] != "number"})


def _plain_rows(lines: list[str], language: str) -> list[Row]:
    """One question a line. Where lines begin with numbers, one without goes on with the question before it, and what
    stands before number 1 is a text to read."""
    filled = [(place, line.strip()) for place, line in enumerate(lines, start=1) if line.strip()]
    begins = _first_numbered(filled)
    found = [_plain_row(place, line, language, is_lead=True) for place, line in filled[: begins or 0]]
    for place, line in filled[begins or 0 :]:
        match = _NUMBERED.fullmatch(line) if begins is not None else None
        if begins is not None and match is None:
            before = found.pop()
            words = f"{before.cells['text', language]} {line}"
            found.append(replace(before, cells={("text", language): words}))
        else:
            number, words = (match[1], match[2]) if match else ("", line)
            found.append(_plain_row(place, words, language, number))
    return _without_boxes(found, language)


def _plain_row(place: int, words: str, language: str, number: str = "", *, is_lead: bool = False) -> Row:
    return Row(place, number, {("text", language): words}, is_lead)


def _first_numbered(filled: list[tuple[int, str]]) -> int | None:
    """Where the numbered questions begin: at the first line, or at number 1 where number 2 follows; None for none."""
    matches = [
        (at, match[1]) for at, (_place, line) in enumerate(filled) if (match := _NUMBERED.fullmatch(line))
    ]
    if matches and matches[0][0] == 0:
        return 0
    return matches[0][0] if [number for _at, number in matches[:2]] == ["1", "2"] else None


def _without_boxes(rows: list[Row], language: str) -> list[Row]:
    """The numbers or boxes to tick that a copied form has behind every question, taken off: all the same, or none."""
    asked = [row.cells["text", language] for row in rows if not row.is_lead]
    ends = [found[0].split() if (found := _BOXES.search(text)) else [] for text in asked]
    boxes = _common_end(ends)
    if len(asked) < 2 or len(boxes) < 2:
        return rows
    return [row if row.is_lead else _without(row, boxes) for row in rows]


def _common_end(ends: Sequence[Sequence[str]]) -> list[str]:
    """What all end with; a number before it is the question's own last word: "in week 2 | 0 1 2". Nothing where one
    has less than another."""
    places = zip(*(reversed(end) for end in ends), strict=False)
    alike = list(takewhile(lambda place: len(set(place)) == 1, places))
    found = [place[0] for place in reversed(alike)]
    return found if all(len(end) - len(found) < 2 for end in ends) else []


def _without(row: Row, boxes: Sequence[str]) -> Row:
    cells = {key: _cut(text, len(boxes)) for key, text in row.cells.items()}
    return replace(row, cells=cells, boxes=" ".join(boxes))


def _cut(text: str, words: int) -> str:
    return text.rstrip().rsplit(maxsplit=words)[0]
