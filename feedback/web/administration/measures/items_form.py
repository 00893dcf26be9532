"""The facts about an instrument's items, as form data and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedback.domain.measures.profile import (
    Confidence,
    Fact,
    HigherIs,
    ItemRange,
    Reversal,
    SafetyItem,
    Scale,
    ScoringProfile,
)
from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.questionnaire import Texts, text_in
from feedback.services.questionnaires.change_profile import MOST_ITEMS
from feedback.web.administration.measures.forms import LANGUAGES, RANGES, SAFETY

LOINC = "http://loinc.org"


def items_data(profile: ScoringProfile, language: str) -> dict[str, Any]:
    """What the form begins with."""
    found = {
        name: getattr(profile, name) for name in ("about", "reference", "rights", "item_count", "unscored")
    }
    reversal, safety = profile.reversal, profile.safety_items
    found |= {"higher_is": profile.higher_is.value, "complete": profile.complete}
    found |= {
        "code": profile.codes[0].code if profile.codes else "",
        "item_codes": ", ".join(profile.item_codes),
    }
    found |= {"caution": text_in(profile.caution, language)}
    found |= {"reversal": "unknown" if reversal is None else "some" if reversal.items else "none"}
    found |= {"reversal_items": (reversal.items or None) if reversal else None}
    found |= {"safety": "unknown" if safety is None else "some" if safety else "none"}
    found |= basis_data("range", profile.ranges[0] if profile.ranges else None)
    found |= basis_data("reversal", reversal) | basis_data("safety", safety[0] if safety else None)
    for number, (numbers, places) in enumerate(_by_numbers(profile), start=1):
        found |= {f"range_{number}_items": places, f"range_{number}_numbers": numbers}
    for number, one in enumerate(safety or (), start=1):
        found |= {f"safety_{number}_item": one.item, f"safety_{number}_above": one.above}
    return found


def read_items(form: FlaskForm, profile: ScoringProfile, language: str) -> ScoringProfile | None:
    """The profile with what the form says; None when a field carries an error."""
    count = form.item_count.data
    if not count or count > MOST_ITEMS:
        wrong(
            form,
            "item_count",
            _("Write how many questions are counted, from 1 to %(most)s.", most=MOST_ITEMS),
        )
    ranges, reversal, safety = tuple(_ranges(form)), _reversal(form), _safety(form)
    if form.errors:
        return None
    code, higher_is = (form.code.data or "").strip(), HigherIs(form.higher_is.data)
    return replace(
        profile,
        about=form.about.data.strip(),
        reference=form.reference.data.strip(),
        rights=(form.rights.data or "").strip(),
        item_count=count,
        unscored=form.unscored.data or 0,
        higher_is=higher_is,
        complete=form.complete.data,
        ranges=ranges,
        reversal=reversal,
        safety_items=safety,
        codes=_codes(profile, code),
        item_codes=tuple(part for part in re.split(r"[,;\s]+", form.item_codes.data or "") if part),
        caution=texts_of(profile.caution, form.caution.data, language),
        scales=tuple(_over(scale, profile, count) for scale in profile.scales),
    )


def basis_data(name: str, fact: Fact | None) -> dict[str, Any]:
    """Source and confidence of a fact for the form."""
    return {
        f"{name}_source": fact.source if fact else "",
        f"{name}_unconfirmed": bool(fact and fact.is_unconfirmed),
    }


def basis_of(form: FlaskForm, name: str) -> dict[str, Any]:
    """Source and confidence of a fact from the form."""
    doubt = form[f"{name}_unconfirmed"].data
    return {
        "source": (form[f"{name}_source"].data or "").strip(),
        "confidence": Confidence.UNCONFIRMED if doubt else Confidence.CONFIRMED,
    }


def texts_of(texts: Texts, typed: str | None, language: str) -> Texts:
    """A note that was typed once holds in every language; one left as it was keeps its own words in each."""
    said = (typed or "").strip()
    if said == text_in(texts, language):
        return texts
    return dict.fromkeys(LANGUAGES, said) if said else {}


def wrong(form: FlaskForm, name: str, sentence: str) -> None:
    """Put a sentence at a field."""
    form[name].errors = [*form[name].errors, sentence]


def _by_numbers(profile: ScoringProfile) -> Iterator[tuple[tuple[Decimal, ...], tuple[int, ...]]]:
    ordered = sorted(profile.numbers.items(), key=lambda entry: (entry[1], entry[0]))
    for numbers, entries in groupby(ordered, key=lambda entry: entry[1]):
        yield numbers, tuple(place for place, _numbers in entries)


def _ranges(form: FlaskForm) -> Iterator[ItemRange]:
    for number in range(1, RANGES + 1):
        places, numbers = form[f"range_{number}_items"], form[f"range_{number}_numbers"]
        if places.data and not numbers.data and not numbers.errors:
            wrong(form, numbers.name, _("Write the numbers that answers to these items have."))
        elif numbers.data and not places.data and not places.errors:
            wrong(form, places.name, _("Write which items have these numbers."))
        elif places.data and numbers.data:
            for first, last in _runs(places.data):
                yield ItemRange(first, last, numbers.data, **basis_of(form, "range"))


def _runs(places: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    for _offset, run in groupby(enumerate(sorted(places)), key=lambda entry: entry[1] - entry[0]):
        found = [place for _at, place in run]
        yield found[0], found[-1]


def _reversal(form: FlaskForm) -> Reversal | None:
    if form.reversal.data == "unknown":
        return None
    items = form.reversal_items.data or ()
    if form.reversal.data == "some" and not items and not form.reversal_items.errors:
        wrong(form, "reversal_items", _("Write which items are reversed, or choose “none”."))
    return Reversal(items if form.reversal.data == "some" else (), **basis_of(form, "reversal"))


def _safety(form: FlaskForm) -> tuple[SafetyItem, ...] | None:
    if form.safety.data == "unknown":
        return None
    rows = [
        (form[f"safety_{number}_item"], form[f"safety_{number}_above"]) for number in range(1, SAFETY + 1)
    ]
    found = [(item.data, above.data or Decimal(0)) for item, above in rows if item.data]
    if form.safety.data == "some" and not found:
        wrong(form, "safety_1_item", _("Write which items are safety items, or choose “none”."))
    if form.safety.data == "none":
        return ()
    return tuple(SafetyItem(item, above, **basis_of(form, "safety")) for item, above in found)


def _codes(profile: ScoringProfile, code: str) -> tuple[Coding, ...]:
    if profile.codes and profile.codes[0].code == code:
        return profile.codes
    return (Coding(code, LOINC),) if code else ()


def _over(scale: Scale, profile: ScoringProfile, count: int) -> Scale:
    """A total over all items follows when their number changes; what is entered stays as it is otherwise."""
    is_whole = scale.items == tuple(range(1, profile.item_count + 1))
    return replace(scale, items=tuple(range(1, count + 1))) if is_whole else scale
