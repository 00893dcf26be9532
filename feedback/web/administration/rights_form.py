"""The form for the rights to the words of a question set."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length

from feedback.catalogue.fhir.texts import plain
from feedback.domain.questionnaires.rights import Rights
from feedback.web.coordination.fields import Day, line

LONGEST_TERMS = 2000
TOO_LONG = _("Write at most %(most)s characters.", most=LONGEST_TERMS)


class RightsForm(FlaskForm):  # type: ignore[misc]
    """On which terms the words may be used, whose they are, where that was read, and what must be printed."""

    licence = StringField(
        _("Terms on which the words may be used"), [Length(max=LONGEST_TERMS, message=TOO_LONG)]
    )
    owner = line(_("Who owns the words"))
    source = line(_("Where you found the words"))
    read_on = Day(_("Day on which you read the terms"))
    attribution = TextAreaField(
        _("Text that must be shown with the questions"), [Length(max=LONGEST_TERMS, message=TOO_LONG)]
    )

    def stated(self) -> Rights:
        """What the form says."""
        return Rights(
            licence=plain(self.licence.data or ""),
            owner=plain(self.owner.data or ""),
            source=plain(self.source.data or ""),
            read_on=self.read_on.data,
            attribution=plain(self.attribution.data or ""),
        )


class PublishForm(RightsForm):
    """What the file does not state about the rights, and the yes to what the import changed."""

    accepted = BooleanField(_("Yes, I have read what changed its meaning and accept it"))
