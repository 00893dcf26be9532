"""Files that are almost right: whatever is changed in one, it is read with a whole report or refused with one
sentence; what was read can be settled, stored, written out and read again as the same set."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.catalogue.codec import from_plain, to_plain
from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir import questionnaire_to_fhir, read_questionnaire, write_json
from feedback.domain.questionnaires.questionnaire import Item
from feedback.domain.questionnaires.settling import settle

FOLDER = Path(__file__).parents[2] / "definitions"
FILES = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
JUNK: list[Any] = [
    None, True, False, 0, -1, 10**17, 0.1, "", " ", "x", "\0", "\ud800", "<script>alert(1)</script>", "a&lt;b>c",
    "2026-13-45", "2026", "=", "exists", "group", "display", "choice", "quantity", "attachment", "#x", "%a.b", "**x**",
    [], {}, [[]], [None], {"extension": [{}]}, [{"linkId": "new", "type": "string"}], {"value": 1}, ["Patient"],
]  # fmt: skip
Place = tuple[Any, Any]


def _places(content: Any) -> Iterator[Place]:
    """Every place in the file: what holds it, and its name or number there."""
    entries = content.items() if isinstance(content, dict) else enumerate(content)
    for name, inside in list(entries):
        yield content, name
        if isinstance(inside, (dict, list)):
            yield from _places(inside)


def _changed(content: Any, where: int, how: int) -> None:
    places = list(_places(content))
    holder, name = places[where % len(places)]
    other_holder, other_name = places[how % len(places)]
    kinds = len(JUNK) + 2
    if how % kinds < len(JUNK):
        holder[name] = copy.deepcopy(JUNK[how % kinds])
    elif how % kinds == len(JUNK):
        holder[name] = copy.deepcopy(other_holder[other_name])
    elif isinstance(holder, dict):
        holder[f"{name}X"] = holder.pop(name)
    else:
        holder.insert(0, holder[name])


def _link_ids(content: Any) -> Iterator[str]:
    """Of the questionnaires in the file, other resources of a Bundle left out."""
    resources = [entry["resource"] for entry in content.get("entry") or () if entry.get("resource")]
    for resource in (content, *resources):
        if resource.get("resourceType") == "Questionnaire":
            yield from _below(resource)


def _below(element: Any) -> Iterator[str]:
    for item in element.get("item") or ():
        yield item["linkId"].replace("\0", "").replace("\ud800", "\ufffd")
        yield from _below(item)


def _texts(item: Item) -> Iterator[str]:
    for texts in (item.text, item.help, item.low_label, item.high_label, *(one.text for one in item.options)):
        yield from texts.values()


def _check_refusal(said: str) -> None:
    assert said.startswith("file.json: ")
    assert "\n" not in said
    assert "unexpected shape" not in said  # every shape is expected, and named


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=4),
)
def test_a_changed_file_is_read_wholly_or_refused(file: Any, changes: list[tuple[int, int]]) -> None:
    content = copy.deepcopy(file)
    for where, how in changes:
        _changed(content, where, how)
    try:
        found = read_questionnaire(json.dumps(content).encode(), "file.json")
    except CatalogueError as error:
        _check_refusal(str(error))
        return
    assert {entry.link_id for entry in found.report.items} == set(_link_ids(content))
    questionnaire = found.questionnaire
    assert not any(
        "<script" in text or "\0" in text for item in questionnaire.walk() for text in _texts(item)
    )
    settle(questionnaire, {})
    stored = json.loads(json.dumps(to_plain(questionnaire), ensure_ascii=False).encode())
    assert from_plain(stored) == questionnaire
    again = read_questionnaire(write_json(questionnaire_to_fhir(questionnaire)).encode(), "again")
    assert again.questionnaire == questionnaire
