"""Is a questionnaire whole? Checked when one is loaded, so that nothing half is ever asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from feedback.catalogue.errors import CatalogueError
from feedback.domain.questionnaire import Item, Questionnaire, Texts


def check(questionnaire: Questionnaire, source: str) -> Questionnaire:
    """The same questionnaire. Raises CatalogueError naming `source` and everything that is wrong."""
    faults = [*_structure_faults(questionnaire), *_text_faults(questionnaire)]
    if faults:
        raise CatalogueError(f"{source}: {'; '.join(faults)}.")
    return questionnaire


def _structure_faults(questionnaire: Questionnaire) -> Iterator[str]:
    counts = Counter(item.link_id for item in questionnaire.walk())
    for link_id, count in counts.items():
        if count > 1:
            yield f"the link id {link_id!r} is used {count} times"
    for item in questionnaire.walk():
        for other in _references(item):
            if other not in counts:
                yield f"item {item.link_id!r} refers to {other!r}, which does not exist"


def _references(item: Item) -> Iterator[str]:
    yield from (condition.question for condition in item.enable_when)
    if item.calculation:
        yield from item.calculation.operands


def _text_faults(questionnaire: Questionnaire) -> Iterator[str]:
    for place, texts, needed in _texts(questionnaire):
        if not (needed or texts):
            continue
        for language in questionnaire.languages:
            if not texts.get(language, "").strip():
                yield f"{place} has no text in {language!r}"


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Texts, bool]]:
    """Where, the texts, and whether there must be some: all or no languages of anything."""
    yield "the title", questionnaire.title, True
    yield "the introduction", questionnaire.intro, False
    for item in questionnaire.walk():
        name = f"item {item.link_id!r}"
        yield name, item.text, True
        for part in ("help", "low_label", "high_label", "alternative"):
            yield f"{part} of {name}", getattr(item, part), False
        for option in item.options:
            yield f"option {option.value!r} of {name}", option.text, True
