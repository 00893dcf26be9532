"""Ratings and words of goals as forms send them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from feedback.domain.goals.rules import HIGHEST_RATING, is_rating
from feedback.services.refusals import Refused, _

NOT_SAY = "~not-say"
_NUMBER = re.compile(r"[0-9]{1,3}")


def sent_ratings(form: Mapping[str, str], prefix: str) -> Iterator[tuple[tuple[int, ...], int | None]]:
    """Every field `prefix-7` or `prefix-7-3` that was filled in: the numbers in its name, and the rating or None
    for somebody who would rather not say. Raises Refused with the field for anything else."""
    pattern = re.compile(rf"{prefix}((?:-[0-9]{{1,9}})+)")
    for name, text in form.items():
        found = pattern.fullmatch(name)
        if found and text:
            yield tuple(map(int, found[1][1:].split("-"))), _rating(text.strip(), name)


def _rating(text: str, field: str) -> int | None:
    if text == NOT_SAY:
        return None
    if not _NUMBER.fullmatch(text) or not is_rating(int(text)):
        raise Refused(_("Choose a number from 0 to %(highest)s."), field=field, highest=HIGHEST_RATING)
    return int(text)
