"""A care pathway that hardly fits the patient's age is said once, and stored when the button is pressed again."""

from __future__ import annotations

from datetime import date

from flask import g, request
from flask_babel import gettext as _

from feedback.domain.pathway.ages import UnlikelyAge, unlikely_age
from feedback.domain.pathway.vocabulary import CarePathwayArea
from feedback.domain.people.actors import age_on
from feedback.services.refusals import Refused
from feedback.web.words import AREAS

SEEN = "age_seen"


def age_hint(area: str, born_on: date, on: date) -> str:
    """One sentence where the two hardly go together on a day; empty else."""
    age = age_on(on, born_on)
    values = {"pathway": AREAS[area], "age": age}
    match unlikely_age(CarePathwayArea(area), age):
        case UnlikelyAge.TOO_OLD:
            sentence = _(
                "%(pathway)s is for children and young people, and the patient is %(age)s years old.",
                **values,
            )
        case UnlikelyAge.TOO_YOUNG:
            sentence = _("%(pathway)s is for adults, and the patient is %(age)s years old.", **values)
        case _nothing:
            return ""
    return str(sentence)


def refuse_unseen_age(area: str, born_on: date, on: date, field: str) -> None:
    """Raises Refused once for such a pathway; the page then holds that it was seen (`age_seen`)."""
    hint = age_hint(area, born_on, on)
    if hint and request.form.get(SEEN) != area:
        g.age_asked = area
        again = _("Choose another care pathway, or press the button again if it is right.")
        raise Refused(f"{hint} {again}", field=field)


def age_seen() -> str:
    """The pathway for which the hint has been shown, for the hidden field of the form."""
    return str(g.get("age_asked") or request.form.get(SEEN, ""))
