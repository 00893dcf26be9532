"""A new source speaks for what is new: what stays as it was says where it was read before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from feedback.catalogue.profiles import profiles
from feedback.domain.measures.kept_sources import keeping_sources
from feedback.domain.measures.profile import ItemRange, MissingRule, Reversal

CIA = profiles()["CIA"]


def test_only_new_and_changed_facts_are_from_the_new_source() -> None:
    [total] = CIA.scales
    changed = replace(total.cutoffs[0], value=Decimal(15))
    scale = replace(total, missing=MissingRule(2), cutoffs=(changed, *total.cutoffs))
    found = keeping_sources(replace(CIA, reference="Doe 2001", reversal=Reversal(), scales=(scale,)), CIA)
    [total] = found.scales
    assert total.missing
    assert total.reliable_change
    assert found.reversal
    assert [found.source_of(one) for one in (found.reversal, total.missing, total.cutoffs[0])] == [
        "Doe 2001"
    ] * 3
    assert {found.source_of(one) for one in (*found.ranges, total.cutoffs[1], total.reliable_change)} == {
        CIA.source
    }


def test_a_fact_with_a_source_of_its_own_keeps_it() -> None:
    own = replace(CIA, ranges=tuple(replace(one, source="Roe 1999") for one in CIA.ranges))
    assert keeping_sources(replace(own, reference="Doe 2001"), own).ranges == own.ranges


def test_with_the_same_source_nothing_has_to_be_said() -> None:
    assert keeping_sources(replace(CIA, reversal=Reversal()), CIA) == replace(CIA, reversal=Reversal())


def test_ranges_that_are_parted_otherwise_are_the_same_facts() -> None:
    [whole] = CIA.ranges
    parts = (replace(whole, last=8), replace(whole, first=9))
    other = ItemRange(9, 16, (Decimal(0), Decimal(1)))
    found = keeping_sources(replace(CIA, reference="Doe 2001", ranges=parts), CIA)
    assert [one.source for one in found.ranges] == [CIA.source] * 2
    found = keeping_sources(replace(CIA, reference="Doe 2001", ranges=(parts[0], other)), CIA)
    assert [one.source for one in found.ranges] == [CIA.source, ""]
    more = replace(CIA, reference="Doe 2001", item_count=17, ranges=(replace(whole, last=17),))
    assert [one.source for one in keeping_sources(more, CIA).ranges] == [""]
