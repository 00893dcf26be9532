"""Totals, bands and safety items; the worked examples of the facts."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.profiles import neutral_questionnaire, profiles
from feedback.domain.measures.change import (
    CutoffStatus,
    Direction,
    cutoff_c,
    cutoff_status,
    direction,
    reliable_change,
)
from feedback.domain.measures.profile import Scale, ScoringProfile
from feedback.domain.measures.scoring import Score, Why, critical, safety_link_ids, score
from feedback.domain.questionnaires.answers import (
    IN_PERSON,
    NOT_APPLICABLE,
    NOT_SHOWN,
    SKIPPED,
    Answer,
    answered,
)
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire

VECTORS = Path(__file__).parents[5] / "shared" / "facts" / "score-test-vectors.csv"
TOTALS = [name for name, profile in profiles().items() if profile.complete and profile.totals]
NO_NUMBER = [None, SKIPPED, IN_PERSON, NOT_APPLICABLE, NOT_SHOWN, answered()]


def _total(profile: ScoringProfile) -> Scale:
    [scale] = profile.totals
    return scale


def _answers(name: str, numbers: Mapping[int, object]) -> dict[str, Answer]:
    return {f"item-{place}": answered(str(number)) for place, number in numbers.items()}


def _score(name: str, numbers: Mapping[int, object]) -> Score:
    profile = profiles()[name]
    return score(profile, neutral_questionnaire(profile), _answers(name, numbers))[0]


def _all(name: str, pick: Callable[[tuple[Decimal, ...]], Decimal]) -> dict[int, object]:
    profile = profiles()[name]
    return {place: pick(profile.numbers[place]) for place in range(1, profile.item_count + 1)}


def _lowest(name: str) -> dict[int, object]:
    return _all(name, lambda numbers: numbers[0])


def _highest(name: str) -> dict[int, object]:
    return _all(name, lambda numbers: numbers[-1])


def _with_total(name: str, total: int, items: int | None = None) -> dict[int, object]:
    """Answers whose numbers add up to `total` over the first `items` items."""
    profile = profiles()[name]
    left, answers = total, {}
    for place in range(1, (items or profile.item_count) + 1):
        number = min(left, int(profile.numbers[place][-1]))
        answers[place], left = number, left - number
    assert left == 0
    return answers


def _change(name: str, earlier: int, later: int) -> tuple[Direction, CutoffStatus]:
    profile = profiles()[name]
    first, second = Decimal(earlier), Decimal(later)
    return direction(profile, first, second), cutoff_status(profile, first, second)


def _phq_10() -> None:
    found = _score("PHQ-9", _with_total("PHQ-9", 10))
    assert found.band == "moderate"
    assert _total(profiles()["PHQ-9"]).cutoffs[0].is_clinical(Decimal(10))


def _prorated() -> None:
    found = _score("PHQ-9", _with_total("PHQ-9", 9, items=8))
    assert (found.value, found.exact, found.band, found.why) == (
        10,
        Decimal("10.125"),
        "moderate",
        Why.PRORATED,
    )


def _two_missing() -> None:
    found = _score("PHQ-9", _with_total("PHQ-9", 9, items=7))
    assert (found.value, found.missing, found.why, found.band) == (None, 2, Why.MISSING, "")


def _core_missing() -> None:
    # items 2 and 3 answered 4 count 0 after reversal; the other seven answered ones sum to 18
    numbers = {1: 4, 2: 4, 3: 4, 4: 4, 5: 4, 6: 4, 7: 2, 8: 0, 9: 0}
    assert _score("CORE-10", numbers).value == 20


def _core(rest: int, reversed_: int, expected: int) -> None:
    numbers = {place: reversed_ if place in (2, 3) else rest for place in range(1, 11)}
    assert _score("CORE-10", numbers).value == expected


def _who(raw: int, value: int, band: str) -> None:
    found = _score("WHO-5", _with_total("WHO-5", raw))
    assert (found.value, found.band) == (value, band)


def _changes(name: str, earlier: int, later: int, expected: Direction) -> None:
    assert _change(name, earlier, later)[0] is expected


def _improves() -> None:
    assert _change("PHQ-9", 15, 9) == (Direction.RELIABLY_BETTER, CutoffStatus.CROSSED)
    assert not _total(profiles()["PHQ-9"]).cutoffs[0].is_clinical(Decimal(9))


def _worsens() -> None:
    assert _change("PHQ-9", 6, 18) == (Direction.RELIABLY_WORSE, CutoffStatus.STARTED_BELOW)


def _sdiff(error: str, expected: str) -> None:
    assert round(reliable_change(Decimal(error)), 3) == Decimal(expected)


def _equals(found: object, expected: object) -> None:
    assert found == expected


Check = Callable[[], None]
CHECKS: dict[tuple[str, str], Check] = {
    ("CORE-10", "all items 0"): lambda: _core(0, 0, 8),
    ("CORE-10", "all items 4"): lambda: _core(4, 4, 32),
    ("CORE-10", "items 2 and 3 = 4 and the rest 0"): lambda: _core(0, 4, 0),
    ("CORE-10", "items 2 and 3 = 0 and the rest 4"): lambda: _core(4, 0, 40),
    ("CORE-10", "one item missing and the other nine sum to 18 after reversal"): lambda: _core_missing(),
    ("WHO-5", "raw 12"): lambda: _who(12, 48, "low"),
    ("WHO-5", "raw 13"): lambda: _who(13, 52, "not low"),
    ("PHQ-9", "total 9"): lambda: _equals(_score("PHQ-9", _with_total("PHQ-9", 9)).band, "mild"),
    ("PHQ-9", "total 10"): lambda: _phq_10(),
    ("PHQ-9", "15 then 9"): lambda: _improves(),
    ("AUDIT", "all highest"): lambda: _equals(_score("AUDIT", _highest("AUDIT")).value, 40),
    ("DUDIT", "all highest"): lambda: _equals(_score("DUDIT", _highest("DUDIT")).value, 44),
    ("EDE-Q", "Sdiff 0.7405"): lambda: _sdiff("0.7405", "1.451"),
    ("CIA", "Sdiff 4.9475"): lambda: _sdiff("4.9475", "9.697"),
    ("cut-off c", "M1 15 SD1 5 (clinical) M0 5 SD0 4 (normal)"): lambda: _equals(
        round(cutoff_c(Decimal(15), Decimal(5), Decimal(5), Decimal(4)), 3), Decimal("9.444")
    ),
    ("PHQ-9", "eight items answered with sum 9 and one missing"): lambda: _prorated(),
    ("PHQ-9", "two items missing"): lambda: _two_missing(),
    ("PHQ-9", "6 then 18"): lambda: _worsens(),
    ("GAD-7", "14 then 9"): lambda: _changes("GAD-7", 14, 9, Direction.POSSIBLY_BETTER),
    ("CORE-10", "20 then 15"): lambda: _changes("CORE-10", 20, 15, Direction.NO_RELIABLE_CHANGE),
}


@pytest.mark.parametrize("key", CHECKS, ids=": ".join)
def test_worked_examples(key: tuple[str, str]) -> None:
    CHECKS[key]()


@pytest.mark.skipif(not VECTORS.exists(), reason="the table of examples is not beside the checkout")
def test_every_row_of_the_table_of_examples_is_a_test() -> None:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["measure"], row["answers"]) for row in rows} == set(CHECKS)
    for row in rows:
        plain = re.match(r"^(\d+)(?: \(|$)", row["expected"])
        if plain and row["measure"] == "CORE-10":
            assert plain[1] in ("8", "32", "0", "40", "20")


@given(st.data(), st.sampled_from(TOTALS))
def test_a_total_lies_in_its_range(data: st.DataObject, name: str) -> None:
    profile = profiles()[name]
    places = range(1, profile.item_count + 1)
    numbers = {place: data.draw(st.none() | st.sampled_from(profile.numbers[place])) for place in places}
    found = _score(name, {place: number for place, number in numbers.items() if number is not None})
    assert found.missing == sum(number is None for number in numbers.values())
    limits = profile.limits_of(_total(profile))
    assert limits
    low, high = limits
    if found.value is None:
        assert found.missing > _total(profile).most_missing
    else:
        assert low <= found.value <= high


@given(st.data(), st.sampled_from(TOTALS), st.sampled_from(NO_NUMBER))
def test_a_missing_answer_never_counts_as_0(data: st.DataObject, name: str, absent: Answer | None) -> None:
    profile = profiles()[name]
    gone = data.draw(st.integers(1, profile.item_count))
    answers = _answers(name, _highest(name))
    answers.pop(f"item-{gone}")
    if absent is not None:
        answers[f"item-{gone}"] = absent
    (found,) = score(profile, neutral_questionnaire(profile), answers)
    assert found.missing == 1
    if not _total(profile).most_missing:
        assert found.value is None
    elif not profile.reversed_items:
        limits = profile.limits_of(_total(profile))
        assert limits
        assert found.value == limits[1]


@pytest.mark.parametrize("name", TOTALS)
def test_no_answers_at_all_give_no_total(name: str) -> None:
    assert _score(name, {}).value is None


@pytest.mark.parametrize("name", [name for name, profile in profiles().items() if not profile.complete])
def test_an_incomplete_profile_gives_no_total(name: str) -> None:
    profile = profiles()[name]
    if len(profile.numbers) == profile.item_count:
        found = score(profile, neutral_questionnaire(profile), _answers(name, _highest(name)))
        assert len(found) == len(profile.totals)
        for one in found:
            assert (one.value, one.why, one.band) == (None, Why.PROFILE_INCOMPLETE, "")


def test_collaborate_is_the_top_score() -> None:
    assert _score("CollaboRATE", {1: 9, 2: 9, 3: 9}).value == 1
    assert _score("CollaboRATE", {1: 9, 2: 9, 3: 8}).value == 0


def test_single_goals_have_no_total() -> None:
    profile = profiles()["GBO"]
    assert score(profile, neutral_questionnaire(profile), {}) == ()


def test_a_questionnaire_that_does_not_fit_gets_no_total() -> None:
    phq = neutral_questionnaire(profiles()["PHQ-9"])
    assert score(profiles()["GAD-7"], phq, {})[0].why is Why.DOES_NOT_FIT


@pytest.mark.parametrize("answer", NO_NUMBER)
def test_a_safety_item_is_critical_above_0_and_not_when_unanswered(answer: Answer | None) -> None:
    profile = profiles()["PHQ-9"]
    phq = neutral_questionnaire(profile)
    assert safety_link_ids(profile, phq) == ("item-9",)
    assert critical(profile, phq, {"item-9": answered("1")}) == ("item-9",)
    assert critical(profile, phq, {"item-9": answered("0")}) == ()
    assert critical(profile, phq, {"item-9": answer} if answer else {}) == ()


def test_an_incomplete_profile_still_knows_its_safety_item() -> None:
    profile = profiles()["OQ-45.2"]
    assert critical(profile, neutral_questionnaire(profile), {"item-8": answered("1")}) == ("item-8",)


def _repeating(name: str) -> Questionnaire:
    items = neutral_questionnaire(profiles()[name]).items
    return Questionnaire("x", "1", {}, ("nb",), (Item("g", ItemType.GROUP, items=items, repeats=True),))


def test_items_of_a_group_that_repeats_give_a_total_only_where_it_was_answered_once() -> None:
    profile, questionnaire = profiles()["PHQ-9"], _repeating("PHQ-9")
    once = _answers("PHQ-9", _lowest("PHQ-9"))
    assert score(profile, questionnaire, {**once, "item-1#2": SKIPPED})[0].value == 0
    [twice] = score(profile, questionnaire, {**once, "item-1#2": answered("1")})
    assert (twice.value, twice.why, twice.band) == (None, Why.REPEATED, "")


def test_a_safety_item_is_critical_each_time_it_is_asked() -> None:
    profile, questionnaire = profiles()["PHQ-9"], _repeating("PHQ-9")
    said = {"item-9": answered("0"), "item-9#3": answered("2"), "item-9#4": SKIPPED}
    assert critical(profile, questionnaire, said) == ("item-9#3",)
    assert safety_link_ids(profile, questionnaire) == ("item-9",)
