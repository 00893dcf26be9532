"""The plan templates that ship, checked, and which version of one is in force."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.plans.codec import template_from_plain
from feedback.catalogue.plans.limits import FILE, rules_for, shipped_limits
from feedback.catalogue.shipped import load_shipped
from feedback.domain.plan.faults import check_template
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.template import Template
from feedback.domain.plan.wording import fault_sentence

LANGUAGES = ("nb", "nn", "en")


@cache
def shipped_templates() -> tuple[Template, ...]:
    """Every template that ships, by key and date. Raises CatalogueError where one cannot be used."""
    rules = rules_for(load_shipped(), shipped_limits())
    paths = (path for path in files("feedback.catalogue.plans").iterdir() if path.name.endswith(".toml"))
    found = [
        read_template(path.read_text(encoding="utf-8"), path.name, rules)
        for path in sorted(paths, key=lambda path: path.name)
        if path.name != FILE
    ]
    return tuple(sorted(found, key=lambda template: (template.key, template.effective_from)))


def read_template(text: str, source: str, rules: Rules) -> Template:
    """The template of a TOML text, checked. Raises CatalogueError with a sentence for each thing wrong."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{source}: not readable as TOML ({error}).") from error
    template = template_from_plain(content, source)
    sentences = [fault_sentence(fault) for fault in check_template(template, rules)]
    lacking = [code for code in LANGUAGES if not template.title.get(code, "").strip()]
    if lacking:
        sentences.append(f"The title is missing in {', '.join(lacking)}. Write it.")
    if sentences:
        raise CatalogueError(f"{source}: {' '.join(sentences)}")
    return template


def find_template(templates: Iterable[Template], key: str, on: date) -> Template | None:
    """The version of a template in force on a day; before the first version, that one; None if unknown."""
    versions = [template for template in templates if template.key == key]
    in_force = [template for template in versions if template.effective_from <= on]
    if in_force:
        return max(in_force, key=lambda template: template.effective_from)
    return min(versions, key=lambda template: template.effective_from, default=None)
