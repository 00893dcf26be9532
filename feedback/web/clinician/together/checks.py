"""What is asked about on the page of a heading before it is saved: who took part, and the patient's yes to a copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_plain import step_key
from feedback.domain.points.evaluation_record import Record, without_consent
from feedback.domain.points.sheet import Heading
from feedback.reports.voice import Voice
from feedback.services.points.evaluation.check_days import needs_yes
from feedback.services.refusals import Refused, _
from feedback.web.clinician.together.form import PointForm
from feedback.web.views.step_name import step_name

ONWARDS = ("next", "hold", "finish")  # one goes on from the page, and what stands there counts


def page_problems(
    form: PointForm, typed: Record, wanted: Sequence[Heading], action: str, *, nobody_known: bool = False
) -> Iterator[Refused]:
    """All that has to be put right there, each with its field. Where a point was held and nobody was written down
    (`nobody_known`), that is no mistake of who corrects something else."""
    if Heading.TOOK_PART not in wanted:
        return
    if form.people.entries and not typed.took_part and not nobody_known:
        message = _("Nobody took part, as it stands here. Choose how at least one person did.")
        yield Refused(message, field=form.people[0].form.presence.name)
    if action in ONWARDS:
        yield from _without_yes(form, typed)


def step_days(form: PointForm, wanted: Sequence[Heading]) -> dict[str, date | None]:
    """The days of steps that stand on the page, by their fields."""
    looked = [row.form.until for row in form.looked] if Heading.FOLLOW_UP in wanted else []
    steps = [row.form.due_on for row in form.steps] if Heading.PLAN in wanted else []
    return {field.name: field.data for field in (*looked, *steps)}


def row_names(form: PointForm, before: Sequence[AgreedStep], voice: Voice) -> dict[str, str]:
    """What the rows of steps are called where a mistake is told away from them, by the ids of their fields."""
    agreed = {step_key(step): step.what for step in before}
    looked = [(row.form, agreed.get(row.form.key.data, "")) for row in form.looked]
    steps = [(row.form, row.form.what.data or "") for row in form.steps]
    rows = [*enumerate(looked, start=1), *enumerate(steps, start=1)]
    return {field.id: step_name(place, what, voice) for place, (row, what) in rows for field in row}


def is_about_goal(refused: Refused) -> bool:
    """Whether it belongs to a goal, whose fields are no part of the form."""
    return refused.field.startswith("goal-")


def _without_yes(form: PointForm, typed: Record) -> Iterator[Refused]:
    missing = {copy.name: copy for copy in without_consent(typed)}
    for row in form.copies:
        if copy := missing.get((row.form.name.data or "").strip()):
            yield needs_yes(copy, row.form.agreed.name)
