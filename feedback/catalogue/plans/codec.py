"""A plan template as plain data and back: for the files that ship, and for those that a unit makes itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from feedback.catalogue.errors import CatalogueError
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.plan.template import Step, Template
from feedback.domain.plan.vocabulary import OfWhom, When

_CHOICES = {"of": OfWhom, "when": When, "area": CarePathwayArea, "setting": Setting}


def template_to_plain(template: Template) -> dict[str, Any]:
    """The template as dicts, lists, strings and numbers; what has its default value is left out."""
    plain = _record_to_plain(template)
    return {
        **plain,
        "effective_from": template.effective_from.isoformat(),
        "title": dict(template.title),
        "steps": [step_to_plain(step) for step in template.steps],
    }


def step_to_plain(step: Step) -> dict[str, Any]:
    """One step as strings and numbers; what has its default value is left out."""
    return _record_to_plain(step)


def step_from_plain(plain: Mapping[str, Any], source: str) -> Step:
    """The inverse of `step_to_plain`. Raises CatalogueError naming `source`."""
    return Step(**_values(Step, plain, source))


def template_from_plain(plain: Mapping[str, Any], source: str) -> Template:
    """The inverse of `template_to_plain`; a date may be a date or text. Raises CatalogueError naming `source`.

    Only the shape is checked: `domain.plan.faults.check_template` says whether it can be used.
    """
    values = _values(Template, plain, source)
    steps = values["steps"]
    if not isinstance(steps, list | tuple) or not all(isinstance(step, Mapping) for step in steps):
        raise CatalogueError(f"{source}: the steps are not a list of steps.")
    values["effective_from"] = _day(values["effective_from"], source)
    values["title"] = _title(values["title"], source)
    numbered = enumerate(steps, start=1)
    values["steps"] = tuple(step_from_plain(step, f"{source}, step {n}") for n, step in numbered)
    return Template(**values)


def _record_to_plain(record: Template | Step) -> dict[str, Any]:
    return {
        one.name: str(value) if one.name in _CHOICES else value
        for one in fields(record)
        if (value := getattr(record, one.name)) != one.default
    }


def _values(kind: type[Template] | type[Step], plain: Mapping[str, Any], source: str) -> dict[str, Any]:
    known = {one.name: one for one in fields(kind)}
    if unknown := sorted(set(plain) - set(known)):
        raise CatalogueError(f"{source}: '{unknown[0]}' is not known. Use {', '.join(known)}.")
    for name, one in known.items():
        if name not in plain and one.default is MISSING:
            raise CatalogueError(f"{source}: '{name}' is missing. Add it.")
    return {name: _value(name, str(known[name].type), value, source) for name, value in plain.items()}


def _value(name: str, kind: str, value: Any, source: str) -> Any:
    if choices := _CHOICES.get(name):
        return _one_of(choices, name, value, source)
    wanted = {"str": str, "int": int, "bool": bool}.get(kind)
    if wanted and type(value) is not wanted:
        words = {str: "text", int: "a whole number", bool: "true or false"}[wanted]
        raise CatalogueError(f"{source}: '{name}' is not {words}. Correct it.")
    if wanted is str and not value:
        raise CatalogueError(f"{source}: '{name}' is empty. Write something.")
    return value


def _one_of(choices: Any, name: str, value: object, source: str) -> Any:
    for choice in choices:
        if choice.value == value:
            return choice
    known = ", ".join(choice.value for choice in choices)
    raise CatalogueError(f"{source}: '{name}' is '{value}'. Use one of {known}.")


def _day(value: object, source: str) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CatalogueError(f"{source}: 'effective_from' is not a date. Write it as YYYY-MM-DD.") from error


def _title(value: object, source: str) -> dict[str, str]:
    is_texts = isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())
    if not isinstance(value, Mapping) or not is_texts:
        raise CatalogueError(f"{source}: the title is not one text for each language.")
    return dict(value)
