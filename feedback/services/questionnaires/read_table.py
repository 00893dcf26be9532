"""From a table of questions to the items of a question set: all of it, or a sentence with line and reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from feedback.catalogue.fhir.texts import plain
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Texts
from feedback.services.questionnaires.table_scales import Scale, read_scale, with_numbers
from feedback.services.questionnaires.table_text import Row, read_rows
from feedback.services.refusals import Refused, _

MOST_QUESTIONS = 400
LONGEST = 2000
SCALE_ROW = ("scale", "skala")


def read_table(text: str, language: str, common: str = "") -> tuple[Item, ...]:
    """The questions of a table. `common` is the scale of those that name none.

    Raises Refused naming field, line, column and reason.
    """
    rows = read_rows(text, language)
    named = {name: scale for row in rows if _defines(row) for name, scale in _definition(row)}
    asked = [row for row in rows if not _defines(row)]
    if not any(not row.is_lead for row in asked):
        raise Refused(_("There is no question in the table. Write one on each line."), "table")
    if len(asked) > MOST_QUESTIONS:
        raise Refused(_("A table can have at most %(most)s questions."), "table", most=MOST_QUESTIONS)
    shared = _common(common, language)
    return tuple(_item(row, place, named, shared) for place, row in enumerate(asked, start=1))


def _common(common: str, language: str) -> Scale | None:
    if not common.strip():
        return None
    try:
        return read_scale({language: common})
    except Refused as error:
        raise Refused(_("The answers: %(reason)s."), "common", reason=error) from error


def _defines(row: Row) -> bool:
    return row.number.casefold() in SCALE_ROW


def _definition(row: Row) -> list[tuple[str, Scale]]:
    names = {text.casefold() for (kind, _code), text in row.cells.items() if kind == "text" and text}
    written = _written(row, "scale")
    if not names or not written:
        reason = Refused(_("a named scale needs its name under text and its answers under scale"))
        raise _at(row, "scale", reason)
    scale = _told(row, "scale", lambda: read_scale(written))
    return [(name, scale) for name in names]


def _item(row: Row, place: int, named: Mapping[str, Scale], shared: Scale | None) -> Item:
    texts = {code: plain(text) for code, text in _written(row, "text").items()}
    if not any(texts.values()):
        raise _at(row, "text", Refused(_("the question has no text")))
    if max(map(len, texts.values())) > LONGEST:
        raise _at(row, "text", Refused(_("the text is longer than %(most)s characters"), most=LONGEST))
    if row.is_lead:
        return Item(f"q{place}", ItemType.DISPLAY, texts)
    item = Item(f"q{place}", ItemType.TEXT, texts, help=_help(row), prefix=_prefix(row.number))
    return replace(item, **_scale(row, named, shared).fields())


def _scale(row: Row, named: Mapping[str, Scale], shared: Scale | None) -> Scale:
    written = _written(row, "scale")
    known = [named[text.casefold()] for text in written.values() if text.casefold() in named]
    if known:
        return known[0]
    if written:
        return _told(row, "scale", lambda: read_scale(written))
    return with_numbers(shared, _ticked(row)) if shared else Scale(ItemType.TEXT)


def _ticked(row: Row) -> list[Decimal]:
    """The numbers behind the question where the form has its boxes: they are those of the answers, in order."""
    return [Decimal(box) for box in row.boxes.split() if box.isdecimal()]


def _written(row: Row, kind: str) -> dict[str, str]:
    return {code: text for (found, code), text in row.cells.items() if found == kind and text}


def _help(row: Row) -> Texts:
    return {code: plain(text) for code, text in _written(row, "help").items()}


def _prefix(number: str) -> str:
    """The number as it stands before the question: a bare one gets a point."""
    plain_number = plain(number)[:10]
    return f"{plain_number}." if plain_number.isalnum() else plain_number


def _told(row: Row, column: str, read: Callable[[], Scale]) -> Scale:
    try:
        return read()
    except Refused as error:
        raise _at(row, column, error) from error


def _at(row: Row, column: str, error: Refused) -> Refused:
    sentence = _("Line %(line)s, column '%(column)s': %(reason)s.")
    return Refused(sentence, "table", line=row.line, column=row.name_of(column), reason=error)
