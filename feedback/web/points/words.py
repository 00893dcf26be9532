"""Words for what is missing at a point, for what was done, and for which points are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from feedback.domain.points.overview import Missing
from feedback.domain.points.process import ProcessKind
from feedback.services.points.overview.find_points import Shown

MISSING = {
    Missing.NO_DECISION: _("No decision recorded"),
    Missing.NOT_PLANNED: _("No next point planned"),
    Missing.NO_REASON: _("Day passed, no reason noted"),
    Missing.NOT_PREPARED: _("The patient has not prepared"),
    Missing.NOT_MEASURED: _("No measure since the last point"),
    Missing.PATIENT_NOT_RATED: _("The patient has not said how near the goals are"),
    Missing.CLINICIAN_NOT_RATED: _("The clinician has not said how near the goals are"),
    Missing.RELATIVES_NOT_RATED: _("A relative who sees the goals has not said how near they are"),
    Missing.RELATIVES_NOT_ASKED: _("Relative not asked"),
    Missing.RELATIVES_SILENT: _("Relative asked, no answer yet"),
    Missing.OBJECTED: _("The patient says that it was not like that"),
    Missing.NOT_CONFIRMED: _("Not noted if gone through together"),
    Missing.NOT_REGISTERED: _("Done, not registered"),
}
KINDS = {
    ProcessKind.FEEDBACK_GONE_THROUGH: _("Feedback gone through with the patient"),
    ProcessKind.PLAN_MADE_TOGETHER: _("Plan made with the patient"),
    ProcessKind.EVALUATION_HELD: _("Evaluation held"),
    ProcessKind.RELATIVES_INVOLVED: _("Relatives involved"),
}
SHOWN = {
    Shown.WAITING: _("All that wait"),
    Shown.OVERDUE: _("Past the recommended day"),
    Shown.DUE: _("Open now"),
    Shown.UPCOMING: _("Upcoming"),
    Shown.UNPLANNED: _("Courses without a planned point"),
    Shown.HELD: _("Held"),
    Shown.CANCELLED: _("Cancelled"),
    Shown.ALL: _("All points"),
}
