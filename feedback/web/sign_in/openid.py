"""Logging in with a provider elsewhere, for both audiences: leaving, coming back, and hearing of a sign-out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Flask, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.openid.attempt import Attempt, new_attempt, remember, take
from feedback.openid.callback import LogIn, complete
from feedback.openid.client import PATHS
from feedback.openid.logout import read_logout_token
from feedback.openid.provider import Provider
from feedback.openid.reasons import LogInRefused, Reason
from feedback.openid.request import log_in_address
from feedback.services.access.bind_log_in import Proof, bound_to
from feedback.services.access.openid_sign_in import (
    end_by_provider,
    prove_with,
    record_refusal,
    refuse_waiting_log_in,
    sign_in_with,
)
from feedback.services.access.sign_in import end_sign_in, find_sign_in
from feedback.services.refusals import NotFound
from feedback.web import current, languages
from feedback.web.guard import open_late, open_to_all
from feedback.web.redirects import way_back
from feedback.web.sign_in.openid_words import said_of
from feedback.web.sign_in.signing_out import forget

if TYPE_CHECKING:
    from feedback.persistence.tables import SignIn

FIRST_PAGES = {"respondent": "overview.mine", "staff": "staff.start"}
STARTS = {"respondent": "/me/", "staff": "/staff/"}
MOST_BYTES = 32 * 1024
UNBROKEN = "\N{NON-BREAKING HYPHEN}"  # no line ends in the middle of a name
Page = str | BaseResponse | tuple[str, int]


def install(app: Flask) -> None:
    """Put the pages of both audiences in place and give templates the names of the log-ins there are."""
    for audience in PATHS:
        app.register_blueprint(_pages(audience))
    app.extensions["csrf"].exempt(hear_of_sign_out)  # the provider's server sends it; a signed token decides
    providers = app.extensions["samsyn.openid"].items()
    names = {audience: provider.client.name.replace("-", UNBROKEN) for audience, provider in providers}
    app.context_processor(lambda: {"log_ins": names, "can_connect": _can_connect})


def _pages(audience: str) -> Blueprint:
    pages = Blueprint(f"openid_{audience}", __name__, url_prefix=PATHS[audience])
    pages.add_url_rule("/start", view_func=start)
    pages.add_url_rule("/callback", view_func=callback)
    pages.add_url_rule("/signed-out", view_func=signed_out)
    pages.add_url_rule("/front-channel-logout", view_func=see_sign_out)
    pages.add_url_rule("/back-channel-logout", view_func=hear_of_sign_out, methods=["POST"])
    return pages


@open_to_all
def start() -> Page:
    """Leave for the provider; `fresh` asks that the person proves anew who they are."""
    provider, now = _provider(), current.now()
    refuse_waiting_log_in(current.session(), current.address(), now)
    after = way_back(STARTS[_audience()]) or ""
    attempt = new_attempt(now, fresh="fresh" in request.args, after=after)
    try:
        address = log_in_address(provider, attempt, languages.chosen(), now)
    except LogInRefused as error:
        return _refuse(error)
    session["openid"] = remember(session.get("openid"), attempt)
    return redirect(address, 303)


@open_to_all
def callback() -> Page:
    """Come back. The provider is asked before the database is: nobody waits for a slow one."""
    provider, now, answer = _provider(), current.now(), request.args.to_dict()
    refuse_waiting_log_in(current.session(), current.address(), now)
    try:
        attempt, session["openid"] = take(session.get("openid"), answer.get("state", ""), now)
        log_in = complete(provider, answer, attempt, now)
        current.write()
        return redirect(_enter(log_in, attempt), 303)
    except LogInRefused as error:
        return _refuse(error)


@open_to_all
def signed_out() -> str:
    """The person has signed out here and at the provider."""
    return render_template("openid/signed_out.html", audience=_audience(), name=_provider().client.name)


@open_to_all
def see_sign_out() -> tuple[str, int]:
    """The provider shows the browser this address (in a frame, without our cookie) when its session ends."""
    client, session_id = _provider().client, request.args.get("sid", "")
    if request.args.get("iss") != client.issuer or not session_id:
        return "", 400
    current.write()
    end_by_provider(current.session(), _audience(), client.issuer, session_id, "", current.now())
    return "", 200


@open_late
def hear_of_sign_out() -> tuple[str, int]:
    """The provider's server tells us, in a signed token, that its session has ended."""
    provider, now = _provider(), current.now()
    request.max_content_length = MOST_BYTES
    try:
        session_id, subject = read_logout_token(provider, request.form.get("logout_token"), now)
    except LogInRefused as error:
        _note(error)
        return "", 503 if error.reason is Reason.UNAVAILABLE else 400
    current.write()
    end_by_provider(current.session(), _audience(), provider.client.issuer, session_id, subject, now)
    return "", 200


def _enter(log_in: LogIn, attempt: Attempt) -> str:
    """Sign in the person whom the log-in belongs to; returns where to go on."""
    audience, db, now = _audience(), current.session(), current.now()
    here = _session_here()
    after = attempt.after or url_for(FIRST_PAGES[audience])
    mine = _session_here(typing=True) if attempt.fresh else None
    if mine is not None and (token := prove_with(db, audience, log_in, mine, now)):
        session["token"] = token
        return after
    proof = Proof(here, tuple(session.get("links", ())))
    g.person, token = sign_in_with(db, audience, log_in, proof, now)
    before = session.get("token", "")
    forget(g.person)
    if here is not None:
        end_sign_in(db, before, now)
    session["token"] = token
    return after


def _refuse(error: LogInRefused) -> tuple[str, int]:
    """Say what to do; note the reason, unless the provider is only away."""
    _note(error)
    is_away = error.reason is Reason.UNAVAILABLE
    if not is_away:
        current.write()
        record_refusal(current.session(), _audience(), error.reason, current.address(), current.now())
    said = said_of(error.reason, _audience(), _provider().client.name)
    page = render_template(
        "openid/refused.html", audience=_audience(), said=said, name=_provider().client.name
    )
    return page, 503 if is_away else 400


def _note(error: LogInRefused) -> None:
    current.app().logger.warning("A log-in was refused (%s): %s", _audience(), error)


def _session_here(*, typing: bool = False) -> SignIn | None:
    """The session of this browser; one that fell asleep too, where somebody is still `typing`."""
    token = session.get("token")
    if not isinstance(token, str):
        return None
    return find_sign_in(current.session(), token, _audience(), current.now(), typing=typing)


def _can_connect() -> bool:
    """Whether the respondent who has signed in with a personal code can connect a log-in with it."""
    here = g.get("sign_in")
    if "respondent" not in current.app().extensions["samsyn.openid"] or here is None or here.way == "openid":
        return False
    return not bound_to(current.session(), here.person_id)


def _audience() -> str:
    return (request.blueprint or "").removeprefix("openid_")


def _provider() -> Provider:
    """The provider of this audience. Raises NotFound where none is set up."""
    found: Provider | None = current.app().extensions["samsyn.openid"].get(_audience())
    if found is None:
        raise NotFound
    return found
