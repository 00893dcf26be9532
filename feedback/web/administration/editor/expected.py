"""What a condition compares an answer with: as text for people, and read from what they write."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from flask_babel import gettext as _

from feedback.domain.questionnaires.answers import Quantity, Value
from feedback.domain.questionnaires.questionnaire import Condition, Item, ItemType, Operator, text_in
from feedback.services.questionnaires.table_scales import as_number
from feedback.services.refusals import Refused
from feedback.web.views.answer_form import form_text

YES = ("yes", "ja", "true")
NO = ("no", "nei", "false")
_NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY)


def expected_text(condition: Condition, asked: Item | None, language: str) -> str:
    """The value as it is shown and written."""
    value = condition.expected
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    for option in asked.options if asked else ():
        if option.value == value:
            return text_in(option.text, language) or form_text(value)
    return form_text(value).replace("T", " ") if isinstance(value, datetime) else form_text(value)


def read_expected(text: str, operator: Operator, asked: Item) -> Value:
    """What is meant: for a choice the answer's words, number or code. Raises Refused with what can be written."""
    written = text.strip()
    if operator is Operator.EXISTS or asked.type is ItemType.BOOLEAN:
        return _yes_or_no(written)
    if asked.options:
        return _option(written, asked)
    try:
        return _typed(written, asked)
    except ValueError as error:
        raise Refused(_("Write a date like 2026-11-24, or a time like 14:30.")) from error


def _yes_or_no(written: str) -> bool:
    if written.casefold() not in (*YES, *NO):
        raise Refused(_("Write yes or no."))
    return written.casefold() in YES


def _option(written: str, asked: Item) -> Value:
    wanted = written.casefold()
    for option in asked.options:
        names = [form_text(option.value), *option.text.values()]
        if option.ordinal is not None:
            names.append(format(option.ordinal, "f"))
        if wanted in (name.casefold() for name in names):
            return option.value
    answers = ", ".join(text_in(option.text, "nb") or form_text(option.value) for option in asked.options[:8])
    raise Refused(_("Write one of the answers to that question: %(answers)s.", answers=answers))


def _typed(written: str, asked: Item) -> Value:
    if not written:
        raise Refused(_("Write what the answer is compared with."))
    if asked.type in _NUMBERS:
        try:
            return _number(as_number(written), asked)
        except Refused as error:
            raise Refused(_("Write a number.")) from error
    match asked.type:
        case ItemType.DATE:
            return date.fromisoformat(written)
        case ItemType.DATE_TIME:
            return datetime.fromisoformat(written)
        case ItemType.TIME:
            return time.fromisoformat(written)
    return written


def _number(number: Decimal, asked: Item) -> Value:
    if asked.type is ItemType.QUANTITY:
        return Quantity(number, asked.unit)
    if asked.type is ItemType.INTEGER and number == number.to_integral_value():
        return int(number)
    return number
