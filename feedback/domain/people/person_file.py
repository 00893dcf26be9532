"""Everything that is held on a person, as plain data in their own language: drawn on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One thing that is held: a heading, facts as pairs of name and value, and words quoted exactly."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileSection:
    """A group of things; `note` says what the reader should know about all of them."""

    title: str
    entries: tuple[FileEntry, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonFile:
    """The whole of it."""

    service: str
    name: str
    drawn_on: date
    sections: tuple[FileSection, ...]
