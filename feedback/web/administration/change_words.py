"""Words for what an administrator sets: fields, thresholds, and what a unit lacks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from feedback.web.administration.date_rule_words import CHOICES
from feedback.web.administration.retention_words import WHAT

THRESHOLD_LABELS = {
    "no-change-measurements": _("No reliable change: at least this many measurements"),
    "no-change-weeks": _("No reliable change: at least this many weeks"),
    "low-session": _("Low session feedback: at or below this (0–10)"),
    "falling-session": _("Falling session feedback: down by this much"),
    "no-answers-weeks": _("No answers for this many weeks"),
    "goal-difference": _("Goal ratings that differ by this much between people"),
}
FIELDS = {
    "name": _("Name"),
    "service_name": _("Service name"),
    "phone": _("Telephone"),
    "link_second": _("After a link is opened, ask for"),
    "languages": _("Languages"),
    "language": _("Language"),
    "contact": _("Number to call"),
    "interpretation": _("Interpretation confirmed by"),
    "closed": _("Closed"),
    "plan": _("Collection plan"),
    "weekly-items": _("Questions for one person in a week, at most"),
    "welcome nb": _("Welcome, bokmål"),
    "welcome nn": _("Welcome, nynorsk"),
    "welcome en": _("Welcome, English"),
    "disabled": _("Account disabled"),
    "app": _("App for codes reset"),
    "password": _("One-time password made"),
    "work clinician": _("Work as clinician"),
    "work coordinator": _("Work as coordinator"),
    "work leader": _("Work as leader"),
    "work administrator": _("Work as administrator"),
    **{f"retention {key}": _("Days kept: %(what)s", what=words) for key, words in WHAT.items()},
    "interval": _("Own interval"),
    **{f"choice {key}": words for key, words in CHOICES.items()},
    **{f"threshold {key}": words for key, words in THRESHOLD_LABELS.items()},
    "code feedback-gone-through": _("Code: feedback gone through"),
    "code plan-made-together": _("Code: plan made together"),
    "code evaluation-held": _("Code: evaluation held"),
    "code relatives-involved": _("Code: relatives involved"),
}
LINK_SECOND_WORDS = {
    "code": _("a code from the clinic"),
    "birth-date": _("the patient's birth date"),
    "none": _("nothing"),
}
MISSING = {
    "clinician": _("No clinician works here."),
    "coordinator": _("No coordinator works here."),
    "phone": _("No telephone number."),
    "contact": _("No number of its own to call in a crisis. The national numbers are shown."),
    "welcome": _("No words of welcome in every language that it offers."),
    "link_second": _("Links ask for nothing: whoever holds one can answer."),
    "interpretation": _(
        "Bands, marks of change and signals are off: nobody has confirmed what they are used for."
    ),
    "process_codes": _("Codes are missing for what is registered: the list for reporting has empty cells."),
}
WHERE = {
    "clinician": "colleagues.all_staff",
    "coordinator": "colleagues.all_staff",
    "phone": "unit_settings.facts",
    "contact": "unit_settings.contacts",
    "welcome": "unit_settings.welcome",
    "link_second": "unit_settings.facts",
    "interpretation": "unit_settings.interpretation",
    "process_codes": "process_codes.of_unit",
}
