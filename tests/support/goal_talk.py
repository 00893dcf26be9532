"""Answers about goals, sent through the services, and what they made of Kari's goals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from asking import acting
from clinic import Clinic
from clinician_pages import point_path
from page_client import PageClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import Answer, answered
from feedback.persistence.tables import (
    CarePathway,
    Response,
)
from feedback.services.access.admission import get_asked
from feedback.services.answers.answering import find_answering
from feedback.services.answers.invite import get_occasion, invite
from feedback.services.answers.submit_response import submit_response
from feedback.services.goals.read_goals import active_goals, find_course


def said(*goals: tuple[str, int | Answer | None]) -> dict[str, Answer]:
    """An answer with these words and numbers, each in its place."""
    answers: dict[str, Answer] = {}
    for place, (words, rating) in enumerate(goals, start=1):
        answers[f"goal-{place}"] = answered(words)
        if rating is not None:
            answers[f"goal-{place}-rating"] = answered(rating) if isinstance(rating, int) else rating
    return answers


def sent(
    session: Session, clinic: Clinic, answers: Mapping[str, Answer], sharing: str = "all", who: str = "kari",
    at: datetime | None = None,
) -> Response:  # fmt: skip
    """Somebody answers about goals on their own initiative."""
    person, now = getattr(clinic, who), at or clinic.now
    patient = clinic.kari if who in ("kari", "per") else clinic.nora
    own = get_occasion(session, patient, "own", day_of(now))
    answering = find_answering(
        session, get_asked(session, invite(session, acting(session, person), person, "my-goals", own, now).id)
    )
    number = submit_response(
        session, acting(session, person), answering, answers, sharing=sharing, language="nb", now=now
    )
    return session.get_one(Response, number)


def told(session: Session, clinic: Clinic) -> list[tuple[str, list[tuple[str, int | None]]]]:
    """Kari's active goals with everybody's numbers."""
    pathway = find_course(session, clinic.kari)
    assert pathway is not None
    return [
        (goal.row.words, [(one.role, one.value) for one in goal.ratings])
        for goal in active_goals(session, pathway.id)
    ]


def take_course_away(session: Session, clinic: Clinic) -> None:
    """Kari's course is another's."""
    hers = update(CarePathway).where(CarePathway.patient_id == clinic.kari)
    session.execute(hers.values(patient_id=clinic.nora, closed_on=day_of(clinic.now)))


def hold(clinic: Clinic, berg: PageClient, status: int = 200) -> None:
    berg.get(f"{point_path(clinic)}/together/next")
    berg.submit({"held_on": day_of(clinic.now).isoformat(), "do": "hold"})
    berg.submit(status=status)
