"""The forms of a course: one fact each."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.web.coordination.fields import Day, choice, line
from feedback.web.words import AREAS, SETTINGS


class MilestoneForm(FlaskForm):  # type: ignore[misc]
    """The day of a milestone."""

    happened_on = Day(_("Day"), needed=_("Write the day."))


class TransferForm(FlaskForm):  # type: ignore[misc]
    """To which setting, and from which day on."""

    to_setting = choice(_("Moves to"), {setting.value: SETTINGS[setting.value] for setting in Setting})
    happened_on = Day(_("Day of the transfer"), needed=_("Write the day."))


class AreaChangeForm(FlaskForm):  # type: ignore[misc]
    """Which care pathway, and from which day on."""

    to_area = choice(_("From then on"), {area.value: AREAS[area.value] for area in CarePathwayArea})
    happened_on = Day(_("First day"), needed=_("Write the first day."))


class PauseForm(FlaskForm):  # type: ignore[misc]
    """First and last day, and why."""

    starts_on = Day(_("First day"), needed=_("Write the first day."))
    ends_on = Day(_("Last day"), needed=_("Write the last day."))
    reason = line(_("Why"), needed=_("Write why, in a few words: holiday, illness, work away from home …"))


class AreaForm(FlaskForm):  # type: ignore[misc]
    """Care pathway and setting in which the course began."""

    area = choice(
        _("Care pathway at the beginning"), {area.value: AREAS[area.value] for area in CarePathwayArea}
    )
    setting = choice(
        _("Setting at the beginning"), {setting.value: SETTINGS[setting.value] for setting in Setting}
    )


class BeginForm(AreaForm):
    """Another course."""

    area = choice(_("Care pathway"), {area.value: AREAS[area.value] for area in CarePathwayArea})

    started_on = Day(_("First attendance"), needed=_("Write the day of the first attendance."))
    is_new = BooleanField(_("It is a new course, and not the treatment before that goes on"))


class CloseForm(FlaskForm):  # type: ignore[misc]
    """The last day."""

    closed_on = Day(_("Day on which the treatment ended"), needed=_("Write the day."))


class CoordinatorForm(FlaskForm):  # type: ignore[misc]
    """Who, from which day on."""

    staff = choice(_("Coordinator"))
    starts_on = Day(_("First day"), needed=_("Write the first day."))


class EndForm(FlaskForm):  # type: ignore[misc]
    """The last day of somebody."""

    ends_on = Day(_("Last day"), needed=_("Write the last day."))
