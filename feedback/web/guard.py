"""Deny first: every endpoint carries a rule, and the application does not start with one that lacks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from flask import Flask, Response, abort, g, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.people.actors import STAFF_ROLES, Actor
from feedback.domain.people.throttling import BRINGING_IN, Policy
from feedback.services.access.admission import admit, get_asked, require_asked
from feedback.services.access.care import acting_as, assignments_of
from feedback.services.access.sign_in import actor_for, find_half, is_awake
from feedback.services.access.throttle import Key, spend
from feedback.services.answers.answering import may_answer
from feedback.services.audit import record_page
from feedback.services.refusals import NotFound
from feedback.web import current
from feedback.web.frame import unsent
from feedback.web.sign_in import opened_links, step_up
from feedback.web.sign_in.signed_in import signed_in

View = TypeVar("View", bound=Callable[..., object])
LARGEST = 2**31 - 1  # of a number in the database
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class AccessRuleMissingError(Exception):
    """An endpoint has no access rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call an endpoint: everybody, staff in these roles or half signed in, signed-in respondents, or
    whoever holds the link of the invitation in the address. `quiet` pages read without writing anything, the
    audit included; `late` ones read and reckon before they ask to write, so that others wait for as short as can
    be; `recent` ones ask anew who it is when that was last proved more than five minutes ago; `emergency` ones
    can be read by a clinician who has opened the patient in an emergency."""

    audience: str
    roles: tuple[str, ...] = ()
    quiet: bool = False
    late: bool = False
    recent: bool = False
    emergency: bool = False
    limit: Policy | None = None


def open_to_all(view: View) -> View:
    """Anybody may call this page; it shows nothing about anyone."""
    return _with(view, Rule("open", quiet=True))


def for_staff(*roles: str) -> Callable[[View], View]:
    """Signed-in staff in one of these roles (none named: any); a `patient_id` in the address is checked."""
    return lambda view: _with(view, Rule("staff", roles or STAFF_ROLES))


def open_late(view: View) -> View:
    """Anybody may call this form, and it asks to write itself, once the slow part is done."""
    return _with(view, Rule("open", quiet=True, late=True))


def for_half_signed_in(view: View) -> View:
    """Staff whose password was right, on their way to show or set up the second factor."""
    return _with(view, Rule("half"))


def for_respondents(*roles: str) -> Callable[[View], View]:
    """A patient or relative who has signed in; a link is not enough."""
    return lambda view: _with(view, Rule("respondent", roles or ("patient", "relative")))


def for_answering(view: View) -> View:
    """Whoever holds the link of `invitation_id`, or is signed in as the person who is asked."""
    return _with(view, Rule("answering", quiet=True, late=True))


def for_link_holders(view: View) -> View:
    """Whoever has opened the link of `invitation_id`, whether the second thing was asked or not."""
    return _with(view, Rule("link"))


def recent(view: View) -> View:
    """Before this page or form the person proves once more who they are; stands above the rule it adds to."""
    return _with(view, replace(view.access_rule, recent=True))  # type: ignore[attr-defined]


def at_most(policy: Policy) -> Callable[[View], View]:
    """A person may do this so often and then waits; looking at the form of an import is not counted. Stands
    above the rule it adds to."""
    return lambda view: _with(view, replace(view.access_rule, limit=policy))  # type: ignore[attr-defined]


def also_in_emergency(view: View) -> View:
    """The page can be read after break-glass, never written to; stands above the rule it adds to."""
    return _with(view, replace(view.access_rule, emergency=True))  # type: ignore[attr-defined]


def _with(view: View, rule: Rule) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Check every request before its view, and end its transaction after it."""
    app.before_request(_check)
    app.after_request(_finish)
    app.teardown_request(_close)


def check_rules(app: Flask) -> None:
    """Raise AccessRuleMissingError for an endpoint without a rule."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not isinstance(getattr(view, "access_rule", None), Rule):
            raise AccessRuleMissingError(f"The page '{endpoint}' has no access rule.")


def rule_of(app: Flask, endpoint: str) -> Rule:
    """The rule of an endpoint; static files are open."""
    found = getattr(app.view_functions[endpoint], "access_rule", None)
    return found if isinstance(found, Rule) else Rule("open", quiet=True)


def _check() -> BaseResponse | tuple[str, int] | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    rule = rule_of(current.app(), request.endpoint)
    if any(isinstance(value, int) and value > LARGEST for value in (request.view_args or {}).values()):
        abort(404)
    g.actor = Actor(None, "nobody", None)
    current.begin(writing=not (rule.late or (rule.quiet and request.method in SAFE_METHODS)))
    try:
        found = _CHECKS[rule.audience](rule)
    except NotFound:
        abort(404)
    if found is None and rule.recent:
        found = step_up.demand(rule.audience)
    return _spend(rule) if found is None and rule.limit else found


def _spend(rule: Rule) -> BaseResponse | tuple[str, int] | None:
    """Count in a transaction of its own: what is refused afterwards is counted, too."""
    if rule.limit is None or (rule.limit is BRINGING_IN and request.method in SAFE_METHODS):
        return None
    current.write()
    spend(current.session(), Key(rule.limit, f"person {g.actor.person}"), current.now())
    current.database().commit(g.db)
    _close(None)
    current.begin(writing=True)
    return _CHECKS[rule.audience](rule)


def _anybody(rule: Rule) -> None:
    g.person = None


def _staff(rule: Rule) -> BaseResponse | tuple[str, int] | None:
    if (elsewhere := _ask_who("staff", _way_back())) is not None:
        return elsewhere
    person = g.sign_in.person
    g.person, g.assignments = person, assignments_of(current.session(), person.id, current.today())
    work = acting_as(g.assignments, cookie.get("assignment"))
    if work is None:
        return render_template("errors/no_role.html"), 404
    g.unit, g.actor = work.unit, replace(actor_for(person), role=work.role, unit=work.unit_id)
    if work.role not in rule.roles:
        raise NotFound
    patient = (request.view_args or {}).get("patient_id")
    if patient is not None:
        reading = rule.emergency and request.method in SAFE_METHODS
        g.actor, g.patient = admit(current.session(), g.actor, patient, current.now(), in_emergency=reading)
    return None


def _respondent(rule: Rule) -> BaseResponse | tuple[str, int] | None:
    if (elsewhere := _ask_who("respondent")) is not None:
        return elsewhere
    person = g.sign_in.person
    if person.role not in rule.roles:
        raise NotFound
    g.person, g.actor = person, actor_for(person)
    return None


def _ask_who(audience: str, after: str | None = None) -> BaseResponse | tuple[str, int] | None:
    """Where to sign in; or, where the session fell asleep under somebody who was writing, the proof."""
    if signed_in(audience, typing=request.method not in SAFE_METHODS, awake=True) is None:
        return _kept() or redirect(url_for(f"{audience}.sign_in", next=after))
    return None if is_awake(g.sign_in, current.now()) else step_up.wake()


def _kept() -> tuple[str, int] | None:
    """Where somebody was writing: the page that keeps what they wrote until they have come in anew."""
    return None if request.method in SAFE_METHODS else unsent.instead()


def _answering(rule: Rule) -> BaseResponse | tuple[str, int] | None:
    asked = get_asked(current.session(), (request.view_args or {})["invitation_id"])
    writes = request.method not in SAFE_METHODS
    person = signed_in("respondent", typing=writes, awake=writes)
    if person is not None and person.id == asked.person_id:
        g.actor = actor_for(person)
    elif opened := opened_links.find(asked.id):
        if elsewhere := opened_links.elsewhere(opened, asked.id):
            return _kept() or elsewhere
        g.actor = asked.actor(by_link=True)
    elif person is None and "token" in cookie:
        return _kept() or redirect(url_for("respondent.sign_in"))
    g.asked = require_asked(g.actor, asked)
    if not may_answer(current.session(), asked.role, asked.patient_id, asked.person_id, current.today()):
        raise NotFound
    return None


def _link(rule: Rule) -> BaseResponse | None:
    g.asked = get_asked(current.session(), (request.view_args or {})["invitation_id"])
    g.opened = opened_links.find(g.asked.id)
    if g.opened is None:
        raise NotFound
    g.actor = Actor(None, "nobody", None, g.asked.language)
    return None if g.opened.may_read(current.now()) else redirect(url_for("respondent.away"))


def _half(rule: Rule) -> BaseResponse | None:
    token = cookie.get("token")
    g.person = None
    g.sign_in = (
        find_half(current.session(), token, "staff", current.now()) if isinstance(token, str) else None
    )
    if g.sign_in is None:
        return redirect(url_for("staff.sign_in", next=_way_back()))
    g.actor = Actor(None, "nobody", None, g.sign_in.person.language)
    return None


_CHECKS: dict[str, Callable[[Rule], BaseResponse | tuple[str, int] | None]] = {
    "open": _anybody,
    "staff": _staff,
    "half": _half,
    "respondent": _respondent,
    "answering": _answering,
    "link": _link,
}


def _way_back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _finish(response: Response) -> Response:
    """Commit before anything is shown, so that a receipt never promises what is not stored."""
    if "db" not in g or response.status_code >= 500:
        return response
    if g.get("undo"):  # nothing that was sent is stored, but what the page shows is told all the same
        if not _shows_somebody(response):
            return response
        _close(None)
        current.begin(writing=True)
    if _shows_somebody(response):
        _note_page()
    current.database().commit(g.db)
    return response


def _shows_somebody(response: Response) -> bool:
    """Whether a page for people who have signed in was shown, and not only led on from."""
    rule = rule_of(current.app(), request.endpoint or "static")
    is_page = rule.audience in ("staff", "respondent") and not rule.quiet
    return is_page and response.status_code in (200, 422) and g.get("person") is not None


def _note_page() -> None:
    """No page is forgotten: what no service has told is told here (rule A10)."""
    own = g.person.id if g.person.role == "patient" else None
    patient = (request.view_args or {}).get("patient_id", own)
    record_page(current.session(), current.actor(), request.endpoint or "", patient, current.now())


def _close(error: BaseException | None) -> None:
    db = g.pop("db", None)
    if db is not None:
        current.database().close(db)
