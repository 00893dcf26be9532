"""From answers to a total and a band. A missing answer never counts as 0 (rule A5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from feedback.domain.measures.profile import Scale, ScoringProfile, TotalKind
from feedback.domain.measures.reversal import already_turned
from feedback.domain.questionnaires.answers import Answer, Answers
from feedback.domain.questionnaires.occurrences import keys_of
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire
from feedback.domain.questionnaires.settling import number_of

MOST_STEPS = 1000


class Why(StrEnum):
    """Why there is no total, or how it came about; the web layer words it."""

    COMPLETE = ""
    PRORATED = "prorated"
    MISSING = "missing"
    PROFILE_INCOMPLETE = "profile-incomplete"
    DOES_NOT_FIT = "does-not-fit"
    REPEATED = (
        "repeated"  # a group that repeats was answered several times: which answer counts is nobody's to say
    )


@dataclass(frozen=True, slots=True)
class Score:
    """One total or subscale. `value` is None when not calculated; `missing` counts its items without a number.

    `exact` is the value before rounding (half up), `band` the key of the severity band or empty.
    """

    measure: str
    name: str
    value: Decimal | None
    missing: int
    band: str
    why: Why
    profile_version: str
    exact: Decimal | None = None


def score(profile: ScoringProfile, questionnaire: Questionnaire, answers: Answers) -> tuple[Score, ...]:
    """The total and the subscales; nothing where the profile has none, as for single goals."""
    if not profile.totals:
        return ()
    items = scored_items(profile, questionnaire)
    numbers = _numbers(profile, items, answers)
    several = _answered_several_times(questionnaire, items, answers)
    return tuple(_score(profile, scale, numbers, bool(items), several) for scale in profile.totals)


def _answered_several_times(
    questionnaire: Questionnaire, items: tuple[Item, ...], answers: Answers
) -> frozenset[int]:
    """The places of items in a group that repeats, where more than its first time has a number."""
    if not questionnaire.repeating:
        return frozenset()
    return frozenset(
        place
        for place, item in enumerate(items, start=1)
        if sum(bool(answers[key].values) for key in keys_of(questionnaire, item.link_id, answers)) > 1
    )


def _score(
    profile: ScoringProfile,
    scale: Scale,
    numbers: Mapping[int, Decimal],
    fits: bool,
    several: frozenset[int],
) -> Score:
    found = [numbers[place] for place in scale.items if place in numbers]
    missing = len(scale.items) - len(found)
    why = _why(profile, scale, fits, missing)
    if several.intersection(scale.items) and why in (Why.COMPLETE, Why.PRORATED, Why.MISSING):
        why = Why.REPEATED
    if why not in (Why.COMPLETE, Why.PRORATED):
        return Score(profile.name, scale.name, None, missing, "", why, profile.version)
    exact = _value(profile, scale, numbers, found)
    value = exact.quantize(Decimal(1).scaleb(-scale.decimals), ROUND_HALF_UP)
    band = scale.band(value)
    name = band.name if band else ""
    return Score(profile.name, scale.name, value, missing, name, why, profile.version, exact)


def critical(profile: ScoringProfile, questionnaire: Questionnaire, answers: Answers) -> tuple[str, ...]:
    """The keys of safety items answered above their threshold, whether or not there is a total; in a group that
    repeats, of each time."""
    items = scored_items(profile, questionnaire)
    turned = _to_turn(profile, items)
    return tuple(
        key
        for safety in profile.safety_items or ()
        if items
        for key in keys_of(questionnaire, items[safety.item - 1].link_id, answers)
        if (number := _counted(profile, safety.item, items, answers[key], turned)) is not None
        and number > safety.above
    )


def safety_link_ids(profile: ScoringProfile, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The link ids of the safety items: the page says before each where its answer goes (rule A7)."""
    items = scored_items(profile, questionnaire)
    return tuple(items[safety.item - 1].link_id for safety in profile.safety_items or () if items)


def scored_items(profile: ScoringProfile, questionnaire: Questionnaire) -> tuple[Item, ...]:
    """The items that count, in the profile's order; empty when item count or ranges do not fit."""
    items = candidate_items(profile, questionnaire)
    fits = all(_fits(profile.numbers.get(place, ()), item) for place, item in enumerate(items, start=1))
    return items if fits else ()


def candidate_items(profile: ScoringProfile, questionnaire: Questionnaire) -> tuple[Item, ...]:
    """By their codes; else every question with a number, when these are as many as the profile says, and those that
    have a code of the measure stand where it says: a set that lacks one never lends its place to another question."""
    by_code = questionnaire.by_code
    coded = [by_code.get(code) for code in profile.item_codes]
    if coded and all(coded):
        return tuple(item for item in coded if item)
    candidates = questionnaire.numeric
    if len(candidates) not in (profile.item_count, profile.item_count + profile.unscored):
        return ()
    counted = candidates[: profile.item_count]
    return counted if all(item in (None, found) for item, found in zip(coded, counted, strict=False)) else ()


def are_by_place(profile: ScoringProfile, questionnaire: Questionnaire) -> bool:
    """Whether the set has more questions with numbers than the measure counts, and only their order says which."""
    has_all_codes = bool(profile.item_codes) and all(
        code in questionnaire.by_code for code in profile.item_codes
    )
    return not has_all_codes and len(questionnaire.numeric) > profile.item_count


def _fits(numbers: tuple[Decimal, ...], item: Item) -> bool:
    if not numbers:
        return True  # the facts do not say: the profile is incomplete and gives no total
    return numbers_of(item) == numbers


def numbers_of(item: Item) -> tuple[Decimal, ...]:
    """The numbers that an answer to the item can have, lowest first."""
    if item.options:
        return tuple(sorted({option.ordinal for option in item.options if option.ordinal is not None}))
    if item.type is not ItemType.INTEGER or item.minimum is None or item.maximum is None:
        return ()
    if item.maximum - item.minimum > MOST_STEPS:
        return (item.minimum, item.maximum)
    return tuple(map(Decimal, range(int(item.minimum), int(item.maximum) + 1)))


def _numbers(profile: ScoringProfile, items: tuple[Item, ...], answers: Answers) -> dict[int, Decimal]:
    """The number that each answered item counts, by its place, counted from 1."""
    turned = _to_turn(profile, items)
    counted = {
        place: _counted(profile, place, items, answers.get(item.link_id), turned)
        for place, item in enumerate(items, start=1)
    }
    return {place: number for place, number in counted.items() if number is not None}


def _to_turn(profile: ScoringProfile, items: tuple[Item, ...]) -> frozenset[int]:
    """The places of the items whose numbers the measure turns round: reversed ones, once."""
    return profile.reversed_items - already_turned(items, profile.reversed_items) if items else frozenset()


def _counted(
    profile: ScoringProfile,
    place: int,
    items: tuple[Item, ...],
    answer: Answer | None,
    turned: frozenset[int],
) -> Decimal | None:
    """The number of one answer as it counts, turned round where the measure does."""
    number = _number(profile, place, items[place - 1], answer)
    permitted = profile.numbers.get(place, ())
    if number is None or place not in turned or not permitted:
        return number
    return permitted[0] + permitted[-1] - number


def _number(profile: ScoringProfile, place: int, item: Item, answer: Answer | None) -> Decimal | None:
    """The number of one answer, where the profile permits it."""
    number = number_of(item, answer.values[0]) if answer is not None and answer.values else None
    permitted = profile.numbers.get(place, ())
    return number if not permitted or number in permitted else None


def _why(profile: ScoringProfile, scale: Scale, fits: bool, missing: int) -> Why:
    if not fits:
        return Why.DOES_NOT_FIT
    if not profile.complete:
        return Why.PROFILE_INCOMPLETE
    if missing > scale.most_missing or missing == len(scale.items):
        return Why.MISSING
    return Why.PRORATED if missing else Why.COMPLETE


def _value(
    profile: ScoringProfile, scale: Scale, numbers: Mapping[int, Decimal], found: Sequence[Decimal]
) -> Decimal:
    """The value, prorated: the mean of the answered items stands for the missing ones. Divided last, so that
    a value on a border is exactly on it."""
    if scale.kind is TotalKind.TOP_SCORE:
        return Decimal(all(numbers[place] == profile.numbers[place][-1] for place in scale.items))
    share = 1 if scale.kind is TotalKind.MEAN else len(scale.items)
    return sum(found, Decimal(0)) * scale.factor * share / len(found)
