"""What was answered. Four things are never mixed up (rule A5): not answered (no entry), skipped on purpose,
not shown, and "rather in person"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit."""

    value: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FreeText:
    """An own answer to an open choice, told apart from the code of an option."""

    text: str


Value = bool | int | Decimal | str | date | datetime | time | Quantity | FreeText


class AnswerState(StrEnum):
    """What a person did with a question that has an entry."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    IN_PERSON = "in-person"
    NOT_APPLICABLE = "not-applicable"
    NOT_SHOWN = "not-shown"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answer; `values` is empty unless the state is *answered*."""

    state: AnswerState
    values: tuple[Value, ...] = ()

    @property
    def value(self) -> Value | None:
        """The first value, or None."""
        return self.values[0] if self.values else None


Answers = Mapping[str, Answer]

SKIPPED = Answer(AnswerState.SKIPPED)
IN_PERSON = Answer(AnswerState.IN_PERSON)
NOT_APPLICABLE = Answer(AnswerState.NOT_APPLICABLE)
NOT_SHOWN = Answer(AnswerState.NOT_SHOWN)


def answered(*values: Value) -> Answer:
    """An answer with these values."""
    return Answer(AnswerState.ANSWERED, values)


def answers_to_plain(answers: Answers) -> dict[str, object]:
    """The answers as JSON-ready data that can be read without the questionnaire; see `answers_from_plain`."""
    return {link_id: _plain_answer(answer) for link_id, answer in answers.items()}


def answers_from_plain(plain: Mapping[str, object]) -> dict[str, Answer]:
    """The inverse of `answers_to_plain`. Raises ValueError on data of another shape."""
    return {link_id: _answer(entry) for link_id, entry in plain.items()}


def _plain_answer(answer: Answer) -> object:
    if answer.state is not AnswerState.ANSWERED:
        return {"state": answer.state.value}
    return [value_to_plain(value) for value in answer.values]


def _answer(entry: object) -> Answer:
    if isinstance(entry, dict):
        return Answer(AnswerState(entry["state"]))
    if isinstance(entry, list):
        return answered(*map(value_from_plain, entry))
    raise ValueError(f"not an answer: {type(entry).__name__}")


def value_to_plain(value: Value) -> object:
    """One value as JSON-ready data; whatever JSON has no type for carries its type's name."""
    match value:
        case bool() | int() | str():
            return value
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"dateTime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case Quantity():
            return {"quantity": [str(value.value), value.unit]}
        case FreeText():
            return {"text": value.text}
    raise ValueError(f"not a value: {type(value).__name__}")


def value_from_plain(plain: object) -> Value:
    """The inverse of `value_to_plain`. Raises ValueError on data of another shape."""
    if isinstance(plain, (bool, int, str)):
        return plain
    match plain:
        case {"decimal": str(text)}:
            return Decimal(text)
        case {"dateTime": str(text)}:
            return datetime.fromisoformat(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"time": str(text)}:
            return time.fromisoformat(text)
        case {"quantity": [str(number), str(unit)]}:
            return Quantity(Decimal(number), unit)
        case {"text": str(text)}:
            return FreeText(text)
    raise ValueError("not a value")
