"""What makes a password too weak. Long is what counts; the rest refuses what everybody tries first."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

SHORTEST, LONGEST = 12, 200
FEWEST_CHARACTERS = 5
# What remains of a password without digits and signs, once or repeated, is none of these.
FIRST_TRIED = """
    abc abcdef abcdefgh abcdefghijkl admin administrator behandler dragon fotball football hei hemmelig hemmeleg
    hjelp høst haust iloveyou klinikk letmein login master monkey norge noreg pass passord passw passwd password
    pålogging qazwsx qwerty qwertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm samsyn secret sommar sommer spring
    summer sykehus sjukehus test tester testing trustno vinter velkomen velkommen vår welcome winter
"""
COMMON = frozenset(FIRST_TRIED.split())


def normal(password: str) -> str:
    """The same password from every keyboard: æ, ø and å may be written as one sign or as two."""
    return unicodedata.normalize("NFC", password)


def is_too_short(password: str) -> bool:
    return len(normal(password)) < SHORTEST


def is_too_easy(password: str, sign_in_name: str) -> bool:
    """Whether it is among the first that anybody would try."""
    plain = normal(password).lower()
    letters = _letters(plain)
    if len(set(plain)) < FEWEST_CHARACTERS or not letters:
        return True
    first_tried = COMMON | {_letters(normal(sign_in_name).lower())} - {""}
    return any(letters == word * (len(letters) // len(word)) for word in first_tried) or _runs(plain)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text)


def _runs(text: str) -> bool:
    """Whether it goes through the alphabet or the digits, one after the other."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})
