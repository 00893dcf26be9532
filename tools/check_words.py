"""Fails when messages.pot is stale or a message lacks its bokmål or nynorsk words."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po
from update_words import LANGUAGES, ROOT, TEMPLATE, extract


def main() -> int:
    """Print what is wrong; 1 when something is."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "messages.pot"
        extract(fresh)
        stale = _messages(fresh) ^ _messages(TEMPLATE)
    found = [f"messages.pot is stale (run 'make messages'): {text}" for text in sorted(map(str, stale))]
    for language in LANGUAGES:
        if language != "en":
            found += [f"{language}: not translated: {text}" for text in _missing(language)]
    print("\n".join(found) or "all words are there")
    return 1 if found else 0


def _messages(path: Path) -> set[str]:
    with path.open("rb") as file:
        return {str(message.id) for message in read_po(file) if message.id}


def _missing(language: str) -> list[str]:
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    known = {str(message.id) for message in catalogue if message.id and _is_filled(message.string)}
    return sorted(_messages(TEMPLATE) - known)


def _is_filled(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
