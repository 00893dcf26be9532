"""The development of a patient, from scores and single items, for the page and the sheet alike (rule A12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.measures.change import (
    comparable,
    cutoff_statuses,
    direction,
    why_no_cutoff,
    why_no_direction,
)
from feedback.domain.measures.profile import Cutoff, Scale, ScoringProfile
from feedback.domain.measures.trend import (
    BandLimit,
    CutoffLine,
    Judgement,
    Mark,
    Measurement,
    SeriesFacts,
    Trend,
    build_trend,
)
from feedback.domain.questionnaires.answers import Answer, AnswerState
from feedback.domain.questionnaires.occurrences import Occurrence
from feedback.domain.questionnaires.questionnaire import Control, Item, Questionnaire, text_in
from feedback.persistence.tables import StoredScore
from feedback.services.answers.invite import AFTER_SESSION
from feedback.services.answers.read_feedback import ReadResponse
from feedback.services.questionnaires.score_words import (
    DIRECTIONS,
    NO_CUTOFF,
    NO_DIRECTION,
    SCORED_DIFFERENTLY,
    Translate,
    change_confidence,
    cutoff_label,
    cutoff_place,
    scale_label,
    short_why,
    source_of,
)
from feedback.services.questionnaires.scoring_profiles import profile_version
from feedback.services.refusals import _

AREAS = {"body": "health", "habits": "health", "sleep": "health", "substances": "health"}
INSTEAD = {
    AnswerState.SKIPPED: _("skipped"),
    AnswerState.IN_PERSON: _("rather in person"),
    AnswerState.NOT_APPLICABLE: _("does not apply"),
}


def make_trend(
    session: Session,
    found: Sequence[ReadResponse],
    held: Mapping[int, date],
    interpreted: bool,
    translate: Translate,
    language: str,
) -> Trend:
    """The trend over the patient's own responses; relatives' answers are never merged with them.

    `held` are the days of the points that were held, by number.
    """
    own = [read for read in found if read.source.role == "patient" and read.answers]
    scored = _Scored(session, translate, language)
    facts: dict[str, SeriesFacts] = {}
    measurements: list[Measurement] = []
    for entry, measurement in _entries(scored, own):
        if measurement.version:
            facts[entry.key] = _widened(entry, facts.get(entry.key))
            measurements.append(measurement)
        else:
            measurements.append(replace(measurement, series=_same_scale(facts, entry).key))
    marks = [Mark(day, translate(_("Point %s")) % number) for number, day in held.items()]
    return build_trend(facts.values(), measurements, marks, interpreted, scored.judge)


def _same_scale(facts: dict[str, SeriesFacts], entry: SeriesFacts) -> SeriesFacts:
    """The series that a measurement belongs to: another one where an edit gave the item another scale."""
    known = facts.setdefault(entry.key, entry)
    if (known.minimum, known.maximum) == (entry.minimum, entry.maximum):
        return known
    other = replace(entry, key=f"{entry.key}.{entry.minimum}-{entry.maximum}")
    return facts.setdefault(other.key, other)


def _widened(facts: SeriesFacts, earlier: SeriesFacts | None) -> SeriesFacts:
    """The newest facts, over a range that holds what was measured with earlier ones too."""
    if earlier is None:
        return facts
    low, high = min(facts.minimum, earlier.minimum), max(facts.maximum, earlier.maximum)
    return replace(facts, minimum=low, maximum=high)


def _entries(scored: _Scored, own: Sequence[ReadResponse]) -> Iterator[tuple[SeriesFacts, Measurement]]:
    scores = _scores(scored.session, own)
    for read in own:
        if read.response.id in scores:
            for stored in scores[read.response.id]:
                yield scored.entry(read, stored)
            continue
        for item in read.questionnaire.questions:
            if item.control is Control.SCALE and _is_followed(item):
                answer = read.answers.get(item.link_id)
                yield _item_entry(read, item, answer, scored.translate, scored.language)


def _is_followed(item: Item) -> bool:
    """Goals have series of their own; the second time of a group need not speak of the same as the last one did."""
    return not item.link_id.startswith("goal-") and not isinstance(item, Occurrence)


def _scores(session: Session, own: Sequence[ReadResponse]) -> dict[int, list[StoredScore]]:
    grouped: dict[int, list[StoredScore]] = {}
    ids = [read.response.id for read in own]
    for row in session.scalars(
        select(StoredScore).where(StoredScore.response_id.in_(ids)).order_by(StoredScore.id)
    ):
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


@dataclass(slots=True)
class _Scored:
    """The series that totals make, each with the version of the facts that it was scored with."""

    session: Session
    translate: Translate
    language: str
    names: dict[str, tuple[str, str]] = field(default_factory=dict)

    def entry(self, read: ReadResponse, stored: StoredScore) -> tuple[SeriesFacts, Measurement]:
        key = f"{read.questionnaire.key}.{stored.measure}.{stored.name}"
        self.names[key] = (stored.measure, stored.name)
        profile = profile_version(self.session, stored.measure, stored.profile_version)
        scale = profile.scale(stored.name) if profile else None
        why = short_why(stored.value, stored.why, stored.missing, self.translate)
        band = next((one for one in scale.bands if one.name == stored.band), None) if scale else None
        told = text_in(band.text, self.language) or band.name if band else stored.band
        measured = Measurement(key, read.on, stored.value, why, told, stored.profile_version)
        return self._facts(key, stored, profile, scale), measured

    def _facts(
        self, key: str, stored: StoredScore, profile: ScoringProfile | None, scale: Scale | None
    ) -> SeriesFacts:
        bare = SeriesFacts(
            key=key,
            label=scale_label(profile, stored.measure, stored.name, self.language),
            minimum=min(Decimal(0), stored.value or Decimal(0)),
            maximum=max(Decimal(1), stored.value or Decimal(0)),
            validated=True,
            group=stored.measure,
        )
        if profile is None or scale is None:
            return bare
        low, high = profile.limits_of(scale) or (bare.minimum, bare.maximum)
        change = scale.reliable_change
        return replace(
            bare,
            minimum=low,
            maximum=high,
            higher_is=scale.higher_is.value,
            cutoffs=tuple(self._line(cutoff) for cutoff in scale.cutoffs if profile.complete),
            bands=tuple(BandLimit(one.starts_at, text_in(one.text, self.language)) for one in scale.bands),
            reliable_change=change.value if change else None,
            change_confidence=change_confidence(change, self.translate) if change else "",
            reference=source_of(profile, scale, self.translate, self.language),
        )

    def _line(self, cutoff: Cutoff) -> CutoffLine:
        return CutoffLine(cutoff.value, cutoff_label(cutoff, self.translate, self.language))

    def judge(self, facts: SeriesFacts, earlier: Measurement, later: Measurement) -> Judgement:
        """Two facts, by the version that scored the later value."""
        if facts.key not in self.names:
            return Judgement()
        measure, name = self.names[facts.key]
        before = profile_version(self.session, measure, earlier.version)
        profile = profile_version(self.session, measure, later.version)
        if before is None or profile is None or not comparable(before, profile, name):
            return Judgement(self.translate(SCORED_DIFFERENTLY))
        compared = (profile, earlier.value, later.value, name)
        why = why_no_direction(*compared)
        said = NO_DIRECTION[why] if why else DIRECTIONS[direction(*compared)]
        return Judgement(self.translate(said), self._place(*compared))

    def _place(
        self, profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None, name: str
    ) -> str:
        """The cut-offs and where the totals lie, or why nothing is said of that."""
        if why := why_no_cutoff(profile, earlier, later, name):
            return self.translate(NO_CUTOFF[why])
        return "; ".join(
            cutoff_place(cutoff, status, self.translate, self.language)
            for cutoff, status in cutoff_statuses(profile, earlier, later, name)
        )
