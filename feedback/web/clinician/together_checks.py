"""What is asked about on the page of a heading before it is saved: who took part, and the patient's yes to a copy."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.domain.points.evaluation_record import Record, without_consent
from feedback.domain.points.sheet import Heading
from feedback.services.points.check_days import needs_yes
from feedback.services.refusals import Refused, _
from feedback.web.clinician.together_form import PointForm

ONWARDS = ("next", "hold", "finish")  # one goes on from the page, and what stands there counts


def check_page(form: PointForm, typed: Record, wanted: Sequence[Heading], action: str) -> None:
    """Raises Refused with the field at fault."""
    if Heading.TOOK_PART not in wanted:
        return
    if form.people.entries and not typed.took_part:
        message = _("Nobody took part, as it stands here. Choose how at least one person did.")
        raise Refused(message, field=form.people[0].form.presence.name)
    if action in ONWARDS:
        _check_copies(form, typed)


def _check_copies(form: PointForm, typed: Record) -> None:
    missing = {copy.name: copy for copy in without_consent(typed)}
    for row in form.copies:
        if copy := missing.get((row.form.name.data or "").strip()):
            raise needs_yes(copy, row.form.agreed.name)
