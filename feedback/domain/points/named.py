"""Who is meant by a name that was written at a point: names are free text, and nobody is guessed (rule A9)."""

from __future__ import annotations

import re
from collections.abc import Iterable

BESIDE = re.compile(r"\([^)]*\)")  # "Per (brother)"
BETWEEN = re.compile(r"[,;/+&]|\b(?:og|and|samt|med|with)\b", re.IGNORECASE)


def same_name(written: str, name: str) -> bool:
    """Whether two names are one, whatever the capitals and the spaces."""
    return _plain(written) == _plain(name) != ""


def is_named(who: str, name: str, others: Iterable[str]) -> bool:
    """Whether `who` does something by these words: the whole name, or the first name where nobody else around bears it.

    Somebody who has the whole name in common with another is never meant.
    """
    whole, around = _plain(name), {_plain(other) for other in others}
    first = whole.partition(" ")[0]
    if not whole or whole in around:
        return False
    alone = all(other.partition(" ")[0] != first for other in around)
    return any(part == whole or (alone and part == first) for part in _parts(who))


def _parts(who: str) -> list[str]:
    return [_plain(part) for part in BETWEEN.split(BESIDE.sub(" ", who))]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
