"""Signing out: the session ends here at once, and at the provider that it was begun with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, session
from werkzeug.wrappers import Response as BaseResponse

from feedback.openid.logout import log_out_address
from feedback.openid.provider import Provider
from feedback.services.access.link_sessions import end_link_sessions
from feedback.services.access.openid_sign_in import end_with_provider, id_token_of
from feedback.services.access.sign_in import audience_of, find_sign_in
from feedback.web import current, languages
from feedback.web.sign_in import link_cookie

if TYPE_CHECKING:
    from feedback.persistence.tables import Person


def leave_session(audience: str, after: str) -> BaseResponse:
    """End the session and forget the cookie; lead on to the provider's own sign-out, else to `after`."""
    token = session.get("token")
    provider: Provider | None = current.app().extensions["samsyn.openid"].get(audience)
    onward = None
    if isinstance(token, str):
        id_token = id_token_of(current.session(), token)
        if provider is not None and id_token is not None:
            onward = log_out_address(provider, id_token, languages.chosen(), current.now())
        current.write()
        end_with_provider(current.session(), token, current.now())
    if links := link_cookie.tokens():
        current.write()
        end_link_sessions(current.session(), links.values(), current.now())
    forget()
    if onward is None or provider is None:
        return redirect(after, 303)
    page = render_template("openid/leaving.html", audience=audience, name=provider.client.name, onward=onward)
    answer = make_response(page)
    answer.headers["Refresh"] = f"0; url={onward}"  # a form may lead to our own pages only, a page anywhere
    return answer


def forget(entering: Person | None = None) -> None:
    """Empty the cookie, so that nothing from before a sign-in or sign-out lives on; the language stays. So does
    the token of forms where the same person comes in again: another window may hold what they wrote."""
    names = ("language", "csrf_token") if entering is not None and _was_here(entering) else ("language",)
    kept = {name: session[name] for name in names if name in session}
    session.clear()
    session.update(kept)


def _was_here(person: Person) -> bool:
    """Whether the session of this cookie is this person's, awake or asleep."""
    token, audience = session.get("token"), audience_of(person.role)
    if not isinstance(token, str):
        return False
    here = find_sign_in(current.session(), token, audience, current.now(), typing=True)
    return here is not None and here.person_id == person.id
