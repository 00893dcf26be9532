"""Read a FHIR R4 Questionnaire: the question set, and a report of what became of every item."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import InvalidOperation

from feedback.catalogue.arranging import with_item
from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir.around import note_around
from feedback.catalogue.fhir.counting import report_counting
from feedback.catalogue.fhir.dropping import OUTSIDE, drop_items
from feedback.catalogue.fhir.elements import string
from feedback.catalogue.fhir.head.heading import note_head, note_whole
from feedback.catalogue.fhir.head.own_head import with_own_head
from feedback.catalogue.fhir.head.rights import rights_of
from feedback.catalogue.fhir.hidden_items import note_hidden
from feedback.catalogue.fhir.item.circles import report_circles
from feedback.catalogue.fhir.item.codes import read_codings
from feedback.catalogue.fhir.item.items import build_items
from feedback.catalogue.fhir.parsing import read_resources
from feedback.catalogue.fhir.report import ImportReport, LeftOut
from feedback.catalogue.fhir.source import Source, build_source, short_language
from feedback.catalogue.fhir.texts import plain, text_of, translations
from feedback.catalogue.narrowing import in_languages
from feedback.catalogue.profiles import profiles, recognise, resembling
from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.turning import settle
from feedback.domain.questionnaires.occurrences import colliding
from feedback.domain.questionnaires.questionnaire import Questionnaire, Texts

WORDS_KEPT = 200
CHANGES_MEANING = "The import changes meaning: an administrator must accept that."


@dataclass(frozen=True, slots=True)
class Imported:
    """A question set read from a file, and the report on it."""

    questionnaire: Questionnaire
    report: ImportReport


def read_questionnaire(data: bytes, name: str, known: Iterable[ScoringProfile] | None = None) -> Imported:
    """Read one Questionnaire, or a Bundle of its languages. `name` is what messages call the file.

    It is recognised among the profiles `known`, otherwise among those that ship. Raises CatalogueError with one
    sentence that names the file, the place and the reason.
    """
    try:
        return _read(data, known)
    except CatalogueError as error:
        raise CatalogueError(f"{name}: {error}") from error
    except RecursionError as error:
        raise CatalogueError(f"{name}: the questionnaire is nested too deeply.") from error
    except (TypeError, ValueError, KeyError, AttributeError, InvalidOperation) as error:
        raise CatalogueError(f"{name}: the questionnaire has an unexpected shape ({error}).") from error


def _read(data: bytes, known: Iterable[ScoringProfile] | None) -> Imported:
    resources, beside = read_resources(data)
    source = build_source(resources)
    drop_items(source)
    note_head(source)
    note_around(source)
    if beside:
        source.recorder.note(f"Not kept of the Bundle: {', '.join(beside)}.")
    questionnaire = _recognised(_questionnaire(source), known, source)
    report_circles(questionnaire, source)
    if not questionnaire.questions:
        raise CatalogueError("no question is left that can be asked.")
    note_whole(questionnaire, source)
    if source.recorder.trifles:
        source.recorder.note(f"Not kept, and of no matter: {', '.join(sorted(source.recorder.trifles))}.")
    return Imported(questionnaire, _report(questionnaire, source))


def _questionnaire(source: Source) -> Questionnaire:
    _find_translations(source)
    resource = source.resource
    built = Questionnaire(
        key=key_of(source),
        version=string(resource, "version") or "1",
        title=_head_texts(source, "title")
        or {source.language: plain(string(resource, "name")) or key_of(source)},
        languages=source.languages,
        items=build_items(resource, source),
        intro=_head_texts(source, "description"),
        rights=rights_of(resource),
        codes=read_codings(source.resources, source.language),
    )
    built = _told_apart(built, source)
    spoken = {language for texts in _all_texts(built) for language, text in texts.items() if text}
    languages = tuple(language for language in built.languages if language in spoken) or built.languages
    if languages != built.languages:
        built = in_languages(built, languages)
    return with_own_head(built, resource)


def _told_apart(built: Questionnaire, source: Source) -> Questionnaire:
    """Groups whose answers' keys could be taken for another item's link id do not repeat."""
    for link_id in colliding(built):
        for group in built.repeating[link_id.rpartition("#")[0]]:
            why = f"a group that repeats is asked once: {link_id!r} could be taken for one of its answers"
            source.recorder.approximated(group, why, meaning=True)
            once = replace(built.by_link_id[group], repeats=False)
            built = replace(built, items=with_item(built.items, once))
    return built


def _recognised(
    built: Questionnaire, known: Iterable[ScoringProfile] | None, source: Source
) -> Questionnaire:
    found = list(profiles().values() if known is None else known)
    unnamed = replace(built, profile="")
    profile = recognise(built, found) or recognise(unnamed, found)
    if built.profile and (profile is None or profile.name != built.profile):
        source.recorder.note(
            f"The scoring profile {built.profile[:60]!r} is not here or does not fit: not used."
        )
        source.recorder.changes_meaning = True
    _note_profile(profile, resembling(unnamed, found), source)
    if profile is None:
        return unnamed
    report_counting(profile, built, source)
    note_hidden(profile, built, source)
    return replace(settle(profile, built), profile=profile.name, validated=True)


def _note_profile(profile: ScoringProfile | None, like: ScoringProfile | None, source: Source) -> None:
    if profile and profile.complete:
        source.recorder.note(f"Recognised as {profile.name}; its facts are used for scoring.")
    elif profile:
        why = "facts about it are lacking, and until they are entered no total is given"
        source.recorder.note(f"Recognised as {profile.name}; {why}.")
    elif like:
        why = "the number, order or scores of its items do not fit: no total is given"
        source.recorder.note(f"It is called {like.name}, but {why}.")


def _all_texts(built: Questionnaire) -> Iterator[Texts]:
    yield from (built.title, built.intro, *(item.text for item in built.walk()))


def key_of(source: Source) -> str:
    """The file's id; else (and for languages with different ids) its name or title with hyphens."""
    ids = {string(resource, "id") for resource in source.resources.values()}
    if len(ids) == 1 and (only := re.sub(r"[^\w.-]+", "-", ids.pop()).strip("-")):
        return only
    words = string(source.resource, "name") or string(source.resource, "title")
    return re.sub(r"[^\w]+|_+", "-", plain(words).lower()).strip("-") or "questionnaire"


def _head_texts(source: Source, key: str) -> Texts:
    found = {short_language(code): text for code, text in translations(source.resource, key).items()}
    found |= {code: text for code, resource in source.resources.items() if (text := text_of(resource, key))}
    return {code: found[code] for code in source.languages if code in found}


def _find_translations(source: Source) -> None:
    for element, key in ((source.resource, "title"), *((item, "text") for item in source.items.values())):
        for written in translations(element, key):
            source.extra.add(short_language(written))


def _report(questionnaire: Questionnaire, source: Source) -> ImportReport:
    link_ids = dict.fromkeys(
        link_id for elements in (source.items, *source.elements.values()) for link_id in elements
    )
    for link_id in link_ids.keys() - source.recorder.outcomes.keys():
        source.recorder.dropped(link_id, OUTSIDE, meaning=False)
    if source.recorder.changes_meaning:
        source.recorder.note(CHANGES_MEANING)
    return ImportReport(
        key=questionnaire.key,
        version=questionnaire.version,
        languages=questionnaire.languages,
        items=source.recorder.items(list(link_ids)),
        notes=tuple(source.recorder.notes),
        changes_meaning=source.recorder.changes_meaning,
        left_out={
            link_id: _left_out(link_id, source)
            for link_id in link_ids
            if link_id not in questionnaire.by_link_id
        },
    )


def _left_out(link_id: str, source: Source) -> LeftOut:
    found = {code: text_of(element) for code, element in source.each(link_id).items()}
    if link_id in source.items:
        found |= source.texts(link_id)
    short = {
        code: textwrap.shorten(text, WORDS_KEPT, placeholder="…") for code, text in found.items() if text
    }
    return LeftOut(short, source.depth(link_id))
