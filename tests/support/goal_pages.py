"""The pages of goals: ways in, and what they have stored."""

from __future__ import annotations

from clinic import Clinic
from clinician_pages import Browser
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import Goal, GoalRating, Person
from feedback.services.access.sign_in import actor_for
from feedback.services.goals.write_goal import write_goal


def me(browser: Browser, person: int, language: str = "en") -> PageClient:
    page = browser()
    page.get("/")
    page.post(f"/me/demo-entry/{person}")
    page.get(f"/me/goals?language={language}")
    return page


def write(clinic: Clinic, *words: str, who: str = "kari") -> list[int]:
    """Goals of Kari, or of Nora by Dr Lie."""
    patient = clinic.nora if who in ("nora", "lie") else clinic.kari
    with clinic.database.transaction() as session:
        actor = actor_for(session.get_one(Person, getattr(clinic, who)))
        return [write_goal(session, actor, patient, text, clinic.now).id for text in words]


def ratings(clinic: Clinic) -> list[tuple[int, int, int, str, int | None]]:
    with clinic.database.transaction() as session:
        rows = session.scalars(select(GoalRating).order_by(GoalRating.id))
        return [(row.goal_id, row.by_id, row.author_id, row.role, row.value) for row in rows]


def goals(clinic: Clinic) -> list[tuple[str, str]]:
    with clinic.database.transaction() as session:
        return [(row.words, row.state) for row in session.scalars(select(Goal).order_by(Goal.id))]


def path(clinic: Clinic, part: str = "") -> str:
    return f"/staff/patients/{clinic.kari}/goals{part}"
