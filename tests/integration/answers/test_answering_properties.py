"""However a person wanders through the pages, no answer is lost and a receipt has a whole response behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from clinic import Clinic
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.questionnaires.answers import Answer, AnswerState, answers_from_plain
from feedback.persistence.tables import Response
from feedback.services.questionnaires.question_sets import questionnaire_of

Browser = Callable[[], PageClient]
CHOICES = {"~skip": AnswerState.SKIPPED, "~in-person": AnswerState.IN_PERSON}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["next", "next", "back", "later", "nn"]),
        st.lists(st.sampled_from(["0", "3", "10", "77", *CHOICES]), min_size=3, max_size=3),
    ),
    min_size=1,
    max_size=5,
)


def _newest(clinic: Clinic) -> Response | None:
    with clinic.database.transaction() as session:
        return session.scalars(select(Response).order_by(Response.id.desc()).limit(1)).first()


def _names(client: PageClient) -> list[str]:
    """The questions of the page that can be answered with a number."""
    radios = [box for box in client.all("input") if box.get("type") == "radio" and box.get("value") == "3"]
    return sorted({str(box.get("name")) for box in radios})


def _agrees(answer: Answer | None, typed: str) -> bool:
    if typed == "77":  # no such choice: said, and not stored
        return answer is None or answer.value != 77
    if typed in CHOICES:
        return answer is not None and answer.state is CHOICES[typed]
    return answer is not None and answer.values == (int(typed),)


def _walk(client: PageClient, link: str, steps: list[tuple[str, list[str]]]) -> dict[int, str]:
    """What was typed last at each number of a question that was there."""
    typed: dict[int, str] = {}
    client.get(link)
    client.get(client.path + "1")
    for action, values in steps:
        if client.path.endswith("/receipt"):
            break
        given_ = dict(zip(_names(client), values, strict=False))
        button: dict[str, Any] = {"language": "nn"} if action == "nn" else {"action": action}
        wrong = "77" in given_.values() and action == "next"
        client.submit({**given_, **button}, status=422 if wrong else 200)
        typed.update({int(name.removeprefix("q")): value for name, value in given_.items()})
        if client.path.endswith("/"):  # back at the welcome page
            client.get(client.path + "1")
    return typed


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_answer_is_lost_on_any_way(
    clinic: Clinic, browser: Browser, steps: list[tuple[str, list[str]]]
) -> None:
    client = browser()
    typed = _walk(client, clinic.link(clinic.kari, "how-i-am"), steps)
    response = _newest(clinic)
    assert response is not None
    assert (response.status == "completed") is client.path.endswith("/receipt")
    stored = answers_from_plain(response.answers)
    numbers = _numbers(clinic, response)
    for number, value in typed.items():
        assert _agrees(stored.get(numbers[number]), value), (numbers[number], value)


def _numbers(clinic: Clinic, response: Response) -> dict[int, str]:
    with clinic.database.transaction() as session:
        questionnaire = questionnaire_of(session, response.invitation.question_set_id)
    return {place: item.link_id for place, item in enumerate(questionnaire.walk(), start=1)}
