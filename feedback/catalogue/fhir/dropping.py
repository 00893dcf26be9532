"""Which items of a file are not asked at all, and why; decided before anything is built."""

from __future__ import annotations

from feedback.catalogue.fhir.elements import Element, extension_value, extensions, objects, string
from feedback.catalogue.fhir.head.identity import why_identity
from feedback.catalogue.fhir.item.controls import absorbed_as
from feedback.catalogue.fhir.item.initial import initial_value
from feedback.catalogue.fhir.source import Source
from feedback.domain.questionnaires.questionnaire import ItemType

OUTSIDE = "a help text, unit or label outside any question"
_CHOICES = (ItemType.CHOICE, ItemType.OPEN_CHOICE)


def drop_items(source: Source) -> None:
    """Record every item that is not asked. Items that ask who one is change nothing that the file means."""
    for link_id, element in source.items.items():
        if why := why_identity(element, of_several=bool(source.repeating(link_id))):
            source.recorder.dropped(link_id, why, meaning=False)
        elif why := _why_unusable(element, source):
            source.recorder.dropped(link_id, why)
        elif absorbed_as(element) and link_id not in source.parents:
            source.recorder.dropped(link_id, OUTSIDE, meaning=False)


def _why_unusable(element: Element, source: Source) -> str:
    kind = string(element, "type")
    if kind in ("reference", "attachment"):
        return f"items of type {kind!r} are not shown"
    if kind not in list(ItemType):
        return f"the type {kind[:40]!r} is not known in R4"
    if ItemType(kind) in _CHOICES:
        return _why_no_choice(element, source)
    return ""


def _why_no_choice(element: Element, source: Source) -> str:
    found = source.options_of(element["linkId"])
    kind = string(element, "type")
    begins = any(initial_value(entry, kind) is not None for entry in objects(element, "initial"))
    if found.options or begins or kind == ItemType.OPEN_CHOICE:
        return ""
    if any(True for _ in extensions(element, "sdf-optionreference", "optionreference")):
        return "its answers are references to other resources"
    if found.outside:
        return (
            f"its answers lie in a value set outside the file ({found.outside[:120]}), which is not fetched"
        )
    if extension_value(element, "questionnaire-hidden") is True:
        return "a hidden choice without answers and without a value"
    return "a choice without answers"
