"""What an agreed step is called where a mistake in it is told away from it."""

from __future__ import annotations

from textwrap import shorten

from flask_babel import gettext

from feedback.reports.voice import Voice

LONGEST_NAME = 60


def step_name(place: int, what: str, voice: Voice) -> str:
    """Its first words in quotation marks; its number from 1 where it has none."""
    if what.strip():
        return voice.quoted(
            shorten(what, LONGEST_NAME, placeholder=" …").removeprefix("…") or f"{what[:LONGEST_NAME]} …"
        )
    numbered = gettext("step %(number)s", number=place)
    return numbered[:1].upper() + numbered[1:]
