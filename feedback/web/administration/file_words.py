"""Why a file cannot be read, in the reader's language: file, place, reason."""

from __future__ import annotations

import re

from feedback.services.refusals import _
from feedback.web.administration.known_sentences import KnownSentences

REASONS = KnownSentences(
    (
        _("the Bundle holds no Questionnaire."),
        _("this is no FHIR resource: 'resourceType' is missing."),
        _("this is a FHIR %(name)s; a Questionnaire is needed."),
        _("items lie more than %(number)s levels deep."),
        _("this is a FHIR %(version)s Questionnaire (%(sign)s); R4 is needed."),
        _("this is a FHIR %(version)s Questionnaire; R4 is needed."),
        _("the Bundle holds two questionnaires in %(name)s; import one at a time."),
        _("the Bundle holds different questionnaires; import one at a time."),
        _("'linkId' is missing."),
        _("'type' is missing."),
        _("the linkId is used more than once."),
        _("the questionnaire has no items."),
        _("the questionnaire is nested too deeply."),
        _("the questionnaire has an unexpected shape (%(reason)s)."),
        _("no question is left that can be asked."),
        _("%(name)s must be a list of objects."),
        _("%(name)s must be an object."),
        _("%(name)s must be a text."),
        _("%(name)s must be true or false."),
        _("not valid JSON (%(reason)s)."),
        _("the content is nested too deeply."),
        _("a JSON object is needed; this is something else."),
        _("the file is larger than %(number)s MB."),
        _("the file is not text in UTF-8."),
        _("the file is empty."),
        _("this is XML; a JSON file is needed."),
        _("the name %(name)s stands twice in %(place)s: only one of them can be meant."),
        _("the name %(name)s stands twice: only one of them can be meant."),
        _("the number %(name)s is too long for an answer."),
        _("%(name)s is not a number in JSON."),
    )
)
PLACES = KnownSentences(
    (_("item %(name)s"), _("line %(line)s, column %(column)s"), _("byte %(number)s"), _("the questionnaire"))
)
_PLACE = re.compile(
    r"(?P<place>item .+?|line \d+, column \d+|byte \d+|the questionnaire): (?P<reason>.+)", re.DOTALL
)


def worded_refusal(sentence: str) -> str:
    """`file.json: item 'a': 'type' is missing.` with the place and the reason in words of the reader."""
    file, _colon, rest = sentence.partition(": ")
    found = _PLACE.fullmatch(rest)
    place, reason = (found["place"], found["reason"]) if found else ("", rest)
    words = REASONS.worded(reason)
    if not words:
        return sentence
    return ": ".join(filter(None, (file, PLACES.worded(place), words)))
