"""Limits and other extensions of an item: what is kept and what is only reported."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from feedback.catalogue.fhir.elements import (
    Element,
    extension_name,
    extension_value,
    extensions,
    number,
    objects,
    string,
)
from feedback.catalogue.fhir.source import Source
from feedback.catalogue.fhir.texts import text_of
from feedback.catalogue.fhir.values import to_value, typed
from feedback.domain.answers import Quantity
from feedback.domain.questionnaire import ItemType

_READ = {
    "questionnaire-itemcontrol",
    "questionnaire-hidden",
    "minvalue",
    "maxvalue",
    "questionnaire-minoccurs",
    "questionnaire-maxoccurs",
    "questionnaire-unit",
    "rendering-markdown",
    "sdf-optionreference",
    "ordinalvalue",
    "itemweight",
    "cqf-expression",
    "sdf-fhirpath",
    "calculatedexpression",
    "sdc-questionnaire-calculatedexpression",
    "sdc-questionnaire-initialexpression",
    "initialexpression",
    "sdc-questionnaire-enablewhenexpression",
    "enablewhenexpression",
    "translation",
    "sdf-sublabel",
    "samsyn-alternative",
}
_HARMLESS = {
    "validationtext",
    "entryformat",
    "designnote",
    "questionnaire-choiceorientation",
    "questionnaire-signaturerequired",
    "sdc-questionnaire-itemextractioncontext",
    "sdc-questionnaire-shorttext",
    "sdc-questionnaire-observationlinkperiod",
    "sdc-questionnaire-observationextract",
    "sdc-questionnaire-preferredterminologyserver",
    "questionnaire-referenceresource",
    "questionnaire-sliderstepvalue",
    "itemextractioncontext",
    "sdc-questionnaire-itempopulationcontext",
    "sdc-questionnaire-itempopulation",
    "sdc-questionnaire-extractallocateid",
    "sdc-questionnaire-definitionextract",
    "sdc-questionnaire-width",
    "sdc-questionnaire-collapsible",
    "sdc-questionnaire-choicecolumn",
    "sdc-questionnaire-lookupquestionnaire",
    "sdc-questionnaire-keyboard",
    "sdc-questionnaire-optionalsubdisplay",
    "questionnaire-displaycategory",
    "questionnaire-supportlink",
    "questionnaire-usagemode",
    "questionnaire-fhirtype",
    "questionnaire-referenceprofile",
    "questionnaire-referencefilter",
    "mimetype",
    "variable",
    "structuredefinition-fhir-type",
}
_WORDS = {
    "maxdecimalplaces": ("the number of decimals is not checked", False),
    "maxsize": ("the largest size is not checked", False),
    "sdc-questionnaire-subquestionnaire": ("another questionnaire belongs here, which is not fetched", True),
    "sdc-questionnaire-openlabel": ("the label of the field for own words is ours", False),
    "sdc-questionnaire-minquantity": ("the limit 'minQuantity' is not checked", False),
    "sdc-questionnaire-maxquantity": ("the limit 'maxQuantity' is not checked", False),
    "sdc-questionnaire-calculatedvalue": ("the expression is not evaluated", True),
    "sdc-questionnaire-answeroptionstoggleexpression": (
        "the expression for the answers is not evaluated",
        True,
    ),
    "regex": ("the pattern is not checked", False),
    "minlength": ("the shortest length is not checked", False),
    "questionnaire-unitoption": ("only one unit is offered", True),
    "questionnaire-optionexclusive": ("that an option excludes the others is not checked", False),
    "questionnaire-constraint": ("the constraint is not checked", True),
    "targetconstraint": ("the constraint is not checked", True),
    "sdc-questionnaire-answerexpression": ("the expression for the answers is not evaluated", True),
    "sdc-questionnaire-candidateexpression": ("the expression for the answers is not evaluated", True),
    "answeroptionstoggleexpression": ("the expression for the answers is not evaluated", True),
}


def read_limits(item: Element, kind: ItemType, source: Source) -> dict[str, Any]:
    """The limits of the item as fields of ours; what cannot be kept is reported."""
    report_extensions(item, source)
    unit, code = read_unit(item)
    return {
        **_bounds(item, kind, source),
        "max_length": _max_length(item, source),
        "min_occurs": _count(extension_value(item, "questionnaire-minoccurs")),
        "max_occurs": _count(extension_value(item, "questionnaire-maxoccurs")),
        "unit": unit,
        "unit_code": code,
    }


def read_unit(item: Element) -> tuple[str, str]:
    """The unit of a quantity in words, and its code where that is another."""
    unit = extension_value(item, "questionnaire-unit", "questionnaire-unitoption")
    if not isinstance(unit, dict):
        return "", ""
    code, words = string(unit, "code").strip(), text_of(unit, "display")
    return words or code, code if words and words != code else ""


def report_extensions(item: Element, source: Source) -> None:
    """Say which extensions of the item are not used."""
    for extension in objects(item, "extension"):
        name = extension_name(extension)
        if name in _WORDS:
            why, meaning = _WORDS[name]
            source.recorder.approximated(item["linkId"], why, meaning=meaning)
        elif name in _HARMLESS:
            source.recorder.kept(item["linkId"], f"the extension {name!r} is not used")
        elif name not in _READ:
            source.recorder.approximated(item["linkId"], f"the extension {name!r} is not known and not used")


_ELEMENTS = {
    "id", "extension", "linkId", "definition", "code", "prefix", "text", "type", "enableWhen", "enableBehavior",
    "required", "repeats", "readOnly", "maxLength", "answerValueSet", "answerOption", "initial", "item",
}  # fmt: skip


def report_elements(item: Element, source: Source) -> None:
    """Say which elements of the item R4 does not know, and that a modifier is not understood."""
    for extension in objects(item, "modifierExtension"):
        why = f"the modifier {extension_name(extension)!r} may change what the item means: not understood"
        source.recorder.approximated(item["linkId"], why, meaning=True)
    for name in sorted({name.removeprefix("_") for name in item} - _ELEMENTS - {"modifierExtension"}):
        source.recorder.approximated(item["linkId"], f"the element {name[:60]!r} is not known and not used")


def _bounds(item: Element, kind: ItemType, source: Source) -> dict[str, Any]:
    """The lowest and the highest of a number, the earliest and the latest of a date or time."""
    found: dict[str, Any] = {}
    for name, of_number, of_moment in (
        ("minvalue", "minimum", "earliest"),
        ("maxvalue", "maximum", "latest"),
    ):
        for extension in extensions(item, name):
            value = to_value(*typed(extension, "value"))
            if kind in _NUMBERS and (limit := _as_number(value)) is not None:
                found[of_number] = limit
            elif kind in _MOMENTS and isinstance(value, _MOMENTS[kind]):
                found[of_moment] = value
            else:
                source.recorder.approximated(item["linkId"], f"the limit {name!r} is not checked")
    return found


def _as_number(value: Any) -> Decimal | None:
    return value.value if isinstance(value, Quantity) else number(value)


def _max_length(item: Element, source: Source) -> int | None:
    found = _count(item.get("maxLength")) or None
    if found is None and "maxLength" in item:
        source.recorder.approximated(item["linkId"], "the limit 'maxLength' is not checked")
    return found


def _count(raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0 else None


_NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY)
_MOMENTS = {ItemType.DATE: date, ItemType.DATE_TIME: date, ItemType.TIME: time}
