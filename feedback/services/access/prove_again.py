"""Proving once more who one is, before something that must not happen at a screen left open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedback.persistence.tables import Credential, Person, SignIn
from feedback.services.access.passwords import settle, try_password
from feedback.services.access.second_factor import check_code
from feedback.services.access.sign_in import renew_token
from feedback.services.patients.demo_people import is_demo
from feedback.services.refusals import Refused, _

NOT_PROVED = _("That is not right. Check it and try again.")


def prove_again(
    session: Session, sign_in: SignIn, password: str, code: str, address: str, now: datetime
) -> str:
    """The token of the session from now on; a made-up person of a demo needs neither password nor code. Raises
    Refused, having counted it, and TooOften."""
    if not (sign_in.way == "demo" and is_demo(session)):
        person = _with_password(session, sign_in, password, address, now)
        if sign_in.audience == "staff":
            check_code(session, person, code, now)
    return renew_token(session, sign_in, now)


def _with_password(session: Session, sign_in: SignIn, password: str, address: str, now: datetime) -> Person:
    account = session.get(Credential, sign_in.person_id)
    if sign_in.way == "openid":
        raise Refused(_("Log in once more first, then go on."), field="password")
    if sign_in.way != "local" or account is None:
        raise Refused(_("Sign out and sign in again, then you can go on."), field="password")
    attempt = try_password(session, account.sign_in_name, password, sign_in.audience, address, now)
    try:
        return settle(session, attempt, now)
    except Refused:
        raise Refused(NOT_PROVED, field="password") from None
