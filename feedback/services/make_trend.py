"""The development of a patient, from scores and single items, for the page and the sheet alike (rule A12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.charts.formats import shown_number
from feedback.domain.answers import Answer, AnswerState
from feedback.domain.change import CutoffStatus, Direction, cutoff_statuses, direction
from feedback.domain.profile import Cutoff, ScoringProfile
from feedback.domain.questionnaire import Control, Item, Questionnaire, text_in
from feedback.domain.trend import (
    BandLimit,
    Judge,
    Judgement,
    Mark,
    Measurement,
    SeriesFacts,
    Trend,
    build_trend,
)
from feedback.persistence.tables import EvaluationPoint, StoredScore
from feedback.services.invite import AFTER_SESSION
from feedback.services.read_feedback import ReadResponse
from feedback.services.refusals import _
from feedback.services.submit_response import profile_of

Translate = Callable[[str], str]
AREAS = {"body": "health", "habits": "health", "sleep": "health", "substances": "health"}
INSTEAD = {
    AnswerState.SKIPPED: _("skipped"),
    AnswerState.IN_PERSON: _("rather in person"),
    AnswerState.NOT_APPLICABLE: _("does not apply"),
}
DIRECTIONS = {
    Direction.RELIABLY_BETTER: _("reliably better"),
    Direction.POSSIBLY_BETTER: _("possibly better"),
    Direction.NO_RELIABLE_CHANGE: _("no reliable change"),
    Direction.POSSIBLY_WORSE: _("possibly worse"),
    Direction.RELIABLY_WORSE: _("reliably worse"),
    Direction.UNKNOWN: _("change not judged: facts are missing"),
}
CUTOFF_STATUSES = {
    CutoffStatus.BELOW: _("was and is outside the clinical range"),
    CutoffStatus.ABOVE: _("was and is in the clinical range"),
    CutoffStatus.CROSSED: _("was in the clinical range, is now outside it"),
    CutoffStatus.STARTED_BELOW: _("was outside the clinical range, is now in it"),
    CutoffStatus.UNKNOWN: _("not judged: facts are missing"),
}
GROUPS = {"men": _("men"), "women": _("women")}


def make_trend(
    session: Session,
    found: Sequence[ReadResponse],
    points: Sequence[EvaluationPoint],
    interpreted: bool,
    translate: Translate,
    language: str,
) -> Trend:
    """The trend over the patient's own responses; relatives' answers are never merged with them."""
    own = [read for read in found if read.source.role == "patient" and read.answers]
    facts: dict[str, SeriesFacts] = {}
    measurements: list[Measurement] = []
    for entry, measurement in _entries(session, own, translate, language):
        known = _same_scale(facts, entry)
        measurements.append(replace(measurement, series=known.key))
    marks = [
        Mark(point.held_on, translate(_("Point %s")) % point.number) for point in points if point.held_on
    ]
    judge = _judge(
        {read.questionnaire.profile: profile_of(read.questionnaire) for read in own}, translate, language
    )
    return build_trend(facts.values(), measurements, marks, interpreted, judge)


def _same_scale(facts: dict[str, SeriesFacts], entry: SeriesFacts) -> SeriesFacts:
    """The series that a measurement belongs to: another one where an edit gave the item another scale."""
    known = facts.setdefault(entry.key, entry)
    if (known.minimum, known.maximum) == (entry.minimum, entry.maximum):
        return known
    other = replace(entry, key=f"{entry.key}.{entry.minimum}-{entry.maximum}")
    return facts.setdefault(other.key, other)


def _entries(
    session: Session, own: Sequence[ReadResponse], translate: Translate, language: str
) -> Iterator[tuple[SeriesFacts, Measurement]]:
    scores = _scores(session, own)
    for read in own:
        profile = profile_of(read.questionnaire)
        if profile is not None:
            for stored in scores.get(read.response.id, ()):
                yield _score_entry(read, profile, stored, translate, language)
            continue
        for item in read.questionnaire.questions:
            if item.control is Control.SCALE and not item.link_id.startswith("goal-"):
                yield _item_entry(read, item, read.answers.get(item.link_id), translate, language)


def _scores(session: Session, own: Sequence[ReadResponse]) -> dict[int, list[StoredScore]]:
    grouped: dict[int, list[StoredScore]] = {}
    ids = [read.response.id for read in own if read.questionnaire.profile]
    if not ids:
        return grouped
    for row in session.scalars(select(StoredScore).where(StoredScore.response_id.in_(ids))):
        grouped.setdefault(row.response_id, []).append(row)
    return grouped


def _item_entry(
    read: ReadResponse, item: Item, answer: Answer | None, translate: Translate, language: str
) -> tuple[SeriesFacts, Measurement]:
    questionnaire = read.questionnaire
    facts = SeriesFacts(
        key=f"{questionnaire.key}.{item.link_id}",
        label=text_in(item.text, language),
        minimum=item.minimum or Decimal(0),
        maximum=item.maximum or Decimal(10),
        low_label=text_in(item.low_label, language),
        high_label=text_in(item.high_label, language),
        group=text_in(questionnaire.title, language),
        area=_area(questionnaire, item),
    )
    value = answer.value if answer else None
    number = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None
    why = "" if number is not None else translate(_instead(answer))
    return facts, Measurement(facts.key, read.on, number, why)


def _instead(answer: Answer | None) -> str:
    return INSTEAD.get(answer.state, _("not answered")) if answer else _("not answered")


def _area(questionnaire: Questionnaire, item: Item) -> str:
    return "work-together" if questionnaire.key in AFTER_SESSION else AREAS.get(item.link_id, "change")


def _score_entry(
    read: ReadResponse, profile: ScoringProfile, stored: StoredScore, translate: Translate, language: str
) -> tuple[SeriesFacts, Measurement]:
    key = f"{read.questionnaire.key}.{stored.measure}.{stored.name}"
    low, high = profile.limits or (Decimal(0), Decimal(1))
    change = profile.reliable_change
    facts = SeriesFacts(
        key=key,
        label=stored.measure if stored.name == "total" else f"{stored.measure} {stored.name}",
        minimum=low,
        maximum=high,
        higher_is=profile.higher_is.value,
        validated=True,
        group=stored.measure,
        cutoff=profile.cutoffs[0].value if len(profile.cutoffs) == 1 else None,
        bands=tuple(BandLimit(band.starts_at, text_in(band.text, language)) for band in profile.bands),
        reliable_change=change.value if change else None,
        change_confidence=f"{change.confidence} %" if change and change.confidence else "",
        reference=source_of(profile, translate, language),
    )
    band = next((band for band in profile.bands if band.name == stored.band), None)
    why = "" if stored.value is not None else translate(_("not calculated (%s missing)")) % stored.missing
    name = text_in(band.text, language) if band else ""
    return facts, Measurement(key, read.on, stored.value, why, name)


def _judge(known: Mapping[str, ScoringProfile | None], translate: Translate, language: str) -> Judge:
    def judge(facts: SeriesFacts, earlier: Decimal, later: Decimal) -> Judgement:
        profile = known.get(facts.group)
        if profile is None:
            return Judgement()
        found = cutoff_statuses(profile, earlier, later)
        places = [_place(cutoff, status, translate, language) for cutoff, status in found]
        said = "; ".join(places) or translate(_("no cut-off is known"))
        return Judgement(translate(DIRECTIONS[direction(profile, earlier, later)]), said)

    return judge


def _place(cutoff: Cutoff, status: CutoffStatus, translate: Translate, language: str) -> str:
    """One cut-off and where the totals lie; where it differs by sex, every one is told (sex is not recorded)."""
    group = f" ({translate(GROUPS[cutoff.group])})" if cutoff.group else ""
    values = {
        "value": shown_number(cutoff.value, language) + group,
        "status": translate(CUTOFF_STATUSES[status]),
    }
    return translate(_("cut-off %(value)s: %(status)s")) % values


def source_of(profile: ScoringProfile, translate: Translate, language: str) -> str:
    """Where bands, cut-off and reliable change come from, with value and confidence (rule A6)."""
    told, change = f"{profile.name}: {profile.reference or profile.source}", profile.reliable_change
    if change is None:
        return told
    sure = f"{change.confidence} %" if change.confidence else translate(_("confidence not stated"))
    values = {
        "value": shown_number(change.value, language),
        "source": ", ".join(filter(None, (sure, change.reference))),
    }
    return f"{told}; " + translate(_("reliable change %(value)s (%(source)s)")) % values
