"""Sentences that come in English from where no language is known, recognised and put in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import gettext

_FIELD = re.compile(r"%\((\w+)\)s")


class KnownSentences:
    """Messages with named fields, as translators see them."""

    def __init__(self, messages: Iterable[str]) -> None:
        """The longest comes first: the most particular message is meant."""
        self.patterns = {message: _pattern(message) for message in sorted(messages, key=len, reverse=True)}

    def __contains__(self, sentence: str) -> bool:
        return any(pattern.fullmatch(sentence) for pattern in self.patterns.values())

    def worded(self, sentence: str) -> str:
        """The sentence in the reader's language; empty where it is not known."""
        for message, pattern in self.patterns.items():
            if found := pattern.fullmatch(sentence):
                return str(gettext(message) % found.groupdict())
        return ""


def _pattern(message: str) -> re.Pattern[str]:
    parts = re.split(r"(%\(\w+\)s)", message)
    return re.compile("".join(map(_part, parts)), re.DOTALL)


def _part(part: str) -> str:
    field = _FIELD.fullmatch(part)
    return f"(?P<{field[1]}>[^;]*?)" if field else re.escape(part)
