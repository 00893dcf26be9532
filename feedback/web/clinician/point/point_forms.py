"""The small forms of a point's page: when one meets, why it is late, and a clinician's own preparation."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from feedback.domain.calendar import instant_of
from feedback.domain.points.evaluation_point import LateReason
from feedback.domain.points.preparation import MOST_TOPICS, Prepared
from feedback.services.refusals import Refused
from feedback.web.clinician.together.form import LINE, TEXT, CodeField
from feedback.web.coordination.fields import Clock, Day
from feedback.web.words import LATE_REASONS

TOPICS = tuple(f"topic_{place}" for place in range(1, MOST_TOPICS + 1))


class MeetingForm(FlaskForm):  # type: ignore[misc]
    """When one meets, by the clock in Norway."""

    day = Day(_("Day"), needed=_("Write the day."))
    clock = Clock(_("Time"), needed=_("Write the time."))

    def instant(self) -> datetime:
        """The instant. Raises Refused for the hour that summer time skips."""
        try:
            return instant_of(datetime.combine(self.day.data, self.clock.data))
        except ValueError as error:
            message = _("The clock skips this time on the night to summer time.")
            raise Refused(str(message), field="clock") from error


class LateForm(FlaskForm):  # type: ignore[misc]
    """Why a point is held, or will be held, after its recommended day."""

    late_reason = CodeField(LATE_REASONS.items())
    late_words = StringField(validators=LINE)

    @property
    def reason(self) -> str:
        return reason_of(self.late_reason.data, self.late_words.data)


class PreparationForm(FlaskForm):  # type: ignore[misc]
    """What a clinician wants to bring up."""

    seen = TextAreaField(validators=TEXT)
    proposal = TextAreaField(validators=TEXT)

    @property
    def prepared(self) -> Prepared:
        topics = ((self[name].data or "").strip() for name in TOPICS)
        return Prepared(
            tuple(filter(None, topics)), (self.seen.data or "").strip(), (self.proposal.data or "").strip()
        )


for _name in TOPICS:
    setattr(PreparationForm, _name, StringField(validators=LINE))


def reason_of(code: str | None, words: str | None) -> str:
    """A reason as it is stored: the code, with own words after a colon. Own words alone are another reason."""
    said = (words or "").strip()
    return f"{code or LateReason.OTHER}: {said}" if said else code or ""


def preparation_form(prepared: Prepared) -> PreparationForm:
    """The form with what was written, or with what was sent just now."""
    topics = dict(zip(TOPICS, prepared.topics, strict=False))
    return PreparationForm(data={**topics, "seen": prepared.seen, "proposal": prepared.proposal})
