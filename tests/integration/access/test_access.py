"""Every page x every person: who may come in. A new page fails here until it has a row."""

from __future__ import annotations

import pytest
from access_rows import (
    ALLOWED,
    EVERYBODY,
    FIELDS,
    NOTHING_BEHIND,
    come_in,
    is_let_in,
)
from arranged import Numbers, numbers
from clinic import Clinic
from flask import Flask

from feedback.web.guard import AccessRuleMissingError, check_rules

__all__ = ["numbers"]


def test_every_page_has_a_row(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == {*ALLOWED, "static"}


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_person_by_page(app: Flask, clinic: Clinic, numbers: Numbers, who: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            person = None if who == "nobody" else numbers.person(who)
            client = come_in(app, person, who)
            let_in = is_let_in(client, numbers.fill(rule), method, FIELDS.get(rule.endpoint))
            expected = who in ALLOWED[rule.endpoint] and rule.endpoint not in NOTHING_BEHIND
            if let_in != expected:
                wrong.append(f"{method} {rule.rule}: let in {let_in}, expected {expected}")
    assert not wrong


def test_a_page_without_a_rule_does_not_let_the_application_start(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "open"
    with pytest.raises(AccessRuleMissingError, match="forgotten"):
        check_rules(app)


def test_a_form_without_its_token_is_refused(app: Flask, clinic: Clinic) -> None:
    answer = app.test_client().post("/me/sign-out")
    assert answer.status_code == 400


def test_the_cookies_of_the_two_audiences_do_not_mix(app: Flask, clinic: Clinic) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = come_in(app, clinic.berg, "berg")
    cookie = client.get_cookie("samsyn_staff", path="/staff")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("samsyn", cookie.value)
    assert not is_let_in(thief, "/me/", "GET")
