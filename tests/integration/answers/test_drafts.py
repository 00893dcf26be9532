"""Links, drafts and what a person has yet to answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting, as_it_stands, ask, invitation_of, send
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import SKIPPED, answered
from feedback.persistence.tables import Consent, Link, Response
from feedback.services.answers.answering import drafts_of, open_link, save_draft
from feedback.services.answers.invite import new_link
from feedback.services.patients.consents import withdraw_consent
from feedback.services.refusals import NotFound

PART = {"since-last": answered(4)}


def _link(session: Session, clinic: Clinic, person: int, key: str) -> str:
    invitation = invitation_of(session, ask(session, clinic, person, key))
    return new_link(session, acting(session, clinic.siv), invitation, clinic.now).token


def test_only_the_hash_of_a_link_is_kept(session: Session, clinic: Clinic) -> None:
    token = _link(session, clinic, clinic.kari, "after-session")
    assert open_link(session, token, day_of(clinic.now)).person_id == clinic.kari
    assert all(token not in str(vars(row)) for row in session.scalars(select(Link)))


@pytest.mark.parametrize("gone", ["link", "invitation", "unknown"])
def test_a_link_that_leads_nowhere_is_not_found(session: Session, clinic: Clinic, gone: str) -> None:
    token = _link(session, clinic, clinic.kari, "after-session")
    link = session.scalars(select(Link)).one()
    if gone == "link":
        link.withdrawn_at = clinic.now
    elif gone == "invitation":
        link.invitation.withdrawn_at = clinic.now
    else:
        token = token[:-1]
    with pytest.raises(NotFound):
        open_link(session, token, day_of(clinic.now))


def test_a_withdrawn_consent_stops_pers_link_at_once_and_tells_him_nothing(
    session: Session, clinic: Clinic
) -> None:
    token, today = _link(session, clinic, clinic.per, "relative-view"), day_of(clinic.now)
    assert open_link(session, token, today)
    assert drafts_of(session, clinic.per, clinic.now)
    withdraw_consent(session, acting(session, clinic.siv), clinic.kari, clinic.per, clinic.now)
    with pytest.raises(NotFound) as said:
        open_link(session, token, today)
    assert said.value.args == ()  # the same as for a link that never was
    assert drafts_of(session, clinic.per, clinic.now) == []


def test_a_consent_ends_by_itself(session: Session, clinic: Clinic) -> None:
    token, today = _link(session, clinic, clinic.per, "relative-view"), day_of(clinic.now)
    consent = session.scalars(select(Consent).where(Consent.relative_id == clinic.per)).one()
    consent.ends_on = today
    assert open_link(session, token, today)
    with pytest.raises(NotFound):
        open_link(session, token, today + timedelta(days=1))


def test_a_draft_grows_and_a_sent_response_never_changes(session: Session, clinic: Clinic) -> None:
    kari, asked = acting(session, clinic.kari), ask(session, clinic, clinic.kari, "after-session")
    assert (asked.answers, asked.is_sent) == ({}, False)
    save_draft(session, kari, asked, PART, "nb", clinic.now)
    begun = as_it_stands(session, asked)
    assert (begun.answers, begun.is_sent) == (PART, False)
    save_draft(session, kari, begun, {**PART, "useful": SKIPPED}, "nn", clinic.now)
    [row] = session.scalars(select(Response))
    assert (row.language, row.status, row.authored_at) == ("nn", "in-progress", None)
    send(session, clinic, begun, PART)
    sent = as_it_stands(session, asked)
    assert sent.is_sent
    save_draft(session, kari, sent, {"since-last": answered(10)}, "en", clinic.now)
    assert as_it_stands(session, asked).answers == PART


def test_a_command_has_no_answers_of_its_own(session: Session, clinic: Clinic) -> None:
    asked = ask(session, clinic, clinic.kari, "after-session")
    with pytest.raises(NotFound):
        save_draft(session, OPERATOR, asked, PART, "nb", clinic.now)


def test_what_is_asked_of_kari_now(session: Session, clinic: Clinic) -> None:
    first = ask(session, clinic, clinic.kari, "after-session")
    second = invitation_of(session, ask(session, clinic, clinic.kari, "how-i-am"))
    assert drafts_of(session, clinic.kari, clinic.now) == [invitation_of(session, first), second]
    send(session, clinic, first, {})
    assert drafts_of(session, clinic.kari, clinic.now) == [second]
    second.opens_on = day_of(clinic.now) + timedelta(days=1)
    session.flush()
    assert drafts_of(session, clinic.kari, clinic.now) == []
    assert drafts_of(session, clinic.kari, clinic.now + timedelta(days=1)) == [second]
