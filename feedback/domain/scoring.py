"""From answers to a total and a band. A missing answer never counts as 0 (rule A5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from feedback.domain.answers import Answers
from feedback.domain.profile import ScoringProfile, TotalKind
from feedback.domain.questionnaire import Item, ItemType, Questionnaire
from feedback.domain.settling import number_of


class Why(StrEnum):
    """Why there is no total, or how it came about; the web layer words it."""

    COMPLETE = ""
    PRORATED = "prorated"
    MISSING = "missing"
    PROFILE_INCOMPLETE = "profile-incomplete"
    DOES_NOT_FIT = "does-not-fit"


@dataclass(frozen=True, slots=True)
class Score:
    """One total. `value` is None when it is not calculated; `missing` counts scored items without a number.

    `exact` is the total before rounding (half up), `band` the key of the severity band or empty.
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
    """The totals of the answers; nothing where the profile has no total, as for single goals."""
    if profile.total is TotalKind.NONE and profile.complete:
        return ()
    items = scored_items(profile, questionnaire)
    numbers = _numbers(profile, items, answers)
    missing = profile.item_count - len(numbers)
    why = _why(profile, bool(items), missing)
    if why not in (Why.COMPLETE, Why.PRORATED):
        return (Score(profile.name, "total", None, missing, "", why, profile.version),)
    exact = _total(profile, numbers)
    value = exact.quantize(Decimal(1).scaleb(-profile.decimals), ROUND_HALF_UP)
    band = profile.band(value)
    name = band.name if band else ""
    return (Score(profile.name, "total", value, missing, name, why, profile.version, exact),)


def critical(profile: ScoringProfile, questionnaire: Questionnaire, answers: Answers) -> tuple[str, ...]:
    """The link ids of safety items answered above their threshold, whether or not there is a total."""
    items = scored_items(profile, questionnaire)
    numbers = _numbers(profile, items, answers, reverse=False)
    return tuple(
        items[safety.item - 1].link_id
        for safety in profile.safety_items
        if safety.item in numbers and numbers[safety.item] > safety.above
    )


def safety_link_ids(profile: ScoringProfile, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The link ids of the safety items: the page says before each where its answer goes (rule A7)."""
    items = scored_items(profile, questionnaire)
    return tuple(items[safety.item - 1].link_id for safety in profile.safety_items if items)


def scored_items(profile: ScoringProfile, questionnaire: Questionnaire) -> tuple[Item, ...]:
    """The items that count, in the profile's order; empty when item count or ranges do not fit."""
    by_code = questionnaire.by_code
    if profile.item_codes and all(code in by_code for code in profile.item_codes):
        items = tuple(by_code[code] for code in profile.item_codes)
    else:
        candidates = questionnaire.numeric
        if len(candidates) not in (profile.item_count, profile.item_count + profile.unscored):
            return ()
        items = candidates[: profile.item_count]
    fits = all(_fits(profile.numbers(place), item) for place, item in enumerate(items, start=1))
    return items if fits else ()


def _fits(numbers: tuple[Decimal, ...], item: Item) -> bool:
    if not numbers:
        return True  # the facts do not say: the profile is incomplete and gives no total
    if item.options:
        return sorted({option.ordinal for option in item.options if option.ordinal is not None}) == list(
            numbers
        )
    return item.type is ItemType.INTEGER and (item.minimum, item.maximum) == (numbers[0], numbers[-1])


def _numbers(
    profile: ScoringProfile, items: tuple[Item, ...], answers: Answers, *, reverse: bool = True
) -> dict[int, Decimal]:
    """The number of each answered item by its place, counted from 1; reversed items turned round."""
    found: dict[int, Decimal] = {}
    for place, item in enumerate(items, start=1):
        answer = answers.get(item.link_id)
        number = number_of(item, answer.values[0]) if answer is not None and answer.values else None
        permitted = profile.numbers(place)
        if number is None or (permitted and number not in permitted):
            continue
        turned = reverse and place in profile.reversed_items and permitted
        found[place] = permitted[0] + permitted[-1] - number if turned else number
    return found


def _why(profile: ScoringProfile, fits: bool, missing: int) -> Why:
    if not fits:
        return Why.DOES_NOT_FIT
    if not profile.complete:
        return Why.PROFILE_INCOMPLETE
    if missing > (profile.most_missing or 0) or missing == profile.item_count:
        return Why.MISSING
    return Why.PRORATED if missing else Why.COMPLETE


def _total(profile: ScoringProfile, numbers: dict[int, Decimal]) -> Decimal:
    """The total, prorated: the mean of the answered items stands for the missing ones."""
    if profile.total is TotalKind.TOP_SCORE:
        return Decimal(all(number == profile.numbers(place)[-1] for place, number in numbers.items()))
    scaled = sum(numbers.values(), Decimal(0)) * profile.item_count * profile.factor
    return scaled / len(numbers)
