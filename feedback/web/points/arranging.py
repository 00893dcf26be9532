"""What is noted of a point that waits, by clinician and coordinator alike: when one meets, and why it is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.hold_evaluation import note_late_reason
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.forms import show_refusal

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint
    from feedback.web.clinician.point.point_forms import LateForm, MeetingForm


def keep_meeting(point: EvaluationPoint, form: MeetingForm) -> bool:
    """Note when one has agreed to meet, or that it is no longer agreed; False where the form has to be shown again."""
    session, actor, now = current.session(), current.actor(), current.now()
    try:
        if request.form.get("do") == "remove":
            agree_meeting(session, actor, point, None, now)
            return True
        if form.validate():
            agree_meeting(session, actor, point, form.instant(), now)
            return True
        current.undo()
    except Refused as refused:
        show_refusal(form, refused)
    return False


def keep_reason(point: EvaluationPoint, form: LateForm) -> bool:
    """Note why the point has not been held yet; False where the form has to be shown again."""
    try:
        if form.validate():
            note_late_reason(current.session(), current.actor(), point, form.reason, current.now())
            return True
        current.undo()
    except Refused as refused:
        show_refusal(form, refused)
    return False
