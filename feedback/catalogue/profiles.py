"""The scoring profiles that ship, and which of them a questionnaire is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.domain.profile import (
    Band,
    ClinicalSide,
    Cutoff,
    HigherIs,
    ItemRange,
    ReliableChange,
    SafetyItem,
    ScoringProfile,
    TotalKind,
)
from feedback.domain.questionnaire import Coding, Questionnaire
from feedback.domain.scoring import scored_items

FILE = "profiles.toml"

__all__ = ["neutral_questionnaire", "profiles", "read_profiles", "recognise"]


@cache
def profiles() -> Mapping[str, ScoringProfile]:
    """Every shipped profile by its name. Raises CatalogueError where the file says something impossible."""
    text = (files("feedback.catalogue") / FILE).read_text(encoding="utf-8")
    return MappingProxyType({profile.name: profile for profile in read_profiles(text)})


def read_profiles(text: str) -> tuple[ScoringProfile, ...]:
    """The checked profiles of a TOML text. Raises CatalogueError naming the profile and the reason."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{FILE}: not readable as TOML ({error}).") from error
    return tuple(_profile(entry, content.get("source", "")) for entry in content.get("profiles", ()))


def recognise(questionnaire: Questionnaire) -> ScoringProfile | None:
    """The profile that the set names, whose panel code it carries, or whose name is its title; else None.

    Item count and ranges must fit. An administrator's choice (`questionnaire.profile`) comes first.
    """
    candidates = [profile for profile in profiles().values() if _is_named(profile, questionnaire)]
    return next((profile for profile in candidates if scored_items(profile, questionnaire)), None)


def _is_named(profile: ScoringProfile, questionnaire: Questionnaire) -> bool:
    if questionnaire.profile:
        return questionnaire.profile == profile.name
    codes = {coding.code for coding in questionnaire.codes}
    if codes & {coding.code for coding in profile.codes}:
        return True
    titles = {title.strip().casefold() for title in questionnaire.title.values()}
    return profile.name.casefold() in titles


def _profile(entry: Mapping[str, Any], source: str) -> ScoringProfile:
    name = entry.get("name", "?")
    try:
        profile = _build(entry, source)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise CatalogueError(f"{FILE}, {name}: not a scoring profile ({error}).") from error
    faults = _faults(profile)
    if faults:
        raise CatalogueError(f"{FILE}, {name}: {'; '.join(faults)}.")
    return profile


def _build(entry: Mapping[str, Any], source: str) -> ScoringProfile:
    plain = dict(entry)
    return ScoringProfile(
        source=source,
        respondents=tuple(plain.pop("respondents")),
        unscored=plain.pop("unscored", 0),
        ranges=tuple(map(_range, plain.pop("ranges", ()))),
        total=TotalKind(plain.pop("total")),
        higher_is=HigherIs(plain.pop("higher_is")),
        reversed_items=tuple(plain.pop("reversed_items", ())),
        bands=tuple(map(_band, plain.pop("bands", ()))),
        cutoffs=tuple(map(_cutoff, plain.pop("cutoffs", ()))),
        reliable_change=_change(plain.pop("reliable_change", None)),
        safety_items=tuple(_safety(safety) for safety in plain.pop("safety_items", ())),
        codes=tuple(Coding(**coding) for coding in plain.pop("codes", ())),
        item_codes=tuple(plain.pop("item_codes", ())),
        **plain,
    )


def _range(entry: Mapping[str, Any]) -> ItemRange:
    return ItemRange(entry["first"], entry["last"], tuple(map(Decimal, entry["numbers"])))


def _band(entry: Mapping[str, Any]) -> Band:
    return Band(Decimal(entry["starts_at"]), entry["name"], dict(entry["text"]))


def _cutoff(entry: Mapping[str, Any]) -> Cutoff:
    rest = {key: value for key, value in entry.items() if key not in ("value", "side")}
    return Cutoff(Decimal(entry["value"]), ClinicalSide(entry["side"]), **rest)


def _change(entry: Mapping[str, Any] | None) -> ReliableChange | None:
    if entry is None:
        return None
    rest = {key: value for key, value in entry.items() if key not in ("value", "possible_from")}
    possible = Decimal(entry["possible_from"]) if "possible_from" in entry else None
    return ReliableChange(Decimal(entry["value"]), possible_from=possible, **rest)


def _safety(entry: Mapping[str, Any]) -> SafetyItem:
    return SafetyItem(entry["item"], Decimal(entry["above"]))


def _faults(profile: ScoringProfile) -> list[str]:
    """What cannot be true of an instrument."""
    places = [*profile.reversed_items, *(safety.item for safety in profile.safety_items)]
    starts = [band.starts_at for band in profile.bands]
    all_known = all(profile.numbers(item) for item in range(1, profile.item_count + 1))
    checks = (
        (profile.item_count > 0, "it has no items"),
        (all(1 <= place <= profile.item_count for place in places), "an item number is beyond the last item"),
        (starts == sorted(set(starts)), "the bands are not in order"),
        (len(profile.item_codes) in (0, profile.item_count), "the item codes are not as many as the items"),
        (all_known or not profile.complete, "it is marked complete and lacks the range of an item"),
        (all(entry.first <= entry.last for entry in profile.ranges), "a range ends before it begins"),
        (all(list(r.numbers) == sorted(set(r.numbers)) for r in profile.ranges), "numbers are not in order"),
    )
    return [fault for holds, fault in checks if not holds]
