"""Signing in with a log-in from elsewhere, and the provider's session behind ours."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.people.throttling import REFUSED_LOG_IN
from feedback.openid.callback import LogIn
from feedback.openid.checks import Identity
from feedback.openid.reasons import LogInRefused, Reason
from feedback.persistence.tables import Person, ProviderSession, SignIn
from feedback.services import audit
from feedback.services.access.bind_log_in import Proof, bind_proved, find_bound, hash_of, learn
from feedback.services.access.sign_in import (
    ABSOLUTE,
    actor_for,
    begin_sign_in,
    end_sign_in,
    hashed,
    renew_token,
)
from feedback.services.access.throttle import address_key, count, refuse_waiting

UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)  # a provider that does not say when: not lately


def sign_in_with(
    session: Session, audience: str, log_in: LogIn, proof: Proof, now: datetime
) -> tuple[Person, str]:
    """Begin a session for the person whom the log-in belongs to, bound now if this browser has shown who sits
    there. Returns the person and the token for the cookie. Raises LogInRefused."""
    found = find_bound(session, audience, log_in.identity)
    if found is not None:
        learn(session, audience, found, log_in.identity, now)
        person = found.person
    elif audience == "respondent":
        person = bind_proved(session, log_in.identity, proof, now)
    else:
        raise LogInRefused(Reason.NOT_BOUND)
    if person.disabled_at is not None:
        raise LogInRefused(Reason.NOT_BOUND)
    token = begin_sign_in(session, person, now, "openid")
    _keep_provider_session(session, audience, token, log_in, now)
    return person, token


def prove_with(session: Session, audience: str, log_in: LogIn, sign_in: SignIn, now: datetime) -> str | None:
    """Note in a session that its person has just proved anew who they are; returns the token from now on, or
    None when the log-in is somebody else's."""
    found = find_bound(session, audience, log_in.identity)
    if found is None or found.person_id != sign_in.person_id:
        return None
    token = renew_token(session, sign_in, now)
    session.execute(delete(ProviderSession).where(ProviderSession.sign_in_id == sign_in.id))
    _keep_provider_session(session, audience, token, log_in, now)
    return token


def refuse_waiting_log_in(session: Session, address: str, now: datetime) -> None:
    """Raise TooOften while this address has had too many log-ins refused."""
    refuse_waiting(session, (address_key(REFUSED_LOG_IN, address),), now)


def record_refusal(session: Session, audience: str, reason: Reason, address: str, now: datetime) -> None:
    """Note that a log-in was refused and why, with nothing of what it held; the address is only counted."""
    count(session, address_key(REFUSED_LOG_IN, address), now)
    actor = Actor(None, "nobody", None, label=f"openid:{audience}")
    audit.record(session, actor, "log-in refused", now, target=reason, purpose="sign-in")


def id_token_of(session: Session, token: str) -> str | None:
    """The token that signs this session out at the provider, where a provider stands behind it."""
    mine = select(ProviderSession).join(SignIn).where(SignIn.token_hash == hashed(token))
    found = session.scalar(mine)
    return found.id_token if found else None


def end_with_provider(session: Session, token: str, now: datetime) -> None:
    """End our session and forget the provider's."""
    end_sign_in(session, token, now)
    mine = select(SignIn.id).where(SignIn.token_hash == hashed(token))
    session.execute(delete(ProviderSession).where(ProviderSession.sign_in_id.in_(mine)))


def end_by_provider(
    session: Session, audience: str, issuer: str, session_id: str, subject: str, now: datetime
) -> int:
    """End our sessions behind which the provider's has ended; returns how many there were."""
    if not (session_id or subject):
        return 0
    rows = session.scalars(
        select(ProviderSession).where(*_spoken_of(session, audience, issuer, session_id, subject))
    )
    ended = 0
    for row in rows.all():
        row.sign_in.ended_at = row.sign_in.ended_at or now
        actor = actor_for(row.sign_in.person)
        audit.record(session, actor, "signed out by the provider", now, purpose="sign-in")
        session.delete(row)
        ended += 1
    return ended


def _spoken_of(
    session: Session, audience: str, issuer: str, session_id: str, subject: str
) -> list[ColumnElement[bool]]:
    """The provider's one session, or all of a subject's where it names none."""
    conditions = []
    if session_id:
        conditions.append(
            ProviderSession.session_hash == hash_of(session, "sid", audience, issuer, session_id)
        )
    if subject:
        conditions.append(
            ProviderSession.subject_hash == hash_of(session, "subject", audience, issuer, subject)
        )
    return conditions


def _keep_provider_session(session: Session, audience: str, token: str, log_in: LogIn, now: datetime) -> None:
    """Keep what signing out needs, and drop what belongs to sessions that are over by age."""
    old = select(SignIn.id).where(SignIn.began_at < now - ABSOLUTE)
    session.execute(delete(ProviderSession).where(ProviderSession.sign_in_id.in_(old)))
    identity, mine = log_in.identity, select(SignIn).where(SignIn.token_hash == hashed(token))
    sign_in = session.scalars(mine).one()
    sign_in.proved_at = min(now, identity.proved_at or UNKNOWN)
    session.add(
        ProviderSession(
            sign_in=sign_in,
            session_hash=_session_hash(session, audience, identity),
            subject_hash=hash_of(session, "subject", audience, identity.issuer, identity.subject),
            id_token=log_in.id_token,
        )
    )
    session.flush()


def _session_hash(session: Session, audience: str, identity: Identity) -> str | None:
    if not identity.session_id:
        return None
    return hash_of(session, "sid", audience, identity.issuer, identity.session_id)
