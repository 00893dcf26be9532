"""The session of a link that this browser opened: found by its cookie, kept open, or led elsewhere first."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.access.link_sessions import SEEN_EVERY, Opened, find_opened, keep_open
from feedback.web import current
from feedback.web.sign_in import link_cookie


def find(invitation: int) -> Opened | None:
    """The session for this invitation, if this browser has one that has not ended."""
    return find_opened(current.session(), link_cookie.token_of(invitation), invitation)


def elsewhere(opened: Opened, invitation: int) -> BaseResponse | None:
    """Where to go first: away for too long, or the second thing is still to be asked. In use, it stays open."""
    now, writes = current.now(), request.method == "POST"
    if not (opened.may_read(now) or (writes and opened.may_write(now))):
        return redirect(url_for("respondent.away"))
    if opened.confirmed_at is None:
        return redirect(url_for("link_second.ask", invitation_id=invitation))
    if writes and opened.may_read(now) and now - opened.seen_at > SEEN_EVERY:
        current.write()
        keep_open(current.session(), opened, now)
    return None
