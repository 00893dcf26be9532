"""The scoring facts of a known instrument. Facts only: a profile holds none of the instrument's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.questionnaire import Texts

TOTAL = "total"
USUAL_Z = {90: Decimal("1.645"), 95: Decimal("1.96"), 99: Decimal("2.576")}
POSSIBLE_Z = Decimal("1.28")
OWN = "own-"  # how the versions begin that somebody has made here


class TotalKind(StrEnum):
    """How the numbers of the items become one, before the factor."""

    SUM = "sum"
    MEAN = "mean"
    TOP_SCORE = "top-score"  # 1 when every item has its highest number, else 0
    EACH = "each"  # no number: the items are looked at one by one


class HigherIs(StrEnum):
    """What a higher value says."""

    BETTER = "better"
    WORSE = "worse"


class ClinicalSide(StrEnum):
    """On which side of a cut-off the clinical range lies, the cut-off itself included or not."""

    AT_OR_ABOVE = "at-or-above"
    AT_OR_BELOW = "at-or-below"
    BELOW = "below"


class Confidence(StrEnum):
    """Whether somebody has found the fact in its source."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is known of an instrument, with where it was read; no `source` means the profile's own."""

    source: str = ""
    confidence: Confidence = Confidence.CONFIRMED

    @property
    def is_unconfirmed(self) -> bool:
        return self.confidence is Confidence.UNCONFIRMED


@dataclass(frozen=True, slots=True)
class ItemRange(Fact):
    """The numbers that items `first` to `last` (counted from 1) can have, lowest first."""

    first: int
    last: int
    numbers: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Reversal(Fact):
    """The items whose numbers are turned round before they are added; no items means that none is."""

    items: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Band(Fact):
    """A severity band: from `starts_at` (of the rounded total) to the next band's. `text` is for the screen."""

    starts_at: Decimal
    name: str
    text: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Norms(Fact):
    """Means and standard deviations, in points of the total, of a clinical and a normal population."""

    clinical_mean: Decimal
    clinical_sd: Decimal
    normal_mean: Decimal
    normal_sd: Decimal


@dataclass(frozen=True, slots=True)
class Cutoff(Fact):
    """A clinical cut-off. `group` is `men` or `women` where it differs by sex, else empty.

    With `norms` the value is Jacobson and Truax's *c* of these.
    """

    value: Decimal
    side: ClinicalSide
    group: str = ""
    note: Texts = field(default_factory=dict)
    norms: Norms | None = None

    def is_clinical(self, value: Decimal) -> bool:
        """Whether a total lies in the clinical range."""
        match self.side:
            case ClinicalSide.AT_OR_ABOVE:
                return value >= self.value
            case ClinicalSide.AT_OR_BELOW:
                return value <= self.value
        return value < self.value


@dataclass(frozen=True, slots=True)
class Precision(Fact):
    """How exactly an instrument measures: the total's standard deviation and its reliability (0 to 1)."""

    deviation: Decimal
    reliability: Decimal

    @property
    def error_variance(self) -> Decimal:
        """The square of the standard error of measurement, SD^2 x (1 - r), exactly.

        Raises ValueError unless the deviation is above 0 and the reliability lies between 0 and 1.
        """
        known = self.deviation.is_finite() and self.reliability.is_finite()
        if not known or self.deviation <= 0 or not 0 <= self.reliability <= 1:
            raise ValueError("a standard deviation is above 0 and a reliability lies between 0 and 1")
        return self.deviation * self.deviation * (1 - self.reliability)

    @property
    def sdiff(self) -> Decimal:
        """The standard error of the difference of two totals, Sdiff = sqrt(2 x SE^2), in points.

        One root: rounded in between, a change of exactly the limit would fall short of it. Raises ValueError
        as `error_variance` does.
        """
        return (2 * self.error_variance).sqrt()


@dataclass(frozen=True, slots=True)
class ReliableChange(Fact):
    """The smallest raw change that is larger than measurement error; `level` in per cent, if published.

    `possible_from` is given where two constants are published; else it follows from a 95 % value. The value
    is the published one, or follows from `sdiff` or `precision` (feedback.domain.measures.change).
    """

    value: Decimal
    level: int | None = None
    possible_from: Decimal | None = None
    note: Texts = field(default_factory=dict)
    sdiff: Decimal | None = None
    precision: Precision | None = None

    @property
    def possible_threshold(self) -> Decimal | None:
        """Where *possible* change begins: 1.28 Sdiff for a 95 % value (our rule, ours to answer for).

        Sdiff follows from the value where it is not known.
        """
        if self.possible_from is not None or self.level != 95:
            return self.possible_from
        known = self.sdiff or (self.precision and self.precision.sdiff)
        return POSSIBLE_Z * known if known else self.value * POSSIBLE_Z / USUAL_Z[95]


@dataclass(frozen=True, slots=True)
class MissingRule(Fact):
    """At most `most` items may be missing; the mean of the answered ones then stands for them."""

    most: int


@dataclass(frozen=True, slots=True)
class SafetyItem(Fact):
    """Item number `item` (counted from 1) is critical when its number is greater than `above` (rule A7)."""

    item: int
    above: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """One number that an instrument gives: its total or a subscale, over `items` (numbers counted from 1).

    `name` is `total` or the subscale's key, `text` its words. The number is the items' sum or mean times
    `factor`, rounded half up to `decimals`. `limits` is the published range, lowest and highest. `missing`
    is None where the rule is not known.
    """

    name: str
    items: tuple[int, ...]
    kind: TotalKind
    higher_is: HigherIs
    factor: Decimal = Decimal(1)
    decimals: int = 0
    missing: MissingRule | None = None
    limits: tuple[Decimal, Decimal] | None = None
    bands: tuple[Band, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    reliable_change: ReliableChange | None = None
    text: Texts = field(default_factory=dict)

    def band(self, value: Decimal) -> Band | None:
        """The band that a rounded total lies in; None below the first band or where there are none."""
        return next((band for band in reversed(self.bands) if value >= band.starts_at), None)

    @property
    def most_missing(self) -> int:
        return self.missing.most if self.missing else 0


@dataclass(frozen=True)
class ScoringProfile:
    """One version of an instrument's facts.

    `complete` is False where facts are lacking: then answers are kept and no total, band or change is given.
    `reversal` and `safety_items` are None where they are not known. `item_codes` names the scored items in
    order; without them the questions are taken in reading order. `reference` is the publication behind the
    facts, in short; without it `source` is all there is. `caution` must stand wherever a score is shown.
    """

    name: str
    version: str
    about: str
    respondents: tuple[str, ...]
    item_count: int
    higher_is: HigherIs
    complete: bool
    rights: str
    source: str
    unscored: int = 0
    ranges: tuple[ItemRange, ...] = ()
    reversal: Reversal | None = None
    safety_items: tuple[SafetyItem, ...] | None = ()
    scales: tuple[Scale, ...] = ()
    codes: tuple[Coding, ...] = ()
    item_codes: tuple[str, ...] = ()
    may_ship_wording: str = ""
    note: str = ""
    reference: str = ""
    caution: Texts = field(default_factory=dict)

    @cached_property
    def numbers(self) -> dict[int, tuple[Decimal, ...]]:
        """The numbers that each item (counted from 1) can have; items whose range is not known are not in it."""
        return {
            place: entry.numbers
            for entry in reversed(self.ranges)
            for place in range(entry.first, min(entry.last, self.item_count) + 1)
        }

    @cached_property
    def totals(self) -> tuple[Scale, ...]:
        """The scales that give a number."""
        return tuple(scale for scale in self.scales if scale.kind is not TotalKind.EACH)

    @cached_property
    def reversed_items(self) -> frozenset[int]:
        """The items that are turned round, as far as that is known."""
        return frozenset(self.reversal.items if self.reversal else ())

    def scale(self, name: str = TOTAL) -> Scale | None:
        """The total or the subscale of this name."""
        return next((scale for scale in self.scales if scale.name == name), None)

    def limits_of(self, scale: Scale) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest possible value of a scale; None where there is none or it is not known."""
        numbers = [self.numbers.get(item, ()) for item in scale.items]
        if scale.kind is TotalKind.EACH or not numbers or not all(numbers):
            return scale.limits
        if scale.kind is TotalKind.TOP_SCORE:
            return Decimal(0), Decimal(1)
        share = len(numbers) if scale.kind is TotalKind.MEAN else 1
        low = sum((found[0] for found in numbers), Decimal(0)) * scale.factor / share
        return low, sum((found[-1] for found in numbers), Decimal(0)) * scale.factor / share

    @property
    def main_source(self) -> str:
        """Where the facts were read that name no source of their own."""
        return self.reference or self.source

    def source_of(self, fact: Fact) -> str:
        """Where a fact was read."""
        return fact.source or self.main_source
