"""Why there is no total, or how it came about, in English: for files and commands. Pages word it themselves."""

from __future__ import annotations

from feedback.domain.measures.scoring import Why

_REASONS = {
    Why.COMPLETE: "",
    Why.PRORATED: "{missing} missing: the mean of the answered items stands for them",
    Why.MISSING: "{missing} missing: more than the measure allows",
    Why.PROFILE_INCOMPLETE: "facts about the measure are lacking",
    Why.DOES_NOT_FIT: "the questions do not fit the measure",
    Why.REPEATED: "a question of the measure was answered several times: no answer is chosen for it",
}


def reason_in_words(why: Why, missing: int) -> str:
    """The reason, with how many items are `missing` where that is the reason; empty for a complete total."""
    return _REASONS[why].format(missing=missing)
