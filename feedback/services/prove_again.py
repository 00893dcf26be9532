"""Proving once more who one is, before something that must not happen at a screen left open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedback.persistence.tables import Credential, SignIn
from feedback.services.demo_people import is_demo
from feedback.services.refusals import Refused, _
from feedback.services.sign_in import check_password, renew_token

NOT_PROVED = _("That is not right. Check it and try again.")


def prove_again(session: Session, sign_in: SignIn, password: str, now: datetime) -> str:
    """The token of the session from now on. Raises Refused; a made-up person of a demo needs no password."""
    if sign_in.way == "demo" and is_demo(session):
        return renew_token(session, sign_in, now)
    account = session.get(Credential, sign_in.person_id)
    if account is None:
        raise Refused(_("Sign out and sign in again, then you can go on."), field="password")
    if check_password(session, account.sign_in_name, password, sign_in.audience, now) is None:
        raise Refused(NOT_PROVED, field="password")
    return renew_token(session, sign_in, now)
