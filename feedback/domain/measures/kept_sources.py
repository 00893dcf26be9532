"""Where a fact was read, when a version of an instrument's facts names another source than the one before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from feedback.domain.measures.profile import Fact, ItemRange, Scale, ScoringProfile

AFact = TypeVar("AFact", bound=Fact)


def keeping_sources(profile: ScoringProfile, before: ScoringProfile) -> ScoringProfile:
    """The profile in which every fact that is as it was `before` says that it was read where it was then."""
    old = before.main_source
    if profile.main_source == old:
        return profile
    scales = {scale.name: scale for scale in before.scales}
    reversal, safety = profile.reversal, profile.safety_items
    return replace(
        profile,
        ranges=tuple(_kept_range(entry, before, old) for entry in profile.ranges),
        reversal=reversal and _kept(reversal, [before.reversal], old),
        safety_items=safety and tuple(_kept(one, before.safety_items or (), old) for one in safety),
        scales=tuple(
            _kept_scale(scale, scales[scale.name], old) if scale.name in scales else scale
            for scale in profile.scales
        ),
    )


def _kept(fact: AFact, before: Iterable[Fact | None], old: str) -> AFact:
    return replace(fact, source=old) if not fact.source and fact in before else fact


def _kept_range(entry: ItemRange, before: ScoringProfile, old: str) -> ItemRange:
    """The form may part the items in other runs than they stood in: each item is looked at by itself."""
    places = range(entry.first, entry.last + 1)
    then = [one for one in before.ranges if one.first <= entry.last and entry.first <= one.last]
    alike = [replace(one, first=entry.first, last=entry.last) == entry for one in then]
    is_kept = all(alike) and before.numbers.keys() >= set(places)
    return _kept(entry, [entry] if is_kept else [], old)


def _kept_scale(scale: Scale, before: Scale, old: str) -> Scale:
    missing, change = scale.missing, scale.reliable_change
    return replace(
        scale,
        missing=missing and _kept(missing, [before.missing], old),
        bands=tuple(_kept(band, before.bands, old) for band in scale.bands),
        cutoffs=tuple(_kept(cutoff, before.cutoffs, old) for cutoff in scale.cutoffs),
        reliable_change=change and _kept(change, [before.reliable_change], old),
    )
