"""Two administrators at the very same moment, on a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from clinic import OPERATOR, Clinic
from sqlalchemy import func, select

from feedback.catalogue.arranging import with_item
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire
from feedback.persistence.tables import QuestionSet
from feedback.services.questionnaires.edit_question_set import edit_set, keep_draft, open_draft, start_set
from feedback.services.questionnaires.import_question_set import definition_of, get_question_set
from feedback.services.questionnaires.question_sets import get_current

ITEMS = tuple(Item(f"q{place}", ItemType.STRING, {"nb": "Hva?"}) for place in range(4))


def test_changes_of_different_items_at_once_are_all_kept(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        begun = Questionnaire("", "", {"nb": "Felles"}, ("nb",), ITEMS)
        number = start_set(session, OPERATOR, begun, clinic.now).id
    together = Barrier(len(ITEMS), timeout=20)

    def change(item: Item) -> None:
        together.wait()
        with clinic.database.transaction() as session:
            row, draft = open_draft(session, number)
            items = with_item(draft.items, replace(item, required=True))
            keep_draft(session, OPERATOR, row, replace(draft, items=items), clinic.now)

    with ThreadPoolExecutor(len(ITEMS)) as pool:
        list(pool.map(change, ITEMS))
    with clinic.database.transaction() as session:
        assert all(item.required for item in definition_of(get_question_set(session, number)).items)


@pytest.mark.parametrize("count", [4])
def test_editing_begun_at_once_is_one_draft(clinic: Clinic, count: int) -> None:
    with clinic.database.transaction() as session:
        number = get_current(session, "how-i-am").id
    together = Barrier(count, timeout=20)

    def begin(_place: int) -> int:
        together.wait()
        with clinic.database.transaction() as session:
            row = get_question_set(session, number)
            return edit_set(session, OPERATOR, row, clinic.now).id

    with ThreadPoolExecutor(count) as pool:
        drafts = set(pool.map(begin, range(count)))
    assert len(drafts) == 1
    with clinic.database.transaction() as session:
        made = select(func.count()).select_from(QuestionSet).where(QuestionSet.origin == "made")
        assert session.scalar(made) == 1
