"""What is asked: a questionnaire, its items, their answer options and the conditions that show them.

Names follow FHIR R4 `Questionnaire`. All texts are mappings from language code (`nb`, `nn`, `en`) to text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from feedback.domain.questionnaires.answers import Value
from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.rights import Rights

Texts = Mapping[str, str]


def text_in(texts: Texts, language: str) -> str:
    """The text in `language`; else in the first language that has one; else an empty string."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


class ItemType(StrEnum):
    """The item types of FHIR R4 that are asked or shown."""

    GROUP = "group"
    DISPLAY = "display"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    DATE_TIME = "dateTime"
    TIME = "time"
    STRING = "string"
    TEXT = "text"
    URL = "url"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    QUANTITY = "quantity"

    @property
    def is_question(self) -> bool:
        return self not in (ItemType.GROUP, ItemType.DISPLAY)


class Control(StrEnum):
    """How an item looks; the default follows from its type."""

    DEFAULT = ""
    SCALE = "scale"  # a row of whole numbers with a label at both ends
    RADIO = "radio"
    DROP_DOWN = "drop-down"
    CHECK_BOX = "check-box"
    SLIDER = "slider"


class Operator(StrEnum):
    """How a condition compares an answer."""

    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


class CalculationKind(StrEnum):
    """What a calculated item does with the answers of its operands."""

    COPY = "copy"
    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Option:
    """One permitted answer. `value` is stored: a code, an int or a date; an `exclusive` one excludes the others.
    `is_text` where the value is no code but the file's own words."""

    value: Value
    text: Texts
    ordinal: Decimal | None = None
    system: str = ""
    exclusive: bool = False
    version: str = ""  # of the code system
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """Show the item when the answer to `question` compares so with `expected`.

    `expected` is a bool for `exists`, and for codings the code; `system` is compared only where both sides
    have one.
    """

    question: str
    operator: Operator
    expected: Value
    system: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """An answer that follows from other answers; `operands` are link ids."""

    kind: CalculationKind
    operands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One group, text or question. `required` means: remind once, then accept *skip* (rule A16)."""

    link_id: str
    type: ItemType
    text: Texts = field(default_factory=dict)
    help: Texts = field(default_factory=dict)
    prefix: str = ""
    other_prefixes: Texts = field(default_factory=dict)  # only where a language has another
    items: tuple[Item, ...] = ()
    options: tuple[Option, ...] = ()
    enable_when: tuple[Condition, ...] = ()
    enable_all: bool = False
    control: Control = Control.DEFAULT
    low_label: Texts = field(default_factory=dict)
    high_label: Texts = field(default_factory=dict)
    alternative: Texts = field(default_factory=dict)  # "does not apply to me"
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    hidden: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: Value | None = None  # of a date, an instant or a time
    latest: Value | None = None
    max_length: int | None = None
    min_occurs: int | None = None
    max_occurs: int | None = None
    initial: tuple[Value, ...] = ()
    unit: str = ""
    unit_code: str = ""  # where the code is another than the words, as Cel is for °C
    unit_system: str = ""
    codes: tuple[Coding, ...] = ()
    weight: Decimal | None = None
    calculation: Calculation | None = None
    turned: bool | None = None  # of an item that a measure reverses: whether its numbers count as they stand

    @property
    def is_repeating_group(self) -> bool:
        return self.repeats and self.type is ItemType.GROUP

    def prefix_in(self, language: str) -> str:
        return self.other_prefixes.get(language, self.prefix)

    def walk(self) -> Iterator[Item]:
        """This item and everything below it, in reading order."""
        yield self
        for child in self.items:
            yield from child.walk()


@dataclass(frozen=True)
class Questionnaire:
    """One version of a question set in all its languages.

    `profile` names the scoring profile (`PHQ-9`), empty where items are shown one by one.
    `respondents` holds `patient`, `relative`, `clinician`. `minutes` is what the welcome page promises.
    """

    key: str
    version: str
    title: Texts
    languages: tuple[str, ...]
    items: tuple[Item, ...]
    intro: Texts = field(default_factory=dict)
    respondents: tuple[str, ...] = ("patient",)
    rights: Rights = field(default_factory=Rights)
    codes: tuple[Coding, ...] = ()
    profile: str = ""
    validated: bool = False
    minutes: int = 1

    def walk(self) -> Iterator[Item]:
        """Every item, in reading order."""
        for item in self.items:
            yield from item.walk()

    @cached_property
    def by_link_id(self) -> dict[str, Item]:
        return {item.link_id: item for item in self.walk()}

    @cached_property
    def parents(self) -> dict[str, str]:
        """The link id of the item around each item; top-level items have no entry."""
        return {child.link_id: item.link_id for item in self.walk() for child in item.items}

    @cached_property
    def repeating(self) -> dict[str, tuple[str, ...]]:
        """The groups that repeat around each item, itself included, the outermost first; only where there are any."""
        found: dict[str, tuple[str, ...]] = {}
        for item in self.walk():
            itself = (item.link_id,) if item.is_repeating_group else ()
            if around := (*found.get(self.parents.get(item.link_id, ""), ()), *itself):
                found[item.link_id] = around
        return found

    @cached_property
    def unfolded(self) -> dict[tuple[tuple[str, int], ...], Questionnaire]:
        """What groups that repeat have been made into, by how many times (see `unfolding`)."""
        return {}

    @cached_property
    def evaluation_order(self) -> tuple[Item, ...]:
        """Every item after all it looks at (see `_looks_at`), as far as no circle forbids it; without recursion, as
        a chain of conditions may be as long as the questionnaire."""
        order: list[Item] = []
        seen: set[str] = set()
        for root in self.by_link_id.values():
            stack = [] if root.link_id in seen else [(root, self._looks_at(root))]
            seen.add(root.link_id)
            while stack:
                item, references = stack[-1]
                following = next((other for other in references if other.link_id not in seen), None)
                if following is None:
                    order.append(item)
                    stack.pop()
                else:
                    seen.add(following.link_id)
                    stack.append((following, self._looks_at(following)))
        return tuple(order)

    def _looks_at(self, item: Item) -> Iterator[Item]:
        """What decides about the item: its parent, the questions of its conditions, its operands."""
        parent = self.parents.get(item.link_id, "")
        asked = (condition.question for condition in item.enable_when)
        operands = item.calculation.operands if item.calculation else ()
        for link_id in (parent, *asked, *operands):
            if found := self.by_link_id.get(link_id):
                yield found

    @cached_property
    def questions(self) -> tuple[Item, ...]:
        """Every item that takes an answer, hidden and calculated ones included."""
        return tuple(item for item in self.walk() if item.type.is_question)

    @cached_property
    def fixed(self) -> dict[str, tuple[Value, ...]]:
        """The values of questions that nobody can answer, because they are hidden or read only."""
        return {
            item.link_id: item.initial
            for item in self.questions
            if item.initial and (item.hidden or item.read_only) and not item.calculation
        }

    @cached_property
    def calculated(self) -> tuple[Item, ...]:
        """The questions whose answers follow from others."""
        return tuple(item for item in self.questions if item.calculation)

    @cached_property
    def numeric(self) -> tuple[Item, ...]:
        """The questions that a total can count: options with ordinals, or a whole number with both limits."""
        return tuple(item for item in self.questions if not item.calculation and _is_numeric(item))

    @cached_property
    def by_code(self) -> dict[str, Item]:
        """Each question under its codes; the first where a code is used twice."""
        found: dict[str, Item] = {}
        for item in self.questions:
            for coding in item.codes:
                found.setdefault(coding.code, item)
        return found

    @cached_property
    def sections(self) -> tuple[tuple[Item, ...], ...]:
        """The pages: each top-level group is one; loose top-level items beside each other share one."""
        pages: list[tuple[Item, ...]] = []
        loose: list[Item] = []
        for item in self.items:
            if item.type is not ItemType.GROUP:
                loose.append(item)
                continue
            if loose:
                pages.append(tuple(loose))
                loose = []
            pages.append((item,))
        return (*pages, tuple(loose)) if loose else tuple(pages)


def _is_numeric(item: Item) -> bool:
    if item.options:
        return any(option.ordinal is not None for option in item.options)
    return item.type is ItemType.INTEGER and item.minimum is not None and item.maximum is not None
