"""FHIR R4 Questionnaires in and out. Names and peculiarities of FHIR stay inside this package."""

from feedback.catalogue.fhir.reading import Imported, read_questionnaire
from feedback.catalogue.fhir.report import ImportReport, ItemReport, Outcome
from feedback.catalogue.fhir.writing import questionnaire_to_fhir

__all__ = [
    "ImportReport",
    "Imported",
    "ItemReport",
    "Outcome",
    "questionnaire_to_fhir",
    "read_questionnaire",
]
