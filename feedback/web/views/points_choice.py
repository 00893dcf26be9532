"""What a relative sees of the evaluation points, to tick: by the patient, or by staff as the patient says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from feedback.domain.people.actors import SEE_COPY, SEE_MEETING, SEE_STEPS
from feedback.web.coordination.fields import Day

if TYPE_CHECKING:
    from feedback.services.patients.read_registration import ListedRelative

FIELDS = {"meeting": SEE_MEETING, "copy": SEE_COPY, "steps": SEE_STEPS}


class PointsForm(FlaskForm):  # type: ignore[misc]
    """Three choices, each by itself, and until when they hold."""

    meeting = BooleanField(_("When the meeting for an evaluation point is"))
    copy = BooleanField(_("The sheets of which it is decided that they get a copy"))
    steps = BooleanField(_("What is agreed that they do: the steps with their name"))
    until = Day(_("The consent ends on (empty: until it is withdrawn)"))

    @property
    def wanted(self) -> tuple[str, ...]:
        """The scopes that are ticked."""
        return tuple(scope for name, scope in FIELDS.items() if self[name].data)


def chosen(relative: ListedRelative) -> Mapping[str, object]:
    """The form as it stands now for this relative."""
    given = relative.of_points
    ends = next((one.ends_on for one in given.values()), None)
    return {**{name: scope in given for name, scope in FIELDS.items()}, "until": ends}
