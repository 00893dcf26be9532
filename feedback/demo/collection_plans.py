"""Collection plans in the demo: switched on for most courses, adapted for some, and one person who pauses."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.plan.template import Change, Step
from feedback.domain.plan.vocabulary import OfWhom, When
from feedback.domain.questionnaires.answers import Answer, answered
from feedback.persistence.tables import Person
from feedback.services.access.sign_in import actor_for
from feedback.services.plans.adapt_plan import adapt_plan
from feedback.services.plans.pause_asking import pause_asking
from feedback.services.plans.switch_plan import switch_on_plan

TEMPLATES = {"PHV": "phv-adult-outpatient", "PHBU": "phbu-young-outpatient", "TSB": "tsb-outpatient"}
MEASURE, PARENT = "phq-9-demo", "after-session-parent"
WHY = {"nb": "Vi følger plagene nærmere en stund.", "nn": "Vi følgjer plagene nærare ei stund."}
EXPERIENCE = ("information", "decisions", "fits", "overall")


def plan_for(
    session: Session, clinician: Actor, patient: int, area: str, language: str, start: date, at: datetime
) -> None:
    """The template of the area from the first day, and a symptom measure every four weeks beside it."""
    plan = switch_on_plan(session, clinician, patient, TEMPLATES[area], start, at)
    step = Step(MEASURE, OfWhom.PATIENT, When.EVERY, weeks=4)
    adapt_plan(session, clinician, plan, Change.ASK, step, start, WHY[language], at)


def rest(session: Session, person: Person, today: date, at: datetime) -> None:
    """The person wants to be left in peace for two weeks."""
    pause_asking(session, actor_for(person), person.id, today, today + timedelta(days=13), at)


def experience(level: float, dice: random.Random) -> Mapping[str, Answer]:
    """Experience of the help, 1-5; what does not apply is skipped."""
    around = 1 + round(level * 0.4)
    return {item: answered(str(min(5, max(1, around + dice.choice((0, 0, 1)))))) for item in EXPERIENCE}


def parent_after_session(now: int, dice: random.Random) -> Mapping[str, Answer]:
    """A parent's feedback after a session, 1-6."""
    return {item: answered(min(6, now + dice.choice((0, 1)))) for item in ("child", "heard", "know-home")}
