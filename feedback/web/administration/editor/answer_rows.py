"""The answers to choose from, one row each: number, words in three languages, code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form

from feedback.domain.people.actors import LANGUAGES
from feedback.domain.questionnaires.questionnaire import Option
from feedback.services.questionnaires.table_scales import as_number
from feedback.services.refusals import Refused
from feedback.web.administration.editor.drafts import texts_from
from feedback.web.coordination.fields import line
from feedback.web.views.answer_form import form_text


class OptionRow(Form):  # type: ignore[misc]
    """One answer; a row without any words is left out."""

    number = line(_("The number"))
    nb, nn, en = line("Bokmål"), line("Nynorsk"), line("English")
    code = line(_("Code"))

    @property
    def is_empty(self) -> bool:
        return not any((field.data or "").strip() for field in self)

    def swap(self, other: OptionRow) -> None:
        """What is written in both rows changes places."""
        for field in self:
            field.data, other[field.short_name].data = other[field.short_name].data, field.data


def rows_of(options: Sequence[Option]) -> list[dict[str, Any]]:
    """The rows that show these answers."""
    return [
        {
            "number": "" if option.ordinal is None else format(option.ordinal, "f"),
            "code": form_text(option.value),
            **{code: option.text.get(code, "") for code in LANGUAGES},
        }
        for option in options
    ]


def options_from(rows: Sequence[OptionRow], before: Sequence[Option]) -> tuple[Option, ...]:
    """The answers of the rows. A row whose code is known keeps what it was; a new one without a code gets its
    number, or a letter with a number. Raises Refused with the field that is wrong."""
    known = {form_text(option.value): option for option in before}
    letters = _free_letters({*known, *((row.code.data or "").strip() for row in rows)})
    found: list[Option] = []
    for place, row in enumerate(rows):
        if not any((row[code].data or "").strip() for code in LANGUAGES):
            continue
        option = _option(row, place, known, letters)
        if any(form_text(option.value) == form_text(other.value) for other in found):
            raise Refused(str(_("Two answers have the same code or number.")), f"options-{place}-code")
        found.append(option)
    return tuple(found)


def _free_letters(taken: set[str]) -> Iterator[str]:
    """`a1`, `a2` and so on, without those that are taken: a row that was moved keeps its code."""
    return (code for number in count(1) if (code := f"a{number}") not in taken)


def _option(row: OptionRow, place: int, known: dict[str, Option], letters: Iterator[str]) -> Option:
    written = (row.number.data or "").strip()
    try:
        number = as_number(written) if written else None
    except Refused as error:
        raise Refused(str(_("Write a number.")), f"options-{place}-number") from error
    code = (row.code.data or "").strip() or (format(number, "f") if number is not None else next(letters))
    before = known.get(code, Option(code, {}))
    texts = texts_from(before.text, **{language: row[language].data for language in LANGUAGES})
    return replace(before, text=texts, ordinal=number)
