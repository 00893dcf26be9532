"""What is wrong with a draft, or lacks, in words and with the page where it is put right."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.profile_faults import Fault, FaultCode, faults, lacking
from feedback.web.administration.measures.fields import shown_places
from feedback.web.administration.measures.view import scale_title

WORDS = {
    FaultCode.NO_ITEMS: _("Write how many questions are counted."),
    FaultCode.RANGE_BACKWARDS: _("The numbers of the answers are given for an item that is not there."),
    FaultCode.RANGE_TWICE: _("An item stands in two rows of numbers."),
    FaultCode.NUMBERS_ORDER: _("The numbers of an item are not in order, lowest first."),
    FaultCode.ONE_NUMBER: _("An item needs at least two numbers."),
    FaultCode.REVERSED_BEYOND: _(
        "There is no item %(items)s to be reversed: the last one has the number %(last)s."
    ),
    FaultCode.SAFETY_BEYOND: _(
        "There is no item %(items)s to be a safety item: the last one has the number %(last)s."
    ),
    FaultCode.ITEM_CODES: _("Write as many LOINC codes as there are items, or none."),
    FaultCode.SAME_NAME: _("Two scales have the same name."),
    FaultCode.SCALE_ITEMS: _("It has an item twice, or one that is not there."),
    FaultCode.FACTOR: _("Multiply by a number above 0, and give 0 to 4 decimals."),
    FaultCode.BANDS_ORDER: _("The bands are not in order, lowest first, or two begin at the same value."),
    FaultCode.OUTSIDE: _("A band or cut-off lies outside the range."),
    FaultCode.LIMITS: _("The published range is not what the items give."),
    FaultCode.MOST_MISSING: _("At least one answer must be there: fewer may be missing."),
    FaultCode.UNEQUAL_ITEMS: _(
        "Answers may only be missing where all items have the same lowest and highest number."
    ),
    FaultCode.CHANGE: _("The reliable change must be above 0 and not larger than the range."),
    FaultCode.POSSIBLE: _("Possible change must begin above 0 and below the reliable change."),
    FaultCode.LEVEL: _("Write a level between 50 and 99, usually 95."),
    FaultCode.CHANGE_DIFFERS: _(
        "The reliable change is not what follows from Sdiff, or from the deviation and reliability."
    ),
    FaultCode.CUTOFF_DIFFERS: _("A cut-off is not what follows from its means and standard deviations."),
    FaultCode.NO_SOURCE: _("Write where the facts were read."),
    FaultCode.LACKS_RANGE: _("Lacks: the numbers that answers to every item have."),
    FaultCode.LACKS_REVERSAL: _("Lacks: which items are reversed."),
    FaultCode.LACKS_SAFETY: _("Lacks: which items are safety items."),
    FaultCode.LACKS_MISSING: _("Lacks: how many answers may be missing."),
    FaultCode.LACKS_SCALE: _("Lacks: how the total is made."),
}


def told(profile_id: int, profile: ScoringProfile, language: str) -> list[tuple[str, str]]:
    """Every fault, then what lacks, as pairs of address and sentence."""
    found = dict.fromkeys([*faults(profile), *lacking(profile)])
    return [(_where(profile_id, profile, fault), _sentence(profile, fault, language)) for fault in found]


def _where(profile_id: int, profile: ScoringProfile, fault: Fault) -> str:
    if fault.code is FaultCode.LACKS_SCALE:
        return url_for("measures.scale", profile_id=profile_id, number=1)
    if not fault.scale:
        return url_for("measures.items", profile_id=profile_id)
    number = [scale.name for scale in profile.scales].index(fault.scale) + 1
    return url_for("measures.scale", profile_id=profile_id, number=number)


def _beyond(profile: ScoringProfile, fault: Fault) -> list[int]:
    """The items that a fact speaks of and that are not there."""
    named = {
        FaultCode.REVERSED_BEYOND: profile.reversal.items if profile.reversal else (),
        FaultCode.SAFETY_BEYOND: [one.item for one in profile.safety_items or ()],
    }
    there = range(1, profile.item_count + 1)
    return [item for item in named.get(fault.code, ()) if item not in there]


def _sentence(profile: ScoringProfile, fault: Fault, language: str) -> str:
    said = str(WORDS[fault.code])
    if beyond := _beyond(profile, fault):
        said %= {"items": shown_places(beyond), "last": profile.item_count}
    scale = profile.scale(fault.scale) if fault.scale else None
    return gettext("%(scale)s: %(said)s", scale=scale_title(scale, language), said=said) if scale else said
