"""The codes in the record of an evaluation point in words: for its pages, its sheet and a person's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback.domain.points.evaluation_codes import (
    AnyCode,
    Assessment,
    Outcome,
    Part,
    Presence,
    Receiver,
    Way,
)
from feedback.services.people_words import TAKING_PART
from feedback.services.questionnaires.score_words import Translate
from feedback.services.refusals import _

WORDS: Mapping[type[AnyCode], Mapping[Any, str]] = {
    Outcome: {Outcome.DONE: _("Done"), Outcome.PARTLY: _("Partly"), Outcome.NOT: _("Not done")},
    Assessment: {
        Assessment.PSYCHIATRIC: _("Mental health"),
        Assessment.SUBSTANCES: _("Alcohol and other substances"),
        Assessment.SOMATIC: _("The body (somatic)"),
        Assessment.HABITS: _("Living habits"),
    },
    Presence: {
        Presence.ROOM: _("in the room"),
        Presence.VIDEO: _("by video"),
        Presence.PHONE: _("by telephone"),
    },
    Way: {
        Way.MEETING: _("At a meeting"),
        Way.VIDEO: _("By video"),
        Way.PHONE: _("By telephone"),
        Way.PAPER: _("On paper"),
    },
    Part: {
        Part.PATIENT: TAKING_PART["patient"],
        Part.RELATIVE: TAKING_PART["other"],
        Part.CLINICIAN: TAKING_PART["clinician"],
        Part.OTHER: _("somebody else"),
    },
    Receiver: {
        Receiver.PATIENT: _("the patient"),
        Receiver.DOCTOR: _("General practitioner"),
        Receiver.REFERRER: _("Whoever referred"),
    },
}


def code_words(code: AnyCode | None, translate: Translate) -> str:
    """A code in the reader's language; empty for none."""
    return translate(WORDS[type(code)][code]) if code is not None else ""


def code_choices(codes: type[AnyCode], translate: Translate) -> list[tuple[str, str]]:
    """What can be chosen in a form: each code with its words."""
    return [(str(code), translate(words)) for code, words in WORDS[codes].items()]
