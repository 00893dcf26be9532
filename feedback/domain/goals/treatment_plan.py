"""The treatment plan as plain data: what stands in a version, and what changed since the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from feedback.domain.goals.agreed_step import AgreedStep, step_from_plain, step_to_plain

PLAN_PARTS = ("work-on", "do", "difficult", "people")
LONGEST_PART = 4000  # characters
LONGEST_LINE = 200
MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class PlanContent:
    """One version. `parts` holds what is written of `PLAN_PARTS`; `goals` are the keys of the goals at that time,
    whose words never change."""

    parts: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[AgreedStep, ...] = ()
    goals: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written; goals alone are no plan."""
        return not self.steps and not any(self.parts.values())


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words that are `same`, `removed` or `added`."""

    kind: str
    words: str


def plan_to_plain(content: PlanContent) -> dict[str, Any]:
    """The content as JSON-ready data; see `plan_from_plain`."""
    return {
        "parts": {part: content.parts[part] for part in PLAN_PARTS if content.parts.get(part)},
        "steps": list(map(step_to_plain, content.steps)),
        "goals": list(content.goals),
    }


def plan_from_plain(plain: Mapping[str, Any]) -> PlanContent:
    """The inverse of `plan_to_plain`. Raises KeyError, ValueError on data of another shape."""
    steps = map(step_from_plain, plain["steps"])
    return PlanContent(dict(plain["parts"]), tuple(steps), tuple(plain["goals"]))


def what_changed(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word by word, lines kept: what stayed, what went and what came, in reading order."""
    old, new = _words(before), _words(after)
    found = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[start:end])))
            continue
        found += [
            Piece(name, "".join(words))
            for name, words in (("removed", old[start:end]), ("added", new[new_start:new_end]))
            if words
        ]
    return tuple(found)


def steps_gone_and_new(
    before: Sequence[AgreedStep], after: Sequence[AgreedStep]
) -> tuple[tuple[AgreedStep, ...], tuple[AgreedStep, ...]]:
    """The steps that stand in one version alone: those that went, those that came."""
    return tuple(_missing(before, after)), tuple(_missing(after, before))


def _missing(these: Sequence[AgreedStep], others: Sequence[AgreedStep]) -> Iterator[AgreedStep]:
    return (step for step in these if step not in others)


def _words(text: str) -> list[str]:
    """Words, each with the space before it."""
    return re.findall(r"\s*\S+|\s+\Z", text)
