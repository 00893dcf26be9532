"""Scores, changes and their sources in words, for the page and the sheet alike (rules A6 and A12)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from feedback.charts.formats import shown_number
from feedback.domain.measures.change import CutoffStatus, Direction, WhyUnknown
from feedback.domain.measures.profile import OWN, TOTAL, Cutoff, ReliableChange, Scale, ScoringProfile
from feedback.domain.measures.scoring import Why
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services.refusals import _

Translate = Callable[[str], str]
DIRECTIONS = {
    Direction.RELIABLY_BETTER: _("reliably better"),
    Direction.POSSIBLY_BETTER: _("possibly better"),
    Direction.NO_RELIABLE_CHANGE: _("no reliable change"),
    Direction.POSSIBLY_WORSE: _("possibly worse"),
    Direction.RELIABLY_WORSE: _("reliably worse"),
}
NO_DIRECTION = {
    WhyUnknown.NONE_PUBLISHED: _("change not judged: no reliable change is published"),
    WhyUnknown.FACTS_LACKING: _("change not judged: facts are missing"),
}
SCORED_DIFFERENTLY = _("change not judged: the two were not scored in the same way")
CUTOFF_STATUSES = {
    CutoffStatus.BELOW: _("was and is outside the clinical range"),
    CutoffStatus.ABOVE: _("was and is in the clinical range"),
    CutoffStatus.CROSSED: _("was in the clinical range, is now outside it"),
    CutoffStatus.STARTED_BELOW: _("was outside the clinical range, is now in it"),
    CutoffStatus.UNKNOWN: _("not judged: facts are missing"),
}
NO_CUTOFF = {
    WhyUnknown.NONE_PUBLISHED: _("cut-off not judged: no cut-off is published"),
    WhyUnknown.FACTS_LACKING: _("cut-off not judged: facts are missing"),
}
GROUPS = {"men": _("men"), "women": _("women")}
UNCONFIRMED = _("not confirmed")
MISSING_WORDS: dict[str, str] = {
    Why.PRORATED: _("%(missing)s missing: the mean of the answered items stands for them."),
    Why.MISSING: _("%(missing)s missing; the rule of the measure allows at most %(allowed)s."),
    Why.PROFILE_INCOMPLETE: _("Facts about the measure are lacking."),
    Why.DOES_NOT_FIT: _("The questions do not fit the measure."),
    Why.REPEATED: _("A question of the measure was answered several times, so there is no total."),
}


def scale_label(profile: ScoringProfile | None, measure: str, name: str, language: str) -> str:
    """The instrument's name, and the subscale's after it."""
    if name == TOTAL:
        return measure
    scale = profile.scale(name) if profile else None
    return f"{measure} {(text_in(scale.text, language) if scale else '') or name}"


def cutoff_label(cutoff: Cutoff, translate: Translate, language: str) -> str:
    """The value, for whom it holds, and whether it has been confirmed: "4 (men, not confirmed)"."""
    told = [
        translate(GROUPS[cutoff.group]) if cutoff.group else "",
        text_in(cutoff.note, language),
        translate(UNCONFIRMED) if cutoff.is_unconfirmed else "",
    ]
    return _with(shown_number(cutoff.value, language), told)


def cutoff_place(cutoff: Cutoff, status: CutoffStatus, translate: Translate, language: str) -> str:
    """One cut-off and where the totals lie; where it differs by sex, every one is told (sex is not recorded)."""
    values = {
        "value": cutoff_label(cutoff, translate, language),
        "status": translate(CUTOFF_STATUSES[status]),
    }
    return translate(_("cut-off %(value)s: %(status)s")) % values


def change_confidence(change: ReliableChange, translate: Translate) -> str:
    """How sure a reliable change is: "95 %", "not confirmed", both or nothing."""
    told = (
        f"{change.level} %" if change.level else "",
        translate(UNCONFIRMED) if change.is_unconfirmed else "",
    )
    return ", ".join(filter(None, told))


def source_of(profile: ScoringProfile, scale: Scale, translate: Translate, language: str) -> str:
    """Where bands, cut-offs and reliable change come from, with value and confidence (rule A6)."""
    name = scale_label(profile, profile.name, scale.name, language)
    told = [_with(f"{name}: {profile.main_source}", [own_version(profile, translate)])]
    told += _bands_source(profile, scale, translate)
    told += [_cutoff_source(cutoff, translate, language) for cutoff in scale.cutoffs]
    if scale.reliable_change:
        told.append(_change_source(scale.reliable_change, translate, language))
    return "; ".join([*told, *filter(None, [text_in(profile.caution, language).rstrip(".")])])


def own_version(profile: ScoringProfile, translate: Translate) -> str:
    """That a clinic has entered or changed the facts itself; empty for those that ship."""
    return own_number(profile.version, translate)


def own_number(version: str, translate: Translate) -> str:
    """The words for a version that somebody has made here; empty for those that ship."""
    number = version.removeprefix(OWN)
    return "" if number == version else translate(_("own facts, version %s")) % number


def _bands_source(profile: ScoringProfile, scale: Scale, translate: Translate) -> list[str]:
    """Nothing where all bands are confirmed and from where the other facts are from."""
    doubt = translate(UNCONFIRMED) if any(band.is_unconfirmed for band in scale.bands) else ""
    if any(band.source for band in scale.bands):
        sources = dict.fromkeys(profile.source_of(band) for band in scale.bands)
        return [_with(translate(_("bands")), [*sources, doubt])]
    return [translate(_("bands not confirmed"))] if doubt else []


def _cutoff_source(cutoff: Cutoff, translate: Translate, language: str) -> str:
    label = cutoff_label(cutoff, translate, language)
    told = [
        translate(_("calculated from means and standard deviations")) if cutoff.norms else "",
        cutoff.source,
    ]
    return _with(translate(_("cut-off %(value)s")) % {"value": label}, told)


def _change_source(change: ReliableChange, translate: Translate, language: str) -> str:
    told = [
        change_confidence(change, translate) or translate(_("confidence not stated")),
        translate(_("calculated after Jacobson and Truax 1991")) if change.precision else "",
        change.source,
    ]
    value = translate(_("reliable change %(value)s")) % {"value": shown_number(change.value, language)}
    return _with(value, told)


def missing_words(why: str, missing: int, most: int, translate: Translate) -> str:
    """How a total came about, or why there is none; empty where every item was answered."""
    words = MISSING_WORDS.get(why, "")
    return translate(words) % {"missing": missing, "allowed": most} if words else ""


def short_why(value: Decimal | None, why: str, missing: int, translate: Translate) -> str:
    """What stands in a chart's table instead of a value."""
    if value is not None:
        return ""
    if why == Why.MISSING:
        return translate(_("not calculated (%s missing)")) % missing
    if why == Why.REPEATED:
        return translate(_("not calculated: answered several times"))
    return translate(_("not calculated: facts about the measure are lacking"))


def _with(words: str, told: list[str]) -> str:
    inside = ", ".join(filter(None, told))
    return f"{words} ({inside})" if inside else words
