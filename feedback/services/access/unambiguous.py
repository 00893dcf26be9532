"""Codes that are read from paper and typed on a phone."""

from __future__ import annotations

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else on paper


def letters(count: int) -> str:
    """Random letters and digits, 4.95 bits each."""
    return "".join(secrets.choice(ALPHABET) for _place in range(count))


def in_groups(groups: int, length: int) -> str:
    """Such letters in groups with dashes between."""
    return "-".join(letters(length) for _group in range(groups))


def typed(code: str) -> str:
    """A code as somebody types it, without what does not matter: spaces, dashes, capital letters."""
    return "".join(code.split()).replace("-", "").lower()
