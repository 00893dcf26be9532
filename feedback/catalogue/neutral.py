"""A questionnaire with neutral labels instead of an instrument's wording, for the demo and for tests."""

from __future__ import annotations

from decimal import Decimal

from feedback.catalogue.errors import CatalogueError
from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option, Questionnaire, Texts
from feedback.domain.questionnaires.rights import Rights

LANGUAGES = ("nb", "nn", "en")


def neutral_questionnaire(profile: ScoringProfile) -> Questionnaire:
    """`phq-9-demo` for PHQ-9: items "PHQ-9, item 1", choices that are numbers, and no wording.

    Raises CatalogueError where the profile does not know the range of every item.
    """
    return Questionnaire(
        key=f"{profile.name.lower().replace(' ', '-')}-demo",
        version="1",
        title=dict.fromkeys(LANGUAGES, profile.name),
        languages=LANGUAGES,
        items=tuple(_item(profile, number) for number in range(1, profile.item_count + 1)),
        rights=Rights("MIT", "Samsyn", profile.source, recorded_by="Samsyn"),
        codes=profile.codes,
        profile=profile.name,
        minutes=max(1, profile.item_count // 5),
    )


def _item(profile: ScoringProfile, number: int) -> Item:
    numbers = profile.numbers.get(number, ())
    if not numbers:
        raise CatalogueError(f"{profile.name}: the range of item {number} is not known.")
    code = profile.item_codes[number - 1] if profile.item_codes else ""
    return Item(
        link_id=f"item-{number}",
        type=ItemType.CHOICE,
        text=_label(profile.name, number),
        options=tuple(map(_option, numbers)),
        codes=(Coding(code, "http://loinc.org"),) if code else (),
    )


def _label(name: str, number: int) -> Texts:
    ledd = f"{name}, ledd {number}"
    return {"nb": ledd, "nn": ledd, "en": f"{name}, item {number}"}


def _option(number: Decimal) -> Option:
    return Option(str(number), dict.fromkeys(LANGUAGES, str(number)), number)
