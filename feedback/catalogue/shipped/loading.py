"""Read a shipped question set from its folder and check it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from feedback.catalogue.checks import check
from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.shipped.items import build_item
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.rights import Rights

LANGUAGES = ("nb", "nn", "en")
KEYS = (
    "after-session",
    "after-session-young",
    "after-session-parent",
    "how-i-am",
    "my-goals",
    "before-evaluation",
    "relative-view",
    "relative-self",
    "service-experience",
)


@cache
def load_shipped() -> tuple[Questionnaire, ...]:
    """Every shipped question set, checked. Raises CatalogueError where one is not whole."""
    folder = files("feedback.catalogue.shipped")
    return tuple(load_set(folder / key) for key in KEYS)


def load_set(folder: Traversable) -> Questionnaire:
    """The question set in `folder`, whose name is its key. Raises CatalogueError naming file and reason."""
    structure = _read(folder, "set.toml")
    words = {language: _read(folder, f"{language}.toml") for language in LANGUAGES}
    try:
        questionnaire = _build(folder.name, structure, words)
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{folder.name}/set.toml: not a question set ({error}).") from error
    _refuse_orphans(questionnaire, words)
    return check(questionnaire, folder.name)


def _read(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CatalogueError(f"{folder.name}/{name}: the file is missing.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{folder.name}/{name}: not readable as TOML ({error}).") from error


def _build(key: str, structure: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]]) -> Questionnaire:
    return Questionnaire(
        key=key,
        version=structure["version"],
        title={language: texts.get("title", "") for language, texts in words.items()},
        languages=LANGUAGES,
        items=tuple(build_item(entry, words) for entry in structure["items"]),
        intro={language: texts["intro"] for language, texts in words.items() if "intro" in texts},
        respondents=tuple(structure["respondents"]),
        rights=Rights(**structure["rights"]),
        minutes=structure["minutes"],
    )


def _refuse_orphans(questionnaire: Questionnaire, words: Mapping[str, Mapping[str, Any]]) -> None:
    for language, texts in words.items():
        strays = set(texts.get("items", {})) - set(questionnaire.by_link_id)
        if strays:
            names = ", ".join(sorted(strays))
            raise CatalogueError(f"{questionnaire.key}/{language}.toml: words for unknown items ({names}).")
