"""The form of a page of questions, built from its items: text from the browser in, answers of the domain out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from flask import request
from jinja2.utils import LRUCache
from wtforms import Field, Form

from feedback.domain.calendar import instant_of, local
from feedback.domain.questionnaires.answers import (
    IN_PERSON,
    NOT_APPLICABLE,
    SKIPPED,
    Answer,
    AnswerState,
    FreeText,
    Quantity,
    Value,
    answered,
)
from feedback.domain.questionnaires.questionnaire import Item, ItemType
from feedback.domain.questionnaires.validation import Problem, ProblemCode, item_problems

_WHOLE = re.compile(r"[+\-−]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+\-−]?[0-9]{1,15}(?:[.,][0-9]{1,30})?")
_NORWEGIAN_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
ESCAPES = {"~skip": SKIPPED, "~in-person": IN_PERSON, "~not-applicable": NOT_APPLICABLE}
ESCAPE_OF = {answer.state: token for token, answer in ESCAPES.items()}
LONGEST = 20_000


class AnswerField(Field):  # type: ignore[misc]
    """One question. `answer` is what was understood, `texts` what was sent, `problems` what is wrong with it."""

    def __init__(self, item: Item, **options: Any) -> None:
        super().__init__(**options)
        self.item = item
        self.answer: Answer | None = None
        self.texts: list[str] = []
        self.escape = ""
        self.problems: tuple[Problem, ...] = ()

    @property
    def escape_name(self) -> str:
        """The name of the field that says *skip* or *rather in person* beside a text."""
        return f"{self.name}-instead"

    @property
    def other_name(self) -> str:
        """The name of the field for an own answer beside the options."""
        return f"{self.name}-other"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the sent form, else show the stored answer."""
        if formdata:
            self._read(formdata)
        elif isinstance(data, Answer):
            self._show(data)

    def _read(self, formdata: Any) -> None:
        sent = [text.replace("\r\n", "\n").replace("\0", "").strip() for text in formdata.getlist(self.name)]
        sent += formdata.getlist(self.escape_name)
        self.escape = next((text for text in sent if text in ESCAPES), "")
        own = formdata.get(self.other_name, "").strip()
        self.texts = [text for text in sent if text and text not in ESCAPES]
        values, problems = _understood(self.item, self.texts)
        if own and self.item.type is ItemType.OPEN_CHOICE:
            values = [*(values if self.item.repeats else []), FreeText(own)]
        self.answer = answered(*values) if values else ESCAPES.get(self.escape)
        self.problems = tuple(problems) or tuple(self._wrong())

    def _wrong(self) -> Iterable[Problem]:
        if self.answer is None and not self.item.required:
            return ()
        return item_problems(self.item, self.answer)

    def put_back(self, answer: Answer | None) -> None:
        """Take a stored answer instead of what was sent."""
        self.answer, self.texts, self.escape, self.problems = None, [], "", ()
        if answer is not None:
            self._show(answer)

    def _show(self, answer: Answer) -> None:
        self.answer = answer
        self.escape = ESCAPE_OF.get(answer.state, "")
        if answer.state is AnswerState.ANSWERED:
            shown = (
                value for value in answer.values if not isinstance(value, FreeText) or is_own_words(self.item)
            )
            self.texts = [form_text(value) for value in shown]

    @property
    def own_text(self) -> str:
        """The own answer to an open choice."""
        values = self.answer.values if self.answer else ()
        return next((value.text for value in values if isinstance(value, FreeText)), "")


def build_form(numbers: Mapping[str, str], items: Sequence[Item], answers: Mapping[str, Answer]) -> Form:
    """A form for these questions, filled with what was sent or else with the answers so far.

    `numbers` gives each link id its place in the question set: field names stay the same on every page.
    """
    names = tuple(field_name(numbers, item) for item in items)
    form_class = _form_class(tuple(zip(names, items, strict=True)))
    stored = {name: answers.get(item.link_id) for name, item in zip(names, items, strict=True)}
    sent = request.form if request.method == "POST" else None
    return form_class(sent, data={name: answer for name, answer in stored.items() if answer})


def field_name(numbers: Mapping[str, str], item: Item) -> str:
    """The form field of an item."""
    return f"q{numbers[item.link_id]}"


def fields_of(form: Form) -> list[AnswerField]:
    """The questions of a form, in order."""
    return [field for field in form if isinstance(field, AnswerField)]


def form_text(value: Value) -> str:
    """A value as a browser's input holds it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Quantity():
            return str(value.value)
        case datetime() if value.tzinfo:
            return local(value).replace(tzinfo=None).isoformat(timespec="minutes")
        case date() | time() | datetime():
            return value.isoformat()
        case FreeText():
            return value.text
    return str(value)


def is_own_words(item: Item) -> bool:
    """Whether nothing is offered to choose from: the answers of an open choice lie outside its file."""
    return item.type is ItemType.OPEN_CHOICE and not item.options


def _form_class(fields: tuple[tuple[str, Item], ...]) -> type[Form]:
    key = tuple((name, id(item)) for name, item in fields)
    found = _classes.get(key)
    if found is None or any(found.kept[name] is not item for name, item in fields):
        found = _classes[key] = _made(fields)
    return found.form


@dataclass(frozen=True, slots=True)
class _Made:
    """A form class and the items it was made from, which keeps their identities taken."""

    form: type[Form]
    kept: dict[str, Item]


_classes: LRUCache = LRUCache(256)


def _made(fields: tuple[tuple[str, Item], ...]) -> _Made:
    # A plain form: CSRFProtect checks the token of every request, and no word of WTForms is ever shown, so its
    # translations need not be looked up.
    meta = type("Meta", (), {"get_translations": lambda self, form: None})
    body = {name: AnswerField(item) for name, item in fields}
    return _Made(type("QuestionPage", (Form,), {**body, "Meta": meta}), dict(fields))


def _understood(item: Item, texts: Sequence[str]) -> tuple[list[Value], list[Problem]]:
    values: list[Value] = []
    problems: list[Problem] = []
    for text in texts:
        if len(text) > LONGEST:
            problems.append(Problem(item.link_id, ProblemCode.TOO_LONG, str(LONGEST)))
            continue
        try:
            values.append(_value(item, text))
        except (ValueError, KeyError):
            problems.append(Problem(item.link_id, _CODES.get(item.type, ProblemCode.NOT_AN_OPTION)))
    return values, problems


def _value(item: Item, text: str) -> Value:
    if item.options:
        return {form_text(option.value): option.value for option in item.options}[text]
    if is_own_words(item):
        return FreeText(text)
    match item.type:
        case ItemType.BOOLEAN:
            return {"true": True, "false": False}[text]
        case ItemType.INTEGER:
            return int(_number(text, whole=True))
        case ItemType.DECIMAL:
            return _number(text)
        case ItemType.QUANTITY:
            return Quantity(_number(text), item.unit)
        case ItemType.DATE:
            return _date(text)
        case ItemType.DATE_TIME:
            return _instant(text)
        case ItemType.TIME:
            return time.fromisoformat(text.replace(".", ":"))
    return text


def _number(text: str, *, whole: bool = False) -> Decimal:
    """A number as people write it. Raises ValueError for others: *1e9* is none, nor is one of fifty digits."""
    pattern = _WHOLE if whole else _DECIMAL
    if not pattern.fullmatch(text):
        raise ValueError("not a number")
    return Decimal(text.replace(",", ".").replace("−", "-"))


def _date(text: str) -> date:
    """2026-11-24, as browsers send it, or 24.11.2026. Raises ValueError."""
    if found := _NORWEGIAN_DATE.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return date.fromisoformat(text)


def _instant(text: str) -> datetime:
    """What the clock in Norway showed, as an instant. Raises ValueError."""
    day, _space, clock = text.replace("T", " ").partition(" ")
    typed = datetime.combine(_date(day), time.fromisoformat(clock.replace(".", ":")))
    return typed if typed.tzinfo else instant_of(typed)


_CODES = {
    ItemType.BOOLEAN: ProblemCode.NOT_A_YES_OR_NO,
    ItemType.INTEGER: ProblemCode.NOT_A_WHOLE_NUMBER,
    ItemType.DECIMAL: ProblemCode.NOT_A_NUMBER,
    ItemType.QUANTITY: ProblemCode.NOT_A_NUMBER,
    ItemType.DATE: ProblemCode.NOT_A_DATE,
    ItemType.DATE_TIME: ProblemCode.NOT_A_DATE,
    ItemType.TIME: ProblemCode.NOT_A_TIME,
}
