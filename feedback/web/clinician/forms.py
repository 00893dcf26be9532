"""What a clinician writes on the patient's pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

LONGEST = 4000


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """What came of a response."""

    kind = StringField()
    text = TextAreaField(validators=[Length(max=LONGEST)])


class DoneForm(FlaskForm):  # type: ignore[misc]
    """What was done about a critical answer."""

    done = TextAreaField(validators=[Length(max=LONGEST)])
