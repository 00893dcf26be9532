"""The facts of an instrument as tables: what, value, where it was read, and whether that is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from feedback.charts.formats import shown_number
from feedback.domain.measures.profile import (
    TOTAL,
    Cutoff,
    Fact,
    ReliableChange,
    Scale,
    ScoringProfile,
    TotalKind,
)
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services.questionnaires.score_words import GROUPS
from feedback.web.administration.measures.about_words import rights_words
from feedback.web.administration.measures.fields import shown_numbers, shown_places
from feedback.web.administration.measures.forms import HIGHER, KINDS, SIDES


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact in words; `unconfirmed` is None where there is nothing to confirm."""

    what: str
    value: str
    source: str = ""
    unconfirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class ScaleView:
    """A total or a subscale with its facts; `number` is its place, counted from 1."""

    number: int
    title: str
    rows: tuple[FactRow, ...]


def scale_title(scale: Scale, language: str) -> str:
    """The total, or the subscale's words."""
    if scale.kind is TotalKind.EACH:
        return _("Each item")
    return _("Total") if scale.name == TOTAL else text_in(scale.text, language) or scale.name


def scale_views(profile: ScoringProfile, language: str) -> tuple[ScaleView, ...]:
    """Every scale, in order."""
    return tuple(
        ScaleView(number, scale_title(scale, language), tuple(_scale_rows(profile, scale, language)))
        for number, scale in enumerate(profile.scales, start=1)
    )


def item_rows(profile: ScoringProfile, language: str) -> Iterator[FactRow]:
    """What holds for the whole instrument."""
    yield FactRow(_("Where the facts were read"), profile.main_source)
    counted = str(profile.item_count)
    yield FactRow(
        _("Questions that are counted"),
        counted if not profile.unscored else f"{counted} (+ {profile.unscored})",
    )
    yield FactRow(_("A higher value is"), str(HIGHER[profile.higher_is]))
    for entry in profile.ranges:
        places = shown_places(range(entry.first, entry.last + 1))
        yield _row(
            profile, _("Numbers of items %(places)s", places=places), shown_numbers(entry.numbers), entry
        )
    if len(profile.numbers) < profile.item_count:
        yield FactRow(
            _("Numbers of the other items") if profile.ranges else _("Numbers of the answers"), _("not known")
        )
    reversal = profile.reversal
    if reversal is None:
        yield FactRow(_("Reversed items"), _("not known"))
    else:
        yield _row(profile, _("Reversed items"), shown_places(reversal.items) or _("none"), reversal)
    yield from _safety_rows(profile, language)
    if profile.codes:
        yield FactRow(_("LOINC code of the whole"), profile.codes[0].code)
    if profile.caution:
        yield FactRow(_("What must stand beside every score"), text_in(profile.caution, language))
    if profile.rights:
        yield FactRow(_("Rights to the wording"), rights_words(profile.rights))
    if profile.note:
        yield FactRow(_("Note"), rights_words(profile.note))


def _safety_rows(profile: ScoringProfile, language: str) -> Iterator[FactRow]:
    if profile.safety_items is None:
        yield FactRow(_("Safety items"), _("not known"))
    elif not profile.safety_items:
        yield FactRow(_("Safety items"), _("none"))
    for safety in profile.safety_items or ():
        told = _(
            "item %(item)s above %(above)s", item=safety.item, above=shown_number(safety.above, language)
        )
        yield _row(profile, _("Safety item"), told, safety)


def _scale_rows(profile: ScoringProfile, scale: Scale, language: str) -> Iterator[FactRow]:
    yield FactRow(_("Items"), shown_places(scale.items))
    yield FactRow(_("Made as"), _made(scale, language))
    yield FactRow(_("A higher value is"), str(HIGHER[scale.higher_is]))
    if limits := profile.limits_of(scale):
        yield FactRow(_("Range"), " – ".join(shown_number(one, language) for one in limits))
    if scale.missing:
        told = _("at most %(most)s; the mean of the answered items stands for them", most=scale.missing.most)
        yield _row(
            profile,
            _("Missing answers"),
            told if scale.missing.most else _("none may be missing"),
            scale.missing,
        )
    elif scale.kind is not TotalKind.EACH:
        yield FactRow(_("Missing answers"), _("not known"))
    for band in scale.bands:
        start = shown_number(band.starts_at, language)
        yield _row(
            profile, _("Band from %(start)s", start=start), text_in(band.text, language) or band.name, band
        )
    for cutoff in scale.cutoffs:
        yield _row(profile, _("Cut-off"), _cutoff(cutoff, language), cutoff)
    if scale.reliable_change:
        told = _change(scale.reliable_change, language)
        yield _row(profile, _("Smallest reliable change"), told, scale.reliable_change)
    elif scale.kind is not TotalKind.EACH:
        yield FactRow(_("Smallest reliable change"), _("none is known: change is not judged"))


def _made(scale: Scale, language: str) -> str:
    told = str(KINDS[scale.kind])
    return told if scale.factor == Decimal(1) else f"{told} × {shown_number(scale.factor, language)}"


def _cutoff(cutoff: Cutoff, language: str) -> str:
    told = [
        str(SIDES[cutoff.side]),
        _(GROUPS[cutoff.group]) if cutoff.group else "",
        text_in(cutoff.note, language),
    ]
    if norms := cutoff.norms:
        pairs = ((norms.clinical_mean, norms.clinical_sd), (norms.normal_mean, norms.normal_sd))
        clinical, normal = (
            f"{shown_number(mean, language)} (SD {shown_number(sd, language)})" for mean, sd in pairs
        )
        told.append(_("calculated from %(clinical)s and %(normal)s", clinical=clinical, normal=normal))
    return f"{shown_number(cutoff.value, language)}: {', '.join(filter(None, told))}"


def _change(change: ReliableChange, language: str) -> str:
    told = [f"{change.level} %" if change.level else _("confidence not stated")]
    if change.possible_threshold is not None:
        start = shown_number(change.possible_threshold, language)
        told.append(_("possible change from %(start)s", start=start))
    if precision := change.precision:
        numbers = {"deviation": shown_number(precision.deviation, language)}
        numbers["reliability"] = shown_number(precision.reliability, language)
        told.append(
            _(
                "calculated after Jacobson and Truax 1991 from SD %(deviation)s and reliability %(reliability)s",
                **numbers,
            )
        )
    told.append(text_in(change.note, language))
    return f"{shown_number(change.value, language)} ({', '.join(filter(None, told))})"


def _row(profile: ScoringProfile, what: str, value: str, fact: Fact) -> FactRow:
    return FactRow(what, value, profile.source_of(fact), fact.is_unconfirmed)
