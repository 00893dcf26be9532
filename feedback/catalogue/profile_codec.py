"""A scoring profile as plain data and back: the TOML that ships and the JSON in the database are the same.

Only what differs from the default is written. Decimals are strings or whole numbers. `from_plain` is the
exact inverse of `to_plain`; it checks the shape alone, `feedback.domain.measures.profile_faults` the sense.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from feedback.catalogue.errors import CatalogueError
from feedback.domain.measures.change import change_threshold, cutoff_of, reliable_change
from feedback.domain.measures.profile import (
    Band,
    ClinicalSide,
    Confidence,
    Cutoff,
    HigherIs,
    ItemRange,
    MissingRule,
    Norms,
    Precision,
    ReliableChange,
    Reversal,
    SafetyItem,
    Scale,
    ScoringProfile,
    TotalKind,
)
from feedback.domain.questionnaires.coding import Coding

Record = TypeVar("Record")
Convert = Callable[[Any], Any]


def to_plain(profile: ScoringProfile) -> dict[str, Any]:
    """The profile as dicts, lists, strings, whole numbers and booleans."""
    return _record_to_plain(profile)


def from_plain(plain: Mapping[str, Any]) -> ScoringProfile:
    """The inverse of `to_plain`. Raises CatalogueError naming the profile on data of another shape."""
    try:
        return _profile(plain)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        name = plain.get("name", "?") if isinstance(plain, Mapping) else "?"
        raise CatalogueError(f"{name}: not a scoring profile ({error}).") from error


def _record_to_plain(record: Any) -> dict[str, Any]:
    return {
        field.name: _to_plain(value)
        for field in fields(record)
        if (value := getattr(record, field.name)) != _default(field)
    }


def _default(field: Field[Any]) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _to_plain(value: Any) -> Any:
    if is_dataclass(value):
        return _record_to_plain(value)
    if isinstance(value, tuple):
        return [_to_plain(entry) for entry in value]
    if isinstance(value, StrEnum | Decimal):
        return str(value)
    return UNKNOWN if value is None else dict(value) if isinstance(value, Mapping) else value


UNKNOWN = "unknown"  # JSON and TOML alike: of safety items, whose default is that there are none


def _profile(plain: Mapping[str, Any]) -> ScoringProfile:
    whole = {"items": list(range(1, _whole(plain["item_count"]) + 1)), "higher_is": plain["higher_is"]}
    scales = [whole | {"name": "total"} | dict(entry) for entry in plain.get("scales", ())]
    return _record(ScoringProfile, {**plain, "scales": scales} if scales else plain)


def _record(kind: type[Record], plain: Mapping[str, Any]) -> Record:
    unknown = set(plain) - {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return kind(**{name: _converter(kind, name)(raw) for name, raw in plain.items()})


def _converter(kind: type[Any], name: str) -> Convert:
    return _READ.get((kind, name)) or _READ_ANY.get(name, _text)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a text: {value}")
    return value


def _texts(value: Any) -> dict[str, str]:
    return {_text(language): _text(text) for language, text in value.items()}


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"not a whole number: {value}")
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"not true or false: {value}")
    return value


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"not a number, or not written as a text: {value}")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a number: {value}")
    return number


def _each(convert: Convert) -> Convert:
    return lambda plain: tuple(convert(entry) for entry in plain)


def _one(kind: type[Any]) -> Convert:
    return lambda plain: _record(kind, plain)


def _safety_items(plain: Any) -> tuple[SafetyItem, ...] | None:
    return None if plain == UNKNOWN else tuple(_record(SafetyItem, entry) for entry in plain)


def _limits(plain: Any) -> tuple[Decimal, Decimal]:
    lowest, highest = plain
    return _decimal(lowest), _decimal(highest)


def _cutoff(plain: Mapping[str, Any]) -> Cutoff:
    """With norms and no value, the value follows."""
    value = plain["value"] if "value" in plain else str(cutoff_of(_record(Norms, plain["norms"])))
    return _record(Cutoff, {**plain, "value": value})


def _change(plain: Mapping[str, Any]) -> ReliableChange:
    """With Sdiff, or with a deviation and a reliability, and no value, the value follows."""
    if "value" in plain:
        return _record(ReliableChange, plain)
    level = _whole(plain.get("level", 95))
    if "sdiff" in plain:
        value = reliable_change(_decimal(plain["sdiff"]), level)
    else:
        value = change_threshold(_record(Precision, plain["precision"]), level)
    return _record(ReliableChange, {**plain, "level": level, "value": str(value)})


_READ_ANY: dict[str, Convert] = {
    "confidence": Confidence,
    "higher_is": HigherIs,
    "text": _texts,
    "note": _texts,
    "caution": _texts,
    "value": _decimal,
    "starts_at": _decimal,
    "above": _decimal,
    "possible_from": _decimal,
    "sdiff": _decimal,
    "deviation": _decimal,
    "reliability": _decimal,
    "factor": _decimal,
    "clinical_mean": _decimal,
    "clinical_sd": _decimal,
    "normal_mean": _decimal,
    "normal_sd": _decimal,
    "numbers": _each(_decimal),
    "items": _each(_whole),
    "first": _whole,
    "last": _whole,
    "item": _whole,
    "most": _whole,
    "level": _whole,
    "decimals": _whole,
    "item_count": _whole,
    "unscored": _whole,
    "complete": _yes_or_no,
    "respondents": _each(_text),
    "item_codes": _each(_text),
    "codes": _each(_one(Coding)),
    "ranges": _each(_one(ItemRange)),
    "reversal": _one(Reversal),
    "safety_items": _safety_items,
    "scales": _each(_one(Scale)),
    "bands": _each(_one(Band)),
    "cutoffs": _each(_cutoff),
    "norms": _one(Norms),
    "precision": _one(Precision),
    "reliable_change": _change,
    "missing": _one(MissingRule),
    "kind": TotalKind,
    "side": ClinicalSide,
    "limits": _limits,
}
_READ: dict[tuple[type[Any], str], Convert] = {(ScoringProfile, "note"): _text}
