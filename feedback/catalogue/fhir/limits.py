"""Limits and other extensions of an item: what is kept and what is only reported."""

from __future__ import annotations

from typing import Any

from feedback.catalogue.fhir.elements import Element, extension_name, extension_value, number, objects, string
from feedback.catalogue.fhir.source import Source
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
    "maxdecimalplaces",
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
}
_WORDS = {
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
    return {
        "minimum": _bound(item, "minvalue", kind, source),
        "maximum": _bound(item, "maxvalue", kind, source),
        "max_length": _count(item.get("maxLength")),
        "min_occurs": _count(extension_value(item, "questionnaire-minoccurs")),
        "max_occurs": _count(extension_value(item, "questionnaire-maxoccurs")),
        "unit": read_unit(item),
    }


def read_unit(item: Element) -> str:
    """The unit of a quantity: its code, else its label."""
    unit = extension_value(item, "questionnaire-unit", "questionnaire-unitoption")
    if not isinstance(unit, dict):
        return ""
    return string(unit, "code") or string(unit, "display")


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


def _bound(item: Element, name: str, kind: ItemType, source: Source) -> Any:
    raw = extension_value(item, name)
    found = number(raw)
    if raw is not None and (found is None or kind not in _NUMBERS):
        source.recorder.approximated(item["linkId"], f"the limit {name!r} is not checked")
        return None
    return found


def _count(raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0 else None


_NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY)
