"""What cannot be true of an instrument, and what still lacks before it can give a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from feedback.domain.measures.change import change_threshold, cutoff_of, reliable_change
from feedback.domain.measures.profile import Cutoff, ReliableChange, Scale, ScoringProfile, TotalKind

ROUNDED = Decimal("0.001")


class FaultCode(StrEnum):
    """What is wrong, as a clause in English; the web layer words it in the reader's language."""

    NO_ITEMS = "it has no items"
    RANGE_BACKWARDS = "a range of items ends before it begins, or beyond the last item"
    RANGE_TWICE = "an item has two ranges"
    NUMBERS_ORDER = "the numbers of an item are not in order"
    ONE_NUMBER = "an item has fewer than two numbers"
    REVERSED_BEYOND = "a reversed item is beyond the last item"
    SAFETY_BEYOND = "a safety item is beyond the last item"
    ITEM_CODES = "the item codes are not as many as the items"
    SAME_NAME = "two scales have the same name"
    SCALE_ITEMS = "a scale has no items, an item twice, or an item beyond the last one"
    FACTOR = "the factor is not above 0, or the decimals are not 0 to 4"
    BANDS_ORDER = "the bands are not in order"
    OUTSIDE = "a band or cut-off lies outside the range of the scale"
    LIMITS = "the published range is not what the items give"
    MOST_MISSING = "the missing rule leaves no item"
    UNEQUAL_ITEMS = "items may only be missing where all have the same lowest and highest number"
    CHANGE = "the reliable change is not above 0, or larger than the range"
    POSSIBLE = "possible change does not begin above 0 and below the reliable change"
    LEVEL = "a confidence level lies between 50 and 99 per cent"
    CHANGE_DIFFERS = (
        "the reliable change does not follow from its Sdiff, or from its deviation and reliability"
    )
    CUTOFF_DIFFERS = "a cut-off does not follow from its means and standard deviations"
    NO_SOURCE = "it names no source"
    LACKS_RANGE = "the range of an item is not known"
    LACKS_REVERSAL = "it is not known which items are reversed"
    LACKS_SAFETY = "the safety items are not known"
    LACKS_MISSING = "the rule for missing answers is not known"
    LACKS_SCALE = "it is not said how a total is made"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong or lacking; `scale` is the name of the scale, or empty for the instrument."""

    code: FaultCode
    scale: str = ""


def faults(profile: ScoringProfile) -> list[Fault]:
    """Everything that cannot be so; a profile that is marked complete must lack nothing either."""
    found = [*map(Fault, _item_faults(profile)), *_scale_faults(profile)]
    return [*found, *lacking(profile)] if profile.complete else found


def lacking(profile: ScoringProfile) -> list[Fault]:
    """What has to be entered before there can be a total."""
    used = {item for scale in profile.totals for item in scale.items}
    checks = (
        (bool(profile.scales), FaultCode.LACKS_SCALE),
        (used <= profile.numbers.keys(), FaultCode.LACKS_RANGE),
        (profile.reversal is not None or not profile.totals, FaultCode.LACKS_REVERSAL),
        (profile.safety_items is not None, FaultCode.LACKS_SAFETY),
    )
    rules = [Fault(FaultCode.LACKS_MISSING, scale.name) for scale in profile.totals if scale.missing is None]
    return [*(Fault(code) for holds, code in checks if not holds), *rules]


def _item_faults(profile: ScoringProfile) -> Iterator[FaultCode]:
    places = range(1, profile.item_count + 1)
    ranged = [
        item for entry in profile.ranges for item in range(entry.first, min(entry.last, len(places)) + 1)
    ]
    turned = profile.reversal.items if profile.reversal else ()
    in_order = all(list(entry.numbers) == sorted(set(entry.numbers)) for entry in profile.ranges)
    backwards = any(not 1 <= entry.first <= entry.last <= len(places) for entry in profile.ranges)
    names = [scale.name for scale in profile.scales]
    checks = (
        (profile.item_count > 0, FaultCode.NO_ITEMS),
        (not backwards, FaultCode.RANGE_BACKWARDS),
        (len(ranged) == len(set(ranged)), FaultCode.RANGE_TWICE),
        (in_order, FaultCode.NUMBERS_ORDER),
        (all(len(entry.numbers) > 1 for entry in profile.ranges), FaultCode.ONE_NUMBER),
        (all(item in places for item in turned), FaultCode.REVERSED_BEYOND),
        (all(safety.item in places for safety in profile.safety_items or ()), FaultCode.SAFETY_BEYOND),
        (len(profile.item_codes) in (0, profile.item_count), FaultCode.ITEM_CODES),
        (len(names) == len(set(names)), FaultCode.SAME_NAME),
        (bool(profile.reference or profile.source), FaultCode.NO_SOURCE),
    )
    return (code for holds, code in checks if not holds)


def _scale_faults(profile: ScoringProfile) -> Iterator[Fault]:
    for scale in profile.scales:
        found = list(_making_faults(profile, scale))
        if not found:  # a range can only be reckoned from items that make sense
            found = [*_limit_faults(profile, scale), *_change_faults(profile, scale)]
        yield from (Fault(code, scale.name) for code in found)


def _making_faults(profile: ScoringProfile, scale: Scale) -> Iterator[FaultCode]:
    items, places = scale.items, range(1, profile.item_count + 1)
    starts = [band.starts_at for band in scale.bands]
    fits = bool(items) and len(items) == len(set(items)) and all(item in places for item in items)
    ends = {(numbers[0], numbers[-1]) for item in items if (numbers := profile.numbers.get(item))}
    top_score = scale.kind is TotalKind.TOP_SCORE
    checks = (
        (fits, FaultCode.SCALE_ITEMS),
        (scale.factor > 0 and 0 <= scale.decimals <= 4, FaultCode.FACTOR),
        (starts == sorted(set(starts)), FaultCode.BANDS_ORDER),
        (0 <= scale.most_missing < max(len(items), 1), FaultCode.MOST_MISSING),
        (not scale.most_missing or (len(ends) < 2 and not top_score), FaultCode.UNEQUAL_ITEMS),
    )
    return (code for holds, code in checks if not holds)


def _limit_faults(profile: ScoringProfile, scale: Scale) -> Iterator[FaultCode]:
    limits = profile.limits_of(scale)
    if scale.limits and limits != scale.limits:
        yield FaultCode.LIMITS
    marks = [*(band.starts_at for band in scale.bands), *(cutoff.value for cutoff in scale.cutoffs)]
    if limits and not all(limits[0] <= mark <= limits[1] for mark in marks):
        yield FaultCode.OUTSIDE
    if any(_differs(cutoff) for cutoff in scale.cutoffs):
        yield FaultCode.CUTOFF_DIFFERS


def _differs(cutoff: Cutoff) -> bool:
    try:
        return cutoff.norms is not None and abs(cutoff_of(cutoff.norms) - cutoff.value) > ROUNDED
    except ValueError:
        return True


def _change_faults(profile: ScoringProfile, scale: Scale) -> Iterator[FaultCode]:
    change, limits = scale.reliable_change, profile.limits_of(scale)
    if change is None:
        return
    most = limits[1] - limits[0] if limits else change.value
    if not 0 < change.value <= most:
        yield FaultCode.CHANGE
    if change.possible_from is not None and not 0 < change.possible_from < change.value:
        yield FaultCode.POSSIBLE
    if change.level is not None and not 50 <= change.level <= 99:
        yield FaultCode.LEVEL
    elif _does_not_follow(change):
        yield FaultCode.CHANGE_DIFFERS


def _does_not_follow(change: ReliableChange) -> bool:
    level = change.level or 95
    try:
        expected = [change_threshold(change.precision, level)] if change.precision else []
    except ValueError:
        return True
    expected += [reliable_change(change.sdiff, level)] if change.sdiff is not None else []
    return any(abs(value - change.value) > ROUNDED for value in expected)
