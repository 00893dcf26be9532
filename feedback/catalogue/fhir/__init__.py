"""FHIR R4 Questionnaires in and out. Names and peculiarities of FHIR stay inside this package."""

from feedback.catalogue.fhir.exact_json import write_json
from feedback.catalogue.fhir.reading import Imported, read_questionnaire
from feedback.catalogue.fhir.report import ImportReport, ItemReport, Outcome
from feedback.catalogue.fhir.writing.questionnaire import questionnaire_to_fhir
from feedback.catalogue.fhir.writing.response import ResponseFacts, StoredTotal, Who, response_to_fhir

__all__ = [
    "ImportReport",
    "Imported",
    "ItemReport",
    "Outcome",
    "ResponseFacts",
    "StoredTotal",
    "Who",
    "questionnaire_to_fhir",
    "read_questionnaire",
    "response_to_fhir",
    "write_json",
]
