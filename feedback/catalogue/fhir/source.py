"""The resources of a file put together: one structure, and the words of each language beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir.elements import Element, flag, nested, objects, place, string
from feedback.catalogue.fhir.item.options import OptionList, read_options
from feedback.catalogue.fhir.languages import asks_the_same
from feedback.catalogue.fhir.report import Recorder
from feedback.catalogue.fhir.texts import text_of, translations

UNDETERMINED = "und"
_PREFERRED = ("nb", "nn", "en")
_SAME = {"no": "nb"}


@dataclass(slots=True)
class Source:
    """`resource` gives the structure; `elements` holds every item of every language by its link id."""

    resource: Element
    language: str
    resources: dict[str, Element]
    elements: dict[str, dict[str, Element]]
    recorder: Recorder = field(default_factory=Recorder)
    parents: dict[str, str] = field(default_factory=dict)
    options: dict[tuple[str, str], OptionList] = field(default_factory=dict)
    extra: set[str] = field(default_factory=set)
    inside: dict[str, list[str]] = field(default_factory=dict)

    @property
    def items(self) -> dict[str, Element]:
        """The items of the structure, in reading order."""
        return self.elements[self.language]

    @property
    def languages(self) -> tuple[str, ...]:
        found = {*self.resources, *self.extra}
        return tuple(
            sorted(found, key=lambda code: (_PREFERRED.index(code) if code in _PREFERRED else 9, code))
        )

    def repeating(self, link_id: str) -> tuple[str, ...]:
        """The groups that repeat around an item, itself included, the outermost first."""
        found: list[str] = []
        while link_id:
            element = self.items.get(link_id, {})
            if string(element, "type") == "group" and flag(element, "repeats"):
                found.append(link_id)
            link_id = self.parents.get(link_id, "")
        return tuple(reversed(found))

    def depth(self, link_id: str) -> int:
        """How many items lie around an item."""
        found = 0
        while link_id := self.parents.get(link_id, ""):
            found += 1
        return found

    def each(self, link_id: str) -> dict[str, Element]:
        """The item in every language that has it."""
        return {code: items[link_id] for code, items in self.elements.items() if link_id in items}

    def texts(self, link_id: str, key: str = "text") -> dict[str, str]:
        """The item's words by language; only those that have any."""
        found: dict[str, str] = {}
        for language in self.languages:
            element = self.elements.get(language, {}).get(link_id)
            if element is not None and (text := text_of(element, key)):
                found[language] = text
        for written, text in translations(self.items[link_id], key).items():
            found.setdefault(short_language(written), text)
        return found

    def options_of(self, link_id: str, language: str = "") -> OptionList:
        """The item's options in a language; read once."""
        code = language or self.language
        if (link_id, code) not in self.options:
            element = self.elements.get(code, {}).get(link_id, {})
            self.options[link_id, code] = read_options(element, self.resources.get(code, {}))
        return self.options[link_id, code]


def short_language(written: str) -> str:
    """`nb-NO` is `nb`, `en-GB` is `en`; `no` is read as bokmål."""
    code = written.replace("_", "-").split("-")[0].strip().lower()
    return _SAME.get(code, code) or UNDETERMINED


def build_source(resources: list[Element]) -> Source:
    """One source of the resources, which must be languages of one questionnaire. Raises CatalogueError."""
    by_language: dict[str, Element] = {}
    for resource in resources:
        code = _language_of(resource)
        if code in by_language:
            raise CatalogueError(f"the Bundle holds two questionnaires in {code!r}; import one at a time.")
        by_language[code] = resource
    first = min(by_language, key=lambda code: _PREFERRED.index(code) if code in _PREFERRED else 9)
    elements = {code: _index(resource) for code, resource in by_language.items()}
    source = Source(by_language[first], first, by_language, elements)
    source.parents = _parents(source.resource)
    for link_id in source.items:
        source.inside.setdefault(source.parents.get(link_id, ""), []).append(link_id)
    _compare_languages(source)
    return source


def _language_of(resource: Element) -> str:
    written = string(resource, "language")
    tags = [tag for tag in objects(nested(resource, "meta"), "tag") if "bcp:47" in string(tag, "system")]
    return short_language(written or next((string(tag, "code") for tag in tags), ""))


def walk(element: Element) -> Iterator[Element]:
    """Every item below `element`, in reading order."""
    for item in objects(element, "item"):
        yield item
        yield from walk(item)


def _index(resource: Element) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for item in walk(resource):
        link_id = item.get("linkId")
        if not isinstance(link_id, str) or not link_id.strip():
            raise CatalogueError(f"item {len(found) + 1}: 'linkId' is missing.")
        if link_id in found:
            raise CatalogueError(f"{place(item)}: the linkId is used more than once.")
        if not string(item, "type"):
            raise CatalogueError(f"{place(item)}: 'type' is missing.")
        found[link_id] = item
    if not found:
        raise CatalogueError("the questionnaire has no items.")
    return found


def _parents(resource: Element) -> dict[str, str]:
    return {child["linkId"]: item["linkId"] for item in walk(resource) for child in objects(item, "item")}


def _compare_languages(source: Source) -> None:
    """Refuse different questionnaires in one Bundle; note where a language lacks something."""
    base = set(source.items)
    for code, elements in source.elements.items():
        if len(base & set(elements)) * 2 < max(len(base), len(elements)):
            raise CatalogueError("the Bundle holds different questionnaires; import one at a time.")
        missing, more = len(base - set(elements)), sorted(set(elements) - base)
        if missing:
            source.recorder.note(f"{code}: {missing} items are missing; another language is shown there.")
        for link_id in base & set(elements) if code != source.language else ():
            _compare_item(link_id, code, source)
        for link_id in more:
            source.recorder.dropped(link_id, f"only there in {code!r}, not in {source.language!r}")
    if UNDETERMINED in source.elements:
        source.recorder.note("The file does not say its language.")


def _compare_item(link_id: str, code: str, source: Source) -> None:
    """Say where the item of another language means something else than that of the structure."""
    one, other = source.items[link_id], source.elements[code][link_id]
    options = source.options_of(link_id), source.options_of(link_id, code)
    if not asks_the_same(one, other, options):
        why = f"it is asked in another way in {code!r} than in {source.language!r}, which is used"
        source.recorder.approximated(link_id, why, meaning=True)
    if bool(text_of(one, "prefix")) != bool(text_of(other, "prefix")):
        why = f"its number in {code!r} is another: that of {source.language!r} is used"
        source.recorder.approximated(link_id, why)
