"""What the report says of the questionnaire as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from feedback.catalogue.fhir.elements import (
    extension_name,
    nested,
    objects,
    string,
)
from feedback.catalogue.fhir.expressions.calculated import is_used_variable
from feedback.catalogue.fhir.head.own_head import OWN_HEAD
from feedback.catalogue.fhir.head.rights import ATTRIBUTION, rights_of
from feedback.catalogue.fhir.item.leftovers import coding_leftovers
from feedback.catalogue.fhir.source import Source, short_language
from feedback.catalogue.fhir.texts import is_marked_up
from feedback.domain.questionnaires.enablement import shown
from feedback.domain.questionnaires.questionnaire import Questionnaire

_KEPT = {
    "resourceType", "id", "language", "contained", "extension", "modifierExtension", "url",
    "version", "name", "title", "derivedFrom", "status", "subjectType", "publisher", "description", "copyright",
    "approvalDate", "code", "item", "fhirVersion",
}  # fmt: skip
_NOT_KEPT = {
    "identifier", "experimental", "date", "contact", "useContext", "jurisdiction", "purpose", "lastReviewDate",
    "effectivePeriod", "implicitRules", "meta", "text",
}  # fmt: skip


def note_head(source: Source) -> None:
    """What stands at the head of the file and is not used."""
    _note_status(source)
    if any(
        is_marked_up(string(source.resource, key))
        for key in ("title", "description", "copyright", "publisher")
    ):
        source.recorder.note("Formatting at the head is shown as plain text.")
    _note_extensions(source)
    _note_elements(source)
    if any(True for contained in objects(source.resource, "contained") if not contained.get("resourceType")):
        source.recorder.note("A contained resource without a type is not used.")


def note_whole(questionnaire: Questionnaire, source: Source) -> None:
    """What is true of the question set that came of it."""
    recorder = source.recorder
    for language in questionnaire.languages:
        lacking = sum(1 for item in questionnaire.walk() if item.text and not item.text.get(language))
        if lacking:
            recorder.note(f"{language}: {lacking} items have no text; another language is shown there.")
    if unasked := sorted(_languages_of_options(source) - set(questionnaire.languages)):
        recorder.note(f"{', '.join(unasked)}: only answers are translated, no question is: not kept.")
    visible = shown(questionnaire, {})
    if not any(item.link_id in visible and not item.hidden for item in questionnaire.questions):
        recorder.note("No question is shown at the start: each waits for the answer to another.")
        recorder.changes_meaning = True
    if not questionnaire.rights.stated:
        recorder.note("Licence or owner is not in the file: record them before the set is published.")


def head_leftovers(source: Source) -> Iterator[str]:
    """What stands beside the plain values of the head, in its codes, and a day that is none."""
    resource = source.resource
    for key in (key for key in resource if key.startswith("_")):
        found = {extension_name(one) for one in objects(nested(resource, key), "extension")}
        if found - ({"translation"} if key in ("_title", "_description") else set()):
            yield key[1:]
    yield from coding_leftovers(objects(resource, "code"))
    if resource.get("approvalDate") and not rights_of(resource).read_on:
        yield "approvalDate"


def _languages_of_options(source: Source) -> set[str]:
    options = (option for link_id in source.items for option in source.options_of(link_id).options)
    return {short_language(written) for option in options for written, _words in option.translated}


def _note_status(source: Source) -> None:
    for status in dict.fromkeys(string(resource, "status") for resource in source.resources.values()):
        _note_one_status(status, source)
    for resource in source.resources.values():
        written = string(resource, "language")
        if written not in ("", short_language(written)):
            source.recorder.note(f"The language {written[:40]!r} is read as {short_language(written)!r}.")


def _note_one_status(status: str, source: Source) -> None:
    if not status:
        source.recorder.note("The file says no status, which R4 requires.")
    elif status == "draft":
        source.recorder.note("The file is marked as a draft.")
    elif status == "unknown":
        source.recorder.note("The file does not know whether it is in use.")
    elif status == "retired":
        source.recorder.note("The file is marked as retired.")
    elif status != "active":
        source.recorder.note(f"The status {status[:40]!r} is not known in R4.")


def _note_extensions(source: Source) -> None:
    for extension in objects(source.resource, "extension"):
        name = extension_name(extension)
        if extension.get("url") not in (ATTRIBUTION, *OWN_HEAD) and not is_used_variable(extension, source):
            source.recorder.note(f"The extension {name!r} of the whole questionnaire is not used.")
    for extension in objects(source.resource, "modifierExtension"):
        name = extension_name(extension)
        source.recorder.note(f"The modifier {name!r} may change what the whole means: it is not understood.")
        source.recorder.changes_meaning = True


def _note_elements(source: Source) -> None:
    resource, recorder = source.resource, source.recorder
    if resource.get("derivedFrom"):
        recorder.note("The questionnaire that this one is derived from is not fetched.")
    subjects = resource.get("subjectType")
    others = [str(one) for one in subjects if one != "Patient"] if isinstance(subjects, list) else []
    if others:
        recorder.note(f"The file speaks of {', '.join(others)[:80]}; here it is about a patient.")
    names = {name.removeprefix("_") for one in source.resources.values() for name in one}
    unkept = _NOT_KEPT | ({"name"} if resource.get("id") and resource.get("title") else set())
    told = {part for part in head_leftovers(source) if part not in unkept}
    if unused := sorted({*(names & unkept), *told}):
        recorder.note(f"Not kept: {', '.join(unused)}.")
    for name in sorted(names - _KEPT - _NOT_KEPT):
        recorder.note(f"The element {name[:60]!r} is not known in R4 and not used.")
