"""Requests and decisions about people's answers that cannot be: refused with one sentence, and nothing is stored."""

from __future__ import annotations

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from clinician_pages import answer
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.persistence.tables import AccessDecision, DeletionRequest, Response
from feedback.services.answers.read_feedback import get_read_response
from feedback.services.refusals import NotFound, Refused
from feedback.services.rights.access_decisions import decide_access
from feedback.services.rights.deletion import LONGEST, ask_deletion, decide_deletion, get_request


@pytest.fixture
def sent(clinic: Clinic) -> dict[str, int]:
    """What Kari and Per have sent; made before the test's own transaction begins."""
    return {
        "hers": answer(clinic, clinic.kari, "after-session", {}),
        "more": answer(clinic, clinic.kari, "how-i-am", {}),
        "his": answer(clinic, clinic.per, "relative-view", {}),
    }


def test_what_cannot_be_asked(sent: dict[str, int], session: Session, clinic: Clinic) -> None:
    kari = acting(session, clinic.kari)
    with pytest.raises(NotFound):
        ask_deletion(session, OPERATOR, clinic.kari, None, "Hvorfor", clinic.now)
    with pytest.raises(NotFound):
        ask_deletion(session, kari, clinic.kari, sent["his"], "Hvorfor", clinic.now)
    for reason in (" ", "x" * (LONGEST + 1)):
        with pytest.raises(Refused) as refused:
            ask_deletion(session, kari, clinic.kari, sent["hers"], reason, clinic.now)
        assert refused.value.field == "reason"
    ask_deletion(session, kari, clinic.kari, sent["hers"], "Det er feil.", clinic.now)
    ask_deletion(session, kari, clinic.kari, sent["more"], "Dette også.", clinic.now)
    with pytest.raises(Refused, match="already"):
        ask_deletion(session, kari, clinic.kari, sent["hers"], "Det er feil.", clinic.now)
    assert len(list(session.scalars(select(DeletionRequest)))) == 2


def test_what_cannot_be_decided(sent: dict[str, int], session: Session, clinic: Clinic) -> None:
    kari, berg = acting(session, clinic.kari), acting(session, clinic.berg)
    request = ask_deletion(session, kari, clinic.kari, sent["hers"], "Det er feil.", clinic.now)
    with pytest.raises(NotFound):
        get_request(session, clinic.nora, request.id)
    for decision, grounds, field in (("burnt", "Fordi", "decision"), ("erased", " ", "grounds")):
        with pytest.raises(Refused) as refused:
            decide_deletion(session, berg, request, decision, grounds, clinic.now)
        assert refused.value.field == field
    assert session.get_one(Response, sent["hers"]).status == "completed"
    decide_deletion(session, berg, request, "refused", "Det hører til journalen.", clinic.now)
    with pytest.raises(Refused, match="decided already"):
        decide_deletion(session, berg, request, "erased", "Likevel", clinic.now)
    assert (request.decision, request.grounds) == ("refused", "Det hører til journalen.")


def test_what_cannot_be_held_back(sent: dict[str, int], session: Session, clinic: Clinic) -> None:
    berg = acting(session, clinic.berg)
    own = get_read_response(session, clinic.kari, sent["hers"])
    with pytest.raises(NotFound):
        decide_access(session, berg, own, "withheld", "Fordi", clinic.now)
    his = get_read_response(session, clinic.kari, sent["his"])
    for decision, grounds, field in (("burnt", "Fordi", "decision"), ("withheld", " ", "grounds")):
        with pytest.raises(Refused) as refused:
            decide_access(session, berg, his, decision, grounds, clinic.now)
        assert refused.value.field == field
    assert list(session.scalars(select(AccessDecision))) == []
