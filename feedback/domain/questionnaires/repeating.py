"""One time more, and one less, of a group that repeats; and what is left of times in which nothing was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from feedback.domain.questionnaires.answers import Answer, Answers, answered
from feedback.domain.questionnaires.calculation import initial_answers
from feedback.domain.questionnaires.occurrences import (
    MOST_TIMES,
    Occurrence,
    Times,
    key_of,
    origin_of,
    read_key,
)
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire
from feedback.domain.questionnaires.unfolding import is_within_limit, times_asked, times_of, unfold

Renumber = Callable[[str, Times], int | None]


def can_have_more(questionnaire: Questionnaire, answers: Answers, key: str) -> bool:
    """Whether the group of this key (of any of its times) can be asked once more."""
    group, _times = _group(questionnaire, key)
    if group is None:
        return False
    first, count = _first(questionnaire, answers, key)
    more = {**answers, first: answered(count + 1)}
    return count < most_times(group) and is_within_limit(questionnaire, more)


def most_times(group: Item) -> int:
    """How many times a group can be answered."""
    return min(MOST_TIMES, group.max_occurs or MOST_TIMES)


def least_times(group: Item) -> int:
    """How many times a group is shown at least."""
    return max(1, min(group.min_occurs or 1, MOST_TIMES))


def with_one_more(questionnaire: Questionnaire, answers: Answers, key: str) -> dict[str, Answer]:
    """The answers with the group shown once more; as they are where it cannot be."""
    if not can_have_more(questionnaire, answers, key):
        return dict(answers)
    link_id, times = read_key(questionnaire, key)
    first, count = _first(questionnaire, answers, key)
    more = {**answers, first: answered(count + 1)}
    new = (*times[:-1], count + 1)
    begun = initial_answers(unfold(questionnaire, more), inside=key_of(link_id, new))
    return {**begun, **more}


def without_one(questionnaire: Questionnaire, answers: Answers, key: str) -> dict[str, Answer]:
    """The answers without those of this time of the group; later times move up. As they are for no group."""
    group, gone = _group(questionnaire, key)
    if group is None:
        return dict(answers)
    first, count = _first(questionnaire, answers, key)

    def renumber(link_id: str, times: Times) -> int | None:
        if link_id != group.link_id or times[:-1] != gone[:-1] or times[-1] < gone[-1]:
            return times[-1]
        return None if times[-1] == gone[-1] else times[-1] - 1

    left = _renumbered(questionnaire, {**answers, first: answered(count)}, renumber)
    return {**left, first: answered(max(count - 1, 1))}


def without_empty(questionnaire: Questionnaire, answers: Answers) -> dict[str, Answer]:
    """The answers without times in which nothing was said beyond what they began with; later ones move up."""
    if not questionnaire.repeating:
        return dict(answers)
    kept = {key: answer for key, answer in answers.items() if not _is_count(questionnaire, key)}
    return _renumbered(questionnaire, kept, _closing_up(questionnaire, answers))


def left_empty(questionnaire: Questionnaire, answers: Answers) -> set[str]:
    """The link ids of all that lies in times which `without_empty` leaves out."""
    renumber = _closing_up(questionnaire, answers)

    def is_left(item: Item) -> bool:
        times = item.times if isinstance(item, Occurrence) else ()
        around = questionnaire.repeating.get(origin_of(item).link_id, ())
        return any(renumber(around[depth], times[: depth + 1]) is None for depth in range(len(times)))

    return {item.link_id for item in unfold(questionnaire, answers).walk() if is_left(item)}


def _closing_up(questionnaire: Questionnaire, answers: Answers) -> Renumber:
    places = _places(questionnaire, answers)

    def renumber(link_id: str, times: Times) -> int | None:
        here = places.get((link_id, times[:-1]), [])
        if not here:
            return times[-1] if times[-1] == 1 else None
        return here.index(times[-1]) + 1 if times[-1] in here else None

    return renumber


def _places(questionnaire: Questionnaire, answers: Answers) -> dict[tuple[str, Times], list[int]]:
    """Which times of each group something was said in, in order."""
    begun = initial_answers(unfold(questionnaire, answers))
    found: dict[tuple[str, Times], set[int]] = {}
    for key, answer in answers.items():
        if begun.get(key) == answer or _is_count(questionnaire, key):
            continue
        link_id, times = read_key(questionnaire, key)
        for depth, number in enumerate(times):
            found.setdefault((questionnaire.repeating[link_id][depth], times[:depth]), set()).add(number)
    return {group: sorted(numbers) for group, numbers in found.items()}


def _renumbered(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], renumber: Renumber
) -> dict[str, Answer]:
    """The answers under new keys; `renumber` says which time a time becomes, or None for one that goes."""
    found: dict[str, Answer] = {}
    for key, answer in answers.items():
        link_id, times = read_key(questionnaire, key)
        around = questionnaire.repeating.get(link_id, ())
        depths = range(len(times) - _is_count(questionnaire, key))
        new = [renumber(around[depth], times[: depth + 1]) for depth in depths]
        moved = [number for number in new if number is not None]
        if len(moved) == len(new):
            found[key_of(link_id, tuple(moved))] = answer
    return found


def _is_count(questionnaire: Questionnaire, key: str) -> bool:
    """Whether the key is that of a group, which holds how many times it is shown."""
    return _group(questionnaire, key)[0] is not None


def _group(questionnaire: Questionnaire, key: str) -> tuple[Item | None, Times]:
    link_id, times = read_key(questionnaire, key)
    item = questionnaire.by_link_id.get(link_id)
    return (item if item and item.is_repeating_group and times else None), times


def _first(questionnaire: Questionnaire, answers: Answers, key: str) -> tuple[str, int]:
    """The key that holds how many times a group is shown, and how many times that is now."""
    group, times = _group(questionnaire, key)
    assert group is not None  # noqa: S101 - its callers have looked
    return key_of(group.link_id, times[:-1]), times_of(group, times[:-1], times_asked(questionnaire, answers))
