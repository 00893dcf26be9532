"""Why a scoring profile does not fit a question set."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.fitting import Misfit, misfits
from feedback.domain.measures.scoring import numbers_of
from feedback.domain.questionnaires.questionnaire import Item, ItemType

WHO5 = profiles()["WHO-5"]
SET = replace(neutral_questionnaire(WHO5), codes=())
NUMBERS = tuple(map(Decimal, range(6)))


def test_what_fits_has_no_misfit() -> None:
    assert misfits(WHO5, SET) == ()


def test_another_count_of_items_is_said() -> None:
    assert misfits(WHO5, replace(SET, items=SET.items[:4])) == (Misfit((Decimal(5),), (Decimal(4),)),)


def test_other_numbers_are_said_with_their_item() -> None:
    first = replace(SET.items[0], options=SET.items[0].options[1:])
    assert misfits(WHO5, replace(SET, items=(first, *SET.items[1:]))) == (
        Misfit(NUMBERS, NUMBERS[1:], SET.items[0].link_id, 1),
    )


@pytest.mark.parametrize(("least", "most", "numbers"), [(0, 2, (0, 1, 2)), (None, 2, ()), (1, None, ())])
def test_the_numbers_of_a_scale(least: int | None, most: int | None, numbers: tuple[int, ...]) -> None:
    ends = (None if one is None else Decimal(one) for one in (least, most))
    item = Item("a", ItemType.INTEGER)
    item = replace(item, minimum=next(ends), maximum=next(ends))
    assert numbers_of(item) == numbers
