"""How a scored set counts, question by question: shown wherever somebody answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import request
from flask_babel import gettext

from feedback.charts.formats import shown_number
from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.scoring import scored_items
from feedback.domain.measures.turning import with_turned
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire, text_in
from feedback.services.questionnaires.scoring_profiles import profile_for
from feedback.web import current
from feedback.web.administration.answer_numbers import numbered
from feedback.web.languages import chosen

SEEN = "turned-seen"  # sent with the boxes: none of them ticked is an answer, too


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One question that counts: its `place` in the measure, its answers with the numbers of the set, and with those
    that count where the measure turns it round."""

    place: int
    link_id: str
    text: str
    answers: str
    counted: str
    is_reversed: bool
    turned: bool
    notes: str


def counted_rows(questionnaire: Questionnaire) -> list[CountedRow]:
    """The questions that count, in the order of the measure; nothing where no measure fits."""
    profile = profile_for(current.session(), questionnaire)
    items = scored_items(profile, questionnaire) if profile else ()
    return [_row(profile, place, item) for place, item in enumerate(items, start=1)] if profile else []


def ticked(questionnaire: Questionnaire) -> dict[str, bool]:
    """What was ticked about its reversed questions, by link id; nothing where the page did not ask."""
    if SEEN not in request.form:
        return {}
    turned = set(request.form.getlist("turned"))
    asked = (row.link_id for row in counted_rows(questionnaire) if row.is_reversed)
    return {link_id: link_id in turned for link_id in asked}


def with_boxes(questionnaire: Questionnaire) -> Questionnaire:
    """The set with what was ticked."""
    return with_turned(questionnaire, ticked(questionnaire))


def _row(profile: ScoringProfile, place: int, item: Item) -> CountedRow:
    permitted = profile.numbers.get(place, ())
    is_reversed = place in profile.reversed_items and bool(permitted)
    turns = is_reversed and not item.turned
    ends = permitted[0] + permitted[-1] if turns else None
    return CountedRow(
        place=place,
        link_id=item.link_id,
        text=text_in(item.text, chosen()) or item.link_id,
        answers=" · ".join(_numbered(item)),
        counted=" · ".join(_numbered(item, ends)) if turns else "",
        is_reversed=is_reversed,
        turned=bool(item.turned),
        notes=", ".join(_notes(profile, place, item, is_reversed)),
    )


def _numbered(item: Item, ends: Decimal | None = None) -> Iterator[str]:
    if not item.options and item.minimum is not None and item.maximum is not None:
        limits = (item.minimum, item.maximum) if ends is None else (ends - item.minimum, ends - item.maximum)
        yield "–".join(shown_number(Decimal(limit), chosen()) for limit in limits)
    for option in item.options:
        if option.ordinal is not None:
            counts = option if ends is None else replace(option, ordinal=ends - option.ordinal)
            yield numbered(counts, text_in(option.text, chosen()), chosen())


def _notes(profile: ScoringProfile, place: int, item: Item, is_reversed: bool) -> Iterator[str]:
    if is_reversed:
        yield (
            gettext("turned in its own numbers already")
            if item.turned
            else gettext("counts the other way round")
        )
    if any(safety.item == place for safety in profile.safety_items or ()):
        yield gettext("safety item")
