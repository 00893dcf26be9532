"""Questions as the templates draw them (templates/macros/question.html)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from feedback.charts.shown_values import shown_value
from feedback.domain.questionnaires.answers import Answer
from feedback.domain.questionnaires.looks import is_scale, steps_of
from feedback.domain.questionnaires.occurrences import Occurrence, origin_of
from feedback.domain.questionnaires.questionnaire import Control, Item, ItemType, text_in
from feedback.domain.questionnaires.validation import ProblemCode
from feedback.web.views.answer_form import AnswerField, form_text
from feedback.web.words import problem_sentence

MOST_LINES = 3
LONGEST_IN_SIGHT = 15
SINGLE_GROUPS = ("scale", "choice", "boolean")
KINDS = {
    ItemType.GROUP: "heading",
    ItemType.DISPLAY: "display",
    ItemType.BOOLEAN: "boolean",
    ItemType.TEXT: "textarea",
    ItemType.DATE: "date",
    ItemType.DATE_TIME: "datetime",
    ItemType.TIME: "time",
    ItemType.INTEGER: "number",
    ItemType.DECIMAL: "number",
    ItemType.QUANTITY: "number",
}


@dataclass(frozen=True, slots=True)
class OptionView:
    """One answer that can be ticked."""

    value: str
    label: str
    id: str
    checked: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question, heading or text, in the reader's language, with what has been answered."""

    id: str
    name: str
    kind: str
    text: str
    help: str = ""
    prefix: str = ""
    low: str = ""
    high: str = ""
    options: Sequence[OptionView] = ()
    escapes: Sequence[OptionView] = ()
    escape_name: str = ""
    value: str = ""
    values: Sequence[str] = ()
    errors: Sequence[str] = ()
    required_note: bool = False
    maxlength: int | None = None
    unit: str = ""
    min: str | None = None
    max: str | None = None
    input: str = "text"
    depth: int = 0
    which: str = ""  # which time of a group that repeats: `2`


@dataclass(frozen=True, slots=True)
class RepeatView:
    """The end of one time of a group that repeats: `remove` and `more` are the values of the buttons, empty where
    there is none."""

    text: str
    which: str
    remove: str = ""
    more: str = ""
    depth: int = 0
    kind: str = "repeat"


@dataclass(frozen=True, slots=True)
class PageText:
    """How a page speaks: its language, the numbers of its items, whether it reminds, and what is said at a safety
    item."""

    language: str
    numbers: Mapping[str, str]
    remind: bool = False
    safety: Mapping[str, str] = field(default_factory=dict)
    of_relative: bool = False
    quiet_escapes: bool = False  # long imported forms offer *skip* only where the form insists on an answer


def kind_of(item: Item) -> str:
    """How an item is drawn."""
    if item.calculation is not None or (item.read_only and item.type.is_question):
        return "calculated"
    if is_scale(item):
        return "scale"
    if item.options:
        return _kind_of_choice(item)
    if item.repeats and item.type not in (ItemType.BOOLEAN, ItemType.GROUP, ItemType.DISPLAY):
        return "texts"
    return KINDS.get(item.type, "text")


def _kind_of_choice(item: Item) -> str:
    """Ticks where several can be chosen; a list that unfolds where the file asks for one or it is long."""
    if item.repeats:
        return "choices"
    is_long = item.control is Control.DEFAULT and len(item.options) > LONGEST_IN_SIGHT
    return "select" if is_long or item.control is Control.DROP_DOWN else "choice"


def views_of(
    item: Item, found: AnswerField | None, answer: Answer | None, depth: int, page: PageText
) -> Iterator[QuestionView]:
    """An item as one question view, or two where an own answer may stand beside the options."""
    kind, asked = kind_of(item), origin_of(item)
    if kind == "heading" and not _heading(item, page):
        return  # the questions below stand for themselves
    which = item.label if isinstance(item, Occurrence) else ""
    yield QuestionView(
        id=found.id if found else f"q{page.numbers[item.link_id]}",
        name=found.name if found else item.link_id,
        kind=kind,
        text=_heading(item, page) if kind == "heading" else text_in(asked.text, page.language),
        which="" if kind == "heading" else which,
        help=" ".join(filter(None, (text_in(item.help, page.language), page.safety.get(asked.link_id, "")))),
        prefix=item.prefix_in(page.language),
        low=text_in(item.low_label, page.language),
        high=text_in(item.high_label, page.language),
        options=_options(item, found, kind, page) if found else (),
        escapes=_escapes(item, found, kind, page) if found else (),
        escape_name=found.escape_name if found else "",
        value=_value(item, found, answer, page),
        values=_values(item, found) if kind == "texts" else (),
        errors=_errors(found, page),
        required_note=_reminded(found, page),
        maxlength=item.max_length,
        unit=item.unit,
        min=None if item.earliest is None else form_text(item.earliest),
        max=None if item.latest is None else form_text(item.latest),
        input=KINDS.get(item.type, "text"),
        depth=depth,
    )
    if found is not None and item.type is ItemType.OPEN_CHOICE and item.options:
        yield QuestionView(
            id=f"{found.id}-other",
            name=found.other_name,
            kind="text",
            text=_("Something else"),
            help="" if item.repeats else _("What you write here counts instead of an answer above."),
            which=which,
            value=found.own_text,
            depth=depth + 1,
        )


def _heading(item: Item, page: PageText) -> str:
    """A group's words; each of several times of it has a heading, also where the group has no words."""
    words = text_in(item.text, page.language)
    if words or not (isinstance(item, Occurrence) and origin_of(item).is_repeating_group):
        return words
    return str(_("Number %(number)s", number=item.label or "1"))


def _options(item: Item, found: AnswerField, kind: str, page: PageText) -> list[OptionView]:
    if kind == "boolean":
        pairs = [("true", _("Yes")), ("false", _("No"))]
    elif item.options:
        pairs = [(form_text(option.value), text_in(option.text, page.language)) for option in item.options]
    elif kind == "scale":
        pairs = [(str(step), str(step)) for step in steps_of(item)]
    else:
        return []
    return [
        OptionView(value, label, f"{found.id}-{place}", value in found.texts)
        for place, (value, label) in enumerate(pairs)
    ]


def _escapes(item: Item, found: AnswerField, kind: str, page: PageText) -> list[OptionView]:
    if page.quiet_escapes and not item.required:
        return []
    rather = (
        _("I would rather say it to the clinician")
        if page.of_relative
        else _("I would rather say it in person")
    )
    pairs = [("~skip", _("Skip")), ("~in-person", rather)]
    if item.alternative:
        pairs.insert(0, ("~not-applicable", text_in(item.alternative, page.language)))
    return [
        OptionView(value, label, f"{found.id}-{value[1:]}", value == found.escape) for value, label in pairs
    ]


def _value(item: Item, found: AnswerField | None, answer: Answer | None, page: PageText) -> str:
    if found is not None:
        return found.texts[0] if found.texts else ""
    values = answer.values if answer else ()
    return ", ".join(shown_value(item, value, page.language) for value in values)


def _values(item: Item, found: AnswerField | None) -> list[str]:
    texts = list(found.texts) if found else []
    room = max(MOST_LINES, len(texts) + 1)
    room = room if item.max_occurs is None else max(min(room, item.max_occurs), len(texts))
    return texts + [""] * (room - len(texts))


def _errors(found: AnswerField | None, page: PageText) -> list[str]:
    problems = found.problems if found else ()
    return [problem_sentence(one) for one in problems if one.code is not ProblemCode.REQUIRED_REMINDER]


def _reminded(found: AnswerField | None, page: PageText) -> bool:
    problems = found.problems if found else ()
    return page.remind and any(one.code is ProblemCode.REQUIRED_REMINDER for one in problems)
