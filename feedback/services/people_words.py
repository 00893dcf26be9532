"""What people are called on the sheet and on the screen: roles, and what relatives are to the patient."""

from __future__ import annotations

from feedback.services.refusals import _

RELATIONSHIPS = {
    "parent": _("parent"),
    "partner": _("partner"),
    "sibling": _("sibling"),
    "child": _("child"),
    "friend": _("friend"),
    "other": _("relative"),
}
TAKING_PART = {"patient": _("patient"), "clinician": _("clinician"), **RELATIONSHIPS}
