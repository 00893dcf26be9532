"""Every sentence of the importer has words for the page in the three languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fhir_reports import reports
from test_fhir_refusals import BAD

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir import read_questionnaire
from feedback.web.administration.file_words import PLACES, REASONS
from feedback.web.administration.report_words import KNOWN, SENTENCES

TRANSLATIONS = Path(__file__).parents[3] / "translations"
SHARED = Path(__file__).parents[4] / "shared" / "questionnaires"


def test_every_reason_and_note_is_known() -> None:
    for report in reports():
        for why in (*report.notes, *(entry.why for entry in report.items if entry.why)):
            assert why in KNOWN or all(part in KNOWN for part in why.split("; ")), why


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_sentence_is_worded_with_its_fields(language: str) -> None:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        words = {message.id: message.string for message in read_po(file)}
    for sentence in (*SENTENCES, *REASONS.patterns, *PLACES.patterns):
        assert words[sentence], sentence
        assert sorted(part.split(")")[0] for part in words[sentence].split("%(")[1:]) == sorted(
            part.split(")")[0] for part in sentence.split("%(")[1:]
        ), sentence


@pytest.mark.parametrize("data", [data for data, _reason in BAD])
def test_every_refusal_is_known(data: bytes) -> None:
    with pytest.raises(CatalogueError) as raised:
        read_questionnaire(data, "file.json")
    said = str(raised.value).removeprefix("file.json: ")
    place, _colon, reason = said.rpartition(": ") if not said.startswith("this is no") else ("", "", said)
    assert reason in REASONS, said
    assert not place or place in PLACES, said
