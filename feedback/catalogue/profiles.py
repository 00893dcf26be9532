"""The scoring profiles that ship, and which of them a questionnaire is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profile_codec import from_plain
from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.profile_faults import faults
from feedback.domain.measures.scoring import scored_items
from feedback.domain.questionnaires.questionnaire import Questionnaire

FILE = "profiles.toml"

__all__ = ["check_profile", "neutral_questionnaire", "profiles", "read_profiles", "recognise"]


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
    source = {"source": content.get("source", "")}
    return tuple(check_profile(from_plain(source | entry)) for entry in content.get("profiles", ()))


def check_profile(profile: ScoringProfile) -> ScoringProfile:
    """The same profile. Raises CatalogueError naming it and everything that cannot be so."""
    if found := faults(profile):
        told = "; ".join(f"{fault.scale}: {fault.code}" if fault.scale else fault.code for fault in found)
        raise CatalogueError(f"{profile.name}: {told}.")
    return profile


def recognise(
    questionnaire: Questionnaire, known: Iterable[ScoringProfile] | None = None
) -> ScoringProfile | None:
    """The profile that the set names, whose panel code it carries, or whose name is its title; else None.

    Item count and ranges must fit. An administrator's choice (`questionnaire.profile`) comes first. `known`
    are the profiles to look among, otherwise those that ship.
    """
    found = profiles().values() if known is None else known
    candidates = [profile for profile in found if _is_named(profile, questionnaire)]
    return next((profile for profile in candidates if scored_items(profile, questionnaire)), None)


def resembling(questionnaire: Questionnaire, known: Iterable[ScoringProfile]) -> ScoringProfile | None:
    """The first profile whose panel code or name the set bears, whether or not items and ranges fit."""
    return next((profile for profile in known if _is_named(profile, questionnaire)), None)


def _is_named(profile: ScoringProfile, questionnaire: Questionnaire) -> bool:
    if questionnaire.profile:
        return questionnaire.profile == profile.name
    codes = {coding.code for coding in questionnaire.codes}
    if codes & {coding.code for coding in profile.codes}:
        return True
    titles = {title.strip().casefold() for title in questionnaire.title.values()}
    return profile.name.casefold() in titles
