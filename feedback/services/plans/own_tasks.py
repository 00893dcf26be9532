"""What plans ask of one clinician, for all of the clinician's patients with as many statements as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from feedback.domain.plan.facts import Facts, Respondent
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.request import Request
from feedback.domain.plan.schedule import schedule
from feedback.services.plans.clinician_tasks import Rated, days_rated_of_many, open_tasks
from feedback.services.plans.plan_facts import CLINICIAN, courses_of, days_of, followed, newest_of
from feedback.services.plans.plan_people import clinicians_of_many, pauses_in
from feedback.services.plans.plan_rows import PlanRow, plans_of_many
from feedback.services.plans.plan_rules import askings_of, budgets_of

Absent = Mapping[int, Collection[int]]


def own_tasks(
    session: Session, clinician: int, patients: Iterable[int], today: date, absent: Absent | None = None
) -> dict[int, list[Request]]:
    """What the clinician has to do, by patient; patients without anything are left out. `absent` are those for whom the
    clinician stands in today, by patient: what is asked of them is there too until either has done it.

    Nobody else's requests touch a clinician's: each has a week and a window of their own. So this is what the page
    of the patient's plans says too (`plan_overview`), without the schedule of the patient and the relatives.
    """
    plans = _asking_clinicians(session, patients, today)
    if not plans:
        return {}
    asked = clinicians_of_many(session, plans)
    rated = days_rated_of_many(session, plans)
    me = {}
    for patient in plans:
        away = [str(one) for one in (absent or {}).get(patient, ())]
        me[patient] = [one for one in asked[patient] if one.key in (str(clinician), *away)]
        rated[patient] = _done_for(rated[patient], str(clinician), away)
    found = _requests(session, plans, me, rated, today)
    return {patient: requests for patient, requests in found.items() if requests}


def _asking_clinicians(
    session: Session, patients: Iterable[int], today: date
) -> dict[int, Sequence[PlanRow]]:
    """The plans of the patients of whose clinicians something is asked."""
    known = {patient: followed(rows, today) for patient, rows in plans_of_many(session, patients).items()}
    return {patient: rows for patient, rows in known.items() if any(map(_asks_clinicians, rows))}


def _asks_clinicians(row: PlanRow) -> bool:
    return any(one.step.of.role == CLINICIAN for one in row.plan.steps)


def _requests(
    session: Session,
    plans: Mapping[int, Sequence[PlanRow]],
    me: Mapping[int, Sequence[Respondent]],
    rated: Mapping[int, Rated],
    today: date,
) -> dict[int, list[Request]]:
    days = days_of(session, dict.fromkeys(plans, ()))
    pauses = pauses_in(session, [one for ones in me.values() for one in ones])
    askings = askings_of(session)
    budgets = budgets_of(session, {row.unit for rows in plans.values() for row in rows})
    found: defaultdict[int, list[Request]] = defaultdict(list)
    for patient, rows in plans.items():
        newest, courses = newest_of(rows), courses_of(rows, days)
        rules = Rules(askings, budgets.on(newest.unit, newest.starts_on))
        requests = schedule(Facts(courses, tuple(me[patient]), pauses), rules, today).requests
        found[patient].extend(open_tasks(courses, requests, rated[patient], today))
    return found


def _done_for(rated: Rated, deputy: str, away: Iterable[str]) -> Rated:
    """What a deputy has done is done for those who are away, as long as the deputy stands in."""
    both = {one: sorted((*rated.get(one, ()), *rated.get(deputy, ()))) for one in away}
    return {**rated, **both}
