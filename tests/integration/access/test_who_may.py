"""Who may see which patient, and which invitation (rule A9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asking import acting, ask, invitation_of
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import CareRelation, Invitation
from feedback.services.access.admission import get_asked, require_asked, require_patient
from feedback.services.refusals import NotFound


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("berg", True), ("siv", True), ("kari", True),
        ("lie", False), ("turid", False), ("geir", False), ("nina", False), ("per", False), ("nora", False),
    ],
)  # fmt: skip
def test_who_sees_kari(session: Session, clinic: Clinic, who: str, allowed: bool) -> None:
    actor, today = acting(session, getattr(clinic, who)), day_of(clinic.now)
    if allowed:
        assert require_patient(session, actor, clinic.kari, today).person_id == clinic.kari
    else:
        with pytest.raises(NotFound):
            require_patient(session, actor, clinic.kari, today)


def test_a_link_does_not_open_the_whole_patient(session: Session, clinic: Clinic) -> None:
    by_link = replace(acting(session, clinic.kari), invitation=1)
    with pytest.raises(NotFound):
        require_patient(session, by_link, clinic.kari, day_of(clinic.now))


def test_the_operating_system_user_sees_everybody_and_nobody_without_a_person_else(
    session: Session, clinic: Clinic
) -> None:
    today = day_of(clinic.now)
    assert require_patient(session, OPERATOR, clinic.nora, today)
    with pytest.raises(NotFound):
        require_patient(session, replace(OPERATOR, role="coordinator"), clinic.nora, today)


def test_a_patient_who_does_not_exist_is_not_found(session: Session, clinic: Clinic) -> None:
    for number in (0, clinic.per, 99_999):
        with pytest.raises(NotFound):
            require_patient(session, acting(session, clinic.siv), number, day_of(clinic.now))


@pytest.mark.parametrize(
    ("starts", "ends", "sees"), [(-9, -1, False), (1, None, False), (-9, 0, True), (0, 9, True)]
)
def test_a_care_relation_holds_on_its_days(
    session: Session, clinic: Clinic, starts: int, ends: int | None, sees: bool
) -> None:
    today = day_of(clinic.now)
    relation = session.scalars(select(CareRelation).where(CareRelation.staff_id == clinic.berg)).one()
    relation.starts_on = today + timedelta(days=starts)
    relation.ends_on = None if ends is None else today + timedelta(days=ends)
    session.flush()
    actor = acting(session, clinic.berg)
    if sees:
        assert require_patient(session, actor, clinic.kari, today)
    else:
        with pytest.raises(NotFound):
            require_patient(session, actor, clinic.kari, today)


def test_an_invitation_is_for_its_person_alone(session: Session, clinic: Clinic) -> None:
    invitation = invitation_of(session, ask(session, clinic, clinic.kari, "after-session"))
    asked, kari = get_asked(session, invitation.id), acting(session, clinic.kari)
    assert require_asked(kari, asked) is asked
    assert asked.actor(by_link=False) == kari
    assert require_asked(asked.actor(by_link=True), asked) is asked
    for other in (
        acting(session, clinic.per),
        acting(session, clinic.berg),
        replace(kari, invitation=99_999),
    ):
        with pytest.raises(NotFound):
            require_asked(other, asked)


def test_a_withdrawn_invitation_is_not_found(session: Session, clinic: Clinic) -> None:
    invitation = invitation_of(session, ask(session, clinic, clinic.kari, "after-session"))
    session.get_one(Invitation, invitation.id).withdrawn_at = clinic.now
    session.flush()
    for number in (invitation.id, 99_999):
        with pytest.raises(NotFound):
            get_asked(session, number)
