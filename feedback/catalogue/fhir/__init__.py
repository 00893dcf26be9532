"""FHIR R4 Questionnaires in and out. Names and peculiarities of FHIR stay inside this package."""

from feedback.catalogue.fhir.reading import Imported, read_questionnaire
from feedback.catalogue.fhir.report import ImportReport, ItemReport, Outcome

__all__ = ["ImportReport", "Imported", "ItemReport", "Outcome", "read_questionnaire"]
