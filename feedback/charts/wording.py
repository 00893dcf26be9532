"""A series told in words: the same sentence is the SVG's <desc> and the PDF figure's alternative text."""

from __future__ import annotations

from collections.abc import Callable

from feedback.charts.formats import shown_date, shown_number
from feedback.domain.measures.trend import Measurement, Series

Translate = Callable[[str], str]


def describe(series: Series, translate: Translate, language: str) -> str:
    """The series in a few words: first and latest value, scale, how many, gaps, and what was judged of it."""
    parts = [_course(series, translate, language), _scale(series, translate, language)]
    if len(series.values) > 1:
        parts.append(translate("Measurements: %(count)d.") % {"count": len(series.values)})
    if series.gaps:
        parts.append(translate("Without a value: %(count)d.") % {"count": len(series.gaps)})
    if series.facts.cutoffs and not series.cutoff_status:
        told = ", ".join(line.label for line in series.facts.cutoffs)
        parts.append(translate("Cut-off: %(value)s.") % {"value": told})
    if series.direction:
        parts.append(_sentence(series.direction))
    if series.cutoff_status:
        parts.append(_sentence(series.cutoff_status))
    return " ".join(parts)


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."


def _course(series: Series, translate: Translate, language: str) -> str:
    label = series.facts.label.rstrip(":")
    if series.first is None or series.latest is None:
        return translate("%(label)s: no value yet.") % {"label": label}
    first, latest = _told(series.first, language), _told(series.latest, language)
    if series.first is series.latest:
        return translate("%(label)s: %(value)s on %(day)s.") % {"label": label, **first}
    return translate("%(label)s: first %(value)s on %(day)s, latest %(later)s on %(later_day)s.") % {
        "label": label,
        **first,
        "later": latest["value"],
        "later_day": latest["day"],
    }


def _told(point: Measurement, language: str) -> dict[str, str]:
    value = "" if point.value is None else shown_number(point.value, language)
    return {"value": value, "day": shown_date(point.on, language, "long")}


def _scale(series: Series, translate: Translate, language: str) -> str:
    facts = series.facts
    ends = {"low": shown_number(facts.minimum, language), "high": shown_number(facts.maximum, language)}
    if facts.higher_is == "better":
        return translate("Scale from %(low)s to %(high)s; higher is better.") % ends
    return translate("Scale from %(low)s to %(high)s; lower is better.") % ends
