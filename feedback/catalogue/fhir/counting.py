"""What a recognised measure makes of the items of a file: which count, and which are turned round."""

from __future__ import annotations

from feedback.catalogue.fhir.source import Source
from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.reversal import AS_PRINTED, Verdict
from feedback.domain.measures.scoring import are_by_place
from feedback.domain.measures.turning import unsettled
from feedback.domain.questionnaires.questionnaire import Questionnaire

TURNED = "its scores are reversed in the file already: they are not turned round again"
NOT_KNOWN = (
    "it counts the other way round, and its words do not show whether the file has turned its scores: they are "
    "turned"
)


def report_counting(profile: ScoringProfile, built: Questionnaire, source: Source) -> None:
    """Ask for a yes wherever only the order of items, or only words, say what counts."""
    if are_by_place(profile, built):
        count, found = profile.item_count, len(built.numeric)
        source.recorder.note(
            f"Of its {found} questions with scores the first {count} count as {profile.name}."
        )
        source.recorder.changes_meaning = True
    for item, verdict in unsettled(profile, built):
        if verdict != AS_PRINTED:
            source.recorder.approximated(item.link_id, _why(verdict), meaning=True)


def _why(verdict: Verdict) -> str:
    return TURNED if verdict.turned else NOT_KNOWN
