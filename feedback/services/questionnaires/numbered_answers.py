"""The numbers of answers in the ways that forms and spreadsheets write them: "5 Hele tiden", "Hele tiden (5)".

A number in the words themselves ("1 or 2", "3 days") is not taken for the answer's number: every line must be
written alike, no number may stand twice, and the words that are left must tell the answers apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

_N, _WORDS = r"(?P<number>-?\d{1,6}(?:[.,]\d{1,4})?)", r"(?P<words>\S.*?)"
MARKED = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"{_N}\s*[=:]\s*{_WORDS}",
        rf"{_N}\t\s*{_WORDS}",
        rf"{_N}\s+[-–—]\s+{_WORDS}",
        rf"\({_N}\)\s*{_WORDS}",
        rf"{_WORDS}\s*[=:]\s*{_N}",
        rf"{_WORDS}\s*\({_N}\)",
        rf"{_WORDS}\s*\t{_N}",
        rf"{_WORDS}\s+[-–—]\s+{_N}",
    )
)
BARE = (
    re.compile(rf"(?P<number>\d{{1,2}}) +{_WORDS}", re.DOTALL),
    re.compile(rf"{_WORDS} +(?P<number>\d{{1,2}})", re.DOTALL),
)
_GOES_ON = re.compile(r"(?:[\d%+<>/-]|(?:eller|til|og|or|to|and)\b)", re.IGNORECASE)
_ENDING = 3  # letters: dag and dager, week and weeks
LONGEST = 300


def numbers_and_words(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Number and words of each line; empty where not every line has its own number in the same place."""
    if max(map(len, lines), default=0) > LONGEST:
        return []  # no answer of a form; and the patterns would take long
    for pattern in (*MARKED, *BARE):
        matches = [pattern.fullmatch(line) for line in lines]
        found = [(match["number"], match["words"]) for match in matches if match]
        if len(found) == len(lines) and _tell_apart(found) and (pattern in MARKED or _is_counted(found)):
            return found
    return []


def _tell_apart(found: Sequence[tuple[str, str]]) -> bool:
    numbers = {float(number.replace(",", ".")) for number, _words in found}
    words = [words.casefold() for _number, words in found]
    return (
        len(numbers) == len(set(words)) == len(found)
        and any(map(_has_letter, words))
        and not any(map(_GOES_ON.match, words))
    )


def _has_letter(words: str) -> bool:
    return any(letter.isalpha() for letter in words)


def _is_counted(found: Sequence[tuple[str, str]]) -> bool:
    """With nothing but a space between, the numbers are a step apart, and are no counts of days or times."""
    numbers = sorted(int(number) for number, _words in found)
    steps = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    first = [words.casefold().split()[0] for _number, words in found]
    return steps and not any(_inflected(one, other) for one, other in combinations(first, 2))


def _inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short != long and long.startswith(short) and len(long) - len(short) <= _ENDING
