"""What a part of a calculated expression leads to, while it is read."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.domain.questionnaires.questionnaire import CalculationKind


class OtherShapeError(Exception):
    """The expression is none of the shapes that become a rule of ours."""


@dataclass(frozen=True, slots=True)
class Items:
    """Items of the file that a path leads to, or (`answers`) their answers, or (`scored`) the scores of these.

    `named`: each by its link id. Of others only those that have scores are added up: the rest has none.
    """

    link_ids: tuple[str, ...]
    answers: bool = False
    options: bool = False
    scored: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """What is reckoned from the answers to these items."""

    kind: CalculationKind
    link_ids: tuple[str, ...]


Meaning = Items | Total
TOP = Items(("",))
