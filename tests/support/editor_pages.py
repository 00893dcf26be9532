"""An administrator at the pages of the editor; placeholder words, not an instrument's."""

from __future__ import annotations

from collections.abc import Callable

from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.questionnaires.questionnaire import Item, Questionnaire
from feedback.persistence.tables import QuestionSet
from feedback.services.questionnaires.import_question_set import definition_of

Browser = Callable[[], PageClient]
STEPS = "5=Hele tiden\n4=Mesteparten\n3=Over halvparten\n2=Under halvparten\n1=Litt\n0=Aldri"
FIVE = "\n".join(f"{number}. Prøveledd {number}" for number in range(1, 6))
SCRIPT = "<script>alert('x')</script>"


def sign_in(browser: Browser, name: str = "ås") -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": name, "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client


def newest(clinic: Clinic) -> tuple[QuestionSet, Questionnaire]:
    with clinic.database.transaction() as session:
        row = session.scalars(select(QuestionSet).order_by(QuestionSet.id.desc()).limit(1)).one()
        return row, definition_of(row)


def make(nina: PageClient, status: int = 200, **fields: str) -> str:
    """A new set; the address of its draft."""
    nina.get("/staff/question-sets/make")
    nina.submit({"title": "Prøvesett", "language": "nb", **fields}, status=status)
    return nina.path


def item_of(clinic: Clinic, link_id: str) -> Item:
    return newest(clinic)[1].by_link_id[link_id]
