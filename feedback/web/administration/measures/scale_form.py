"""The facts of a total or a subscale, as form data and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedback.domain.measures.change import change_threshold, cutoff_of, reliable_change
from feedback.domain.measures.profile import (
    TOTAL,
    Band,
    ClinicalSide,
    Cutoff,
    HigherIs,
    MissingRule,
    Norms,
    Precision,
    ReliableChange,
    Scale,
    ScoringProfile,
    TotalKind,
)
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.web.administration.measures.forms import BANDS, CUTOFFS, LANGUAGES, NORMS
from feedback.web.administration.measures.items_form import basis_data, basis_of, texts_of, wrong

USUAL_LEVEL = 95


def new_scale(profile: ScoringProfile) -> Scale:
    """A total over all items where there is none yet, else a subscale without any."""
    whole = () if profile.scale() else tuple(range(1, profile.item_count + 1))
    return Scale("" if profile.scale() else TOTAL, whole, TotalKind.SUM, profile.higher_is)


def scale_data(scale: Scale, language: str) -> dict[str, Any]:
    """What the form begins with."""
    found: dict[str, Any] = {"is_total": scale.name == TOTAL, "items": scale.items or None}
    found |= {f"text_{code}": scale.text.get(code, "") for code in LANGUAGES}
    found |= {"kind": scale.kind.value, "factor": scale.factor, "decimals": scale.decimals}
    found |= {"higher_is": scale.higher_is.value, "most": scale.missing.most if scale.missing else None}
    found |= basis_data("missing", scale.missing) | basis_data(
        "band", scale.bands[0] if scale.bands else None
    )
    for number, band in enumerate(scale.bands, start=1):
        found |= {f"band_{number}_from": band.starts_at}
        found |= {f"band_{number}_{code}": band.text.get(code, band.name) for code in LANGUAGES}
    for number, cutoff in enumerate(scale.cutoffs, start=1):
        found |= _cutoff_data(f"cutoff_{number}", cutoff, language)
    return found | _change_data(scale.reliable_change, language)


def _cutoff_data(name: str, cutoff: Cutoff, language: str) -> dict[str, Any]:
    found = {
        "value": None if cutoff.norms else cutoff.value,
        "side": cutoff.side.value,
        "group": cutoff.group,
    }
    found |= {"note": text_in(cutoff.note, language)}
    found |= {part: getattr(cutoff.norms, part) for part in NORMS if cutoff.norms}
    return {f"{name}_{key}": value for key, value in found.items()} | basis_data(name, cutoff)


def _change_data(change: ReliableChange | None, language: str) -> dict[str, Any]:
    if change is None:
        return {}
    precision = change.precision
    found: dict[str, Any] = {"value": None if precision else change.value, "level": change.level}
    found |= {
        "possible_from": change.possible_from,
        "note": text_in(change.note, language),
        "sdiff": change.sdiff,
    }
    found |= {"deviation": precision.deviation, "reliability": precision.reliability} if precision else {}
    return {f"change_{key}": value for key, value in found.items()} | basis_data("change", change)


def read_scale(form: FlaskForm, scale: Scale, language: str) -> Scale | None:
    """The scale with what the form says; None when a field carries an error."""
    text = {code: said for code in LANGUAGES if (said := (form[f"text_{code}"].data or "").strip())}
    is_total, each = form.is_total.data, form.kind.data == TotalKind.EACH
    if not (is_total or each or text):
        wrong(form, "text_nb", _("Write the name of the subscale."))
    if not form["items"].data and not form["items"].errors:
        wrong(form, "items", _("Write the items by their numbers, for example 1-8, 10."))
    bands, cutoffs = tuple(_bands(form)), tuple(_cutoffs(form, scale, language))
    change = _change(form, scale, language)
    if form.errors:
        return None
    most = form.most.data
    return replace(
        scale,
        name=TOTAL if is_total else _key(scale, text, each),
        text={} if is_total else text,
        items=form["items"].data,
        kind=TotalKind(form.kind.data),
        factor=form.factor.data if form.factor.data is not None else Decimal(1),
        decimals=form.decimals.data or 0,
        higher_is=HigherIs(form.higher_is.data),
        missing=None if most is None else MissingRule(most, **basis_of(form, "missing")),
        limits=scale.limits if scale.limits and _made_alike(form, scale) else None,
        bands=bands,
        cutoffs=cutoffs,
        reliable_change=change,
    )


def _made_alike(form: FlaskForm, scale: Scale) -> bool:
    """Whether the published range still speaks of this number."""
    made = (form["items"].data, form.kind.data, form.factor.data)
    return bool(made == (scale.items, scale.kind.value, scale.factor))


def _key(scale: Scale, text: Mapping[str, str], each: bool) -> str:
    """A subscale keeps its key, so that its values stay one course; a new one gets it from its words."""
    if scale.name not in ("", TOTAL):
        return scale.name
    said = text.get("en") or next(iter(text.values()), "each" if each else "")
    key = re.sub(r"\W+", "-", said.lower()).strip("-")
    return f"scale-{key}" if key in ("", TOTAL) else key


def _bands(form: FlaskForm) -> Iterator[Band]:
    for number in range(1, BANDS + 1):
        start = form[f"band_{number}_from"]
        text = {
            code: said for code in LANGUAGES if (said := (form[f"band_{number}_{code}"].data or "").strip())
        }
        if text and start.data is None and not start.errors:
            wrong(form, start.name, _("Write the value that the band begins at."))
        elif start.data is not None and not text:
            wrong(form, f"band_{number}_nb", _("Write the name of the band."))
        elif start.data is not None:
            name = text.get("en") or next(iter(text.values()))
            yield Band(start.data, name, text, **basis_of(form, "band"))


def _cutoffs(form: FlaskForm, scale: Scale, language: str) -> Iterator[Cutoff]:
    for number in range(1, CUTOFFS + 1):
        name = f"cutoff_{number}"
        norms = _norms(form, name)
        value = form[f"{name}_value"].data
        if norms is not None:
            value = cutoff_of(norms)
        if value is not None:
            before = scale.cutoffs[number - 1].note if number <= len(scale.cutoffs) else {}
            note = texts_of(before, form[f"{name}_note"].data, language)
            side, group = ClinicalSide(form[f"{name}_side"].data), form[f"{name}_group"].data
            yield Cutoff(value, side, group, note, norms, **basis_of(form, name))


def _norms(form: FlaskForm, name: str) -> Norms | None:
    found = [form[f"{name}_{part}"].data for part in NORMS]
    if all(number is None for number in found):
        return None
    if any(number is None for number in found) or found[1] <= 0 or found[3] <= 0:
        wrong(
            form, f"{name}_clinical_mean", _("Write both means and both standard deviations, these above 0.")
        )
        return None
    return Norms(*found)


def _change(form: FlaskForm, scale: Scale, language: str) -> ReliableChange | None:
    level, sdiff, precision = form.change_level.data, form.change_sdiff.data, _precision(form)
    if level is not None and not 50 <= level <= 99:
        wrong(form, "change_level", _("Write a level between 50 and 99, usually 95."))
        return None
    value = form.change_value.data
    if value is None and precision:
        value = change_threshold(precision, level or USUAL_LEVEL)
    elif value is None and sdiff is not None:
        value = reliable_change(sdiff, level or USUAL_LEVEL)
    if value is None:
        return None
    before = scale.reliable_change.note if scale.reliable_change else {}
    return ReliableChange(
        value,
        level if level or not (precision or sdiff) else USUAL_LEVEL,
        form.change_possible_from.data,
        texts_of(before, form.change_note.data, language),
        sdiff,
        precision,
        **basis_of(form, "change"),
    )


def _precision(form: FlaskForm) -> Precision | None:
    deviation, reliability = form.change_deviation.data, form.change_reliability.data
    if deviation is None and reliability is None:
        return None
    if deviation is None or reliability is None or deviation <= 0 or not 0 < reliability < 1:
        sentence = _("Write a standard deviation above 0 and a reliability between 0 and 1.")
        wrong(form, "change_deviation", sentence)
        return None
    return Precision(deviation, reliability)
