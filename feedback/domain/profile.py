"""The scoring facts of a known instrument. Facts only: a profile holds none of the instrument's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from feedback.domain.questionnaire import Coding, Texts


class TotalKind(StrEnum):
    """How the numbers of the items become one."""

    SUM = "sum"
    MEAN = "mean"
    SUM_TIMES_4 = "sum-times-4"
    TEN_TIMES_MEAN = "ten-times-mean"
    TOP_SCORE = "top-score"  # 1 when every item has its highest number, else 0
    NONE = "none"


class HigherIs(StrEnum):
    """What a higher value says."""

    BETTER = "better"
    WORSE = "worse"


class ClinicalSide(StrEnum):
    """On which side of a cut-off the clinical range lies, the cut-off itself included or not."""

    AT_OR_ABOVE = "at-or-above"
    AT_OR_BELOW = "at-or-below"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class ItemRange:
    """The numbers that items `first` to `last` (counted from 1) can have, lowest first."""

    first: int
    last: int
    numbers: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A severity band: from `starts_at` (of the rounded total) to the next band. `text` is for the screen."""

    starts_at: Decimal
    name: str
    text: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A clinical cut-off. `group` is `men` or `women` where it differs by sex, else empty."""

    value: Decimal
    side: ClinicalSide
    group: str = ""
    unconfirmed: bool = False
    note: str = ""

    def is_clinical(self, value: Decimal) -> bool:
        """Whether a total lies in the clinical range."""
        match self.side:
            case ClinicalSide.AT_OR_ABOVE:
                return value >= self.value
            case ClinicalSide.AT_OR_BELOW:
                return value <= self.value
        return value < self.value


POSSIBLE_SHARE = Decimal("1.28") / Decimal("1.96")


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The smallest raw change that is larger than measurement error; `confidence` in per cent, if published.

    `reference` is who published it, where that is not who published the instrument.

    `possible_from` is given where two constants are published; else it follows from a 95 % value.
    """

    value: Decimal
    confidence: int | None = None
    possible_from: Decimal | None = None
    unconfirmed: bool = False
    note: str = ""
    reference: str = ""

    @property
    def possible_threshold(self) -> Decimal | None:
        """Where *possible* change begins: 1.28 Sdiff for a 95 % value (our rule, ours to answer for)."""
        if self.possible_from is None and self.confidence == 95:
            return self.value * POSSIBLE_SHARE
        return self.possible_from


@dataclass(frozen=True, slots=True)
class SafetyItem:
    """Item number `item` (counted from 1) is critical when its number is greater than `above` (rule A7)."""

    item: int
    above: Decimal


@dataclass(frozen=True, slots=True)
class ScoringProfile:
    """One version of an instrument's facts.

    `most_missing` is how many items may be missing before there is no total; None where that is not known.
    `complete` is False where facts are lacking: then answers are kept and no total, band or change is given.
    `item_codes` names the scored items in order; without them the questions are taken in reading order.
    `reference` is the publication behind bands and cut-offs, in short; without it `source` is all there is.
    """

    name: str
    version: str
    about: str
    respondents: tuple[str, ...]
    item_count: int
    unscored: int
    ranges: tuple[ItemRange, ...]
    total: TotalKind
    higher_is: HigherIs
    complete: bool
    rights: str
    source: str
    reversed_items: tuple[int, ...] = ()
    decimals: int = 0
    bands: tuple[Band, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    reliable_change: ReliableChange | None = None
    safety_items: tuple[SafetyItem, ...] = ()
    most_missing: int | None = None
    codes: tuple[Coding, ...] = ()
    item_codes: tuple[str, ...] = ()
    note: str = ""
    reference: str = ""

    def numbers(self, item: int) -> tuple[Decimal, ...]:
        """The numbers that item number `item` (counted from 1) can have; empty where they are not known."""
        return next((entry.numbers for entry in self.ranges if entry.first <= item <= entry.last), ())

    def band(self, value: Decimal) -> Band | None:
        """The band that a rounded total lies in; None below the first band or where there are none."""
        return next((band for band in reversed(self.bands) if value >= band.starts_at), None)

    @property
    def limits(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest possible total; None where there is no total."""
        numbers = [self.numbers(item) for item in range(1, self.item_count + 1)]
        if self.total is TotalKind.NONE or not all(numbers):
            return None
        if self.total is TotalKind.TOP_SCORE:
            return Decimal(0), Decimal(1)
        factor = self.factor
        return (
            sum((found[0] for found in numbers), Decimal(0)) * factor,
            sum((found[-1] for found in numbers), Decimal(0)) * factor,
        )

    @property
    def factor(self) -> Decimal:
        """What the sum of all items is multiplied by to give the total."""
        match self.total:
            case TotalKind.MEAN:
                return Decimal(1) / self.item_count
            case TotalKind.TEN_TIMES_MEAN:
                return Decimal(10) / self.item_count
            case TotalKind.SUM_TIMES_4:
                return Decimal(4)
        return Decimal(1)
