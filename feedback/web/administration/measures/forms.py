"""The forms for an instrument's facts. Rows are plain numbered fields, so that every fault has its own place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from feedback.domain.measures.profile import ClinicalSide, HigherIs, TotalKind
from feedback.web.administration.measures.fields import Number, Numbers, Places, Whole
from feedback.web.coordination.fields import choice, line

RANGES, SAFETY, BANDS, CUTOFFS = 6, 4, 8, 4
NORMS = ("clinical_mean", "clinical_sd", "normal_mean", "normal_sd")
HIGHER: dict[str, Any] = {HigherIs.WORSE: _("worse"), HigherIs.BETTER: _("better")}
KINDS: dict[str, Any] = {
    TotalKind.SUM: _("sum of the items"),
    TotalKind.MEAN: _("mean of the items"),
    TotalKind.TOP_SCORE: _("1 when every item has its highest number, else 0"),
    TotalKind.EACH: _("no number: the items are looked at one by one"),
}
SIDES: dict[str, Any] = {
    ClinicalSide.AT_OR_ABOVE: _("this value or higher"),
    ClinicalSide.AT_OR_BELOW: _("this value or lower"),
    ClinicalSide.BELOW: _("lower than this value"),
}
GROUPS = {"": _("everybody"), "men": _("men"), "women": _("women")}
KNOWN = {"unknown": _("not known"), "none": _("none"), "some": _("these")}
LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}


class NewForm(FlaskForm):  # type: ignore[misc]
    """An instrument that has no facts here yet."""

    name = line(_("Name"), needed=_("Write the name of the instrument."))
    about = line(_("What it measures"), needed=_("Write what the instrument measures."))
    item_count = Whole(_("Questions that are counted"))


def _with_fields(base: type[FlaskForm], fields: Iterator[tuple[str, Any]]) -> type[FlaskForm]:
    for name, field in fields:
        setattr(base, name, field)
    return base


def _basis(name: str) -> Iterator[tuple[str, Any]]:
    """What stands beside every fact: where it was read, and whether somebody still has to confirm it."""
    yield f"{name}_source", line(_("Where it was read, if elsewhere"))
    yield f"{name}_unconfirmed", BooleanField(_("Not confirmed"))


def _item_fields() -> Iterator[tuple[str, Any]]:
    yield "about", line(_("What it measures"), needed=_("Write what the instrument measures."))
    yield "reference", line(_("Where the facts were read"), needed=_("Write where the facts were read."))
    yield "rights", line(_("Rights to the wording"))
    yield "item_count", Whole(_("Questions that are counted"))
    yield "unscored", Whole(_("Questions after them that are not counted"))
    yield "higher_is", choice(_("A higher value is"), HIGHER)
    for number in range(1, RANGES + 1):
        yield f"range_{number}_items", Places(_("Items"))
        yield f"range_{number}_numbers", Numbers(_("Numbers of the answers"))
    yield from _basis("range")
    yield "reversal", choice(_("Reversed items"), KNOWN)
    yield "reversal_items", Places(_("Which items are reversed"))
    yield from _basis("reversal")
    yield "safety", choice(_("Safety items"), KNOWN)
    for number in range(1, SAFETY + 1):
        yield f"safety_{number}_item", Whole(_("Item"))
        yield f"safety_{number}_above", Number(_("Critical above"))
    yield from _basis("safety")
    yield "code", line(_("LOINC code of the whole"))
    yield "item_codes", line(_("LOINC codes of the items, in order"))
    yield "caution", line(_("What must stand beside every score"))
    yield "complete", BooleanField(_("Nothing lacks: calculate totals, bands and change"))


def _scale_fields() -> Iterator[tuple[str, Any]]:
    yield "is_total", BooleanField(_("This is the total of the instrument"))
    for code, language in LANGUAGES.items():
        yield f"text_{code}", line(_("Name of the subscale, %(language)s", language=language))
    yield "items", Places(_("Items"))
    yield "kind", choice(_("Made as"), KINDS)
    yield "factor", Number(_("Multiplied by"))
    yield "decimals", Whole(_("Decimals"))
    yield "higher_is", choice(_("A higher value is"), HIGHER)
    yield "most", Whole(_("Answers that may be missing, at most"))
    yield from _basis("missing")
    for number in range(1, BANDS + 1):
        yield f"band_{number}_from", Number(_("Begins at"))
        for code, language in LANGUAGES.items():
            yield f"band_{number}_{code}", line(_("Band, %(language)s", language=language))
    yield from _basis("band")
    for number in range(1, CUTOFFS + 1):
        yield from _cutoff_fields(f"cutoff_{number}")
    yield from _change_fields()


def _cutoff_fields(name: str) -> Iterator[tuple[str, Any]]:
    yield f"{name}_value", Number(_("Cut-off"))
    yield f"{name}_side", choice(_("Clinical range"), SIDES)
    yield f"{name}_group", choice(_("Holds for"), GROUPS)
    yield f"{name}_note", line(_("Note"))
    yield f"{name}_clinical_mean", Number(_("Mean, clinical group"))
    yield f"{name}_clinical_sd", Number(_("Standard deviation, clinical group"))
    yield f"{name}_normal_mean", Number(_("Mean, normal group"))
    yield f"{name}_normal_sd", Number(_("Standard deviation, normal group"))
    yield from _basis(name)


def _change_fields() -> Iterator[tuple[str, Any]]:
    yield "change_value", Number(_("Smallest reliable change"))
    yield "change_level", Whole(_("Confidence level in per cent"))
    yield "change_possible_from", Number(_("Possible change from"))
    yield "change_note", line(_("Note"))
    yield "change_sdiff", Number(_("Sdiff"))
    yield "change_deviation", Number(_("Standard deviation"))
    yield "change_reliability", Number(_("Reliability, 0 to 1"))
    yield from _basis("change")


class ItemsForm(FlaskForm):  # type: ignore[misc]
    """What holds for the whole instrument and its items."""


class ScaleForm(FlaskForm):  # type: ignore[misc]
    """The total or one subscale."""


_with_fields(ItemsForm, _item_fields())
_with_fields(ScaleForm, _scale_fields())
