"""A code of a code system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Coding:
    """For example LOINC 44249-1. `display` holds the code system's own words by language, which nobody is shown."""

    code: str
    system: str = ""
    display: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
