"""How long things are kept here: the rules, what a run would remove now, and fewer days with a reason."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import TextAreaField
from wtforms.validators import Length

from feedback.catalogue.retention import RetentionRule, retention_rules
from feedback.domain.plain_text import plain_number
from feedback.services.refusals import Refused
from feedback.services.units.changes import changes_of
from feedback.services.units.retention import Expired, expired
from feedback.services.units.set_retention import (
    LONGEST_REASON,
    check_days,
    own_days,
    rules_in_force,
    set_days,
    shipped_rule,
)
from feedback.web import current
from feedback.web.administration import retention_words
from feedback.web.administration.change_words import FIELDS
from feedback.web.coordination.fields import line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff

pages = Blueprint("retention", __name__, url_prefix="/staff/administration/retention")


class DaysForm(FlaskForm):  # type: ignore[misc]
    """Other days, and why."""

    days = line(_("Days"))
    reason = TextAreaField(
        _("Why"), validators=[Length(max=LONGEST_REASON, message=_("Write why, in at most 300 characters."))]
    )


@pages.get("")
@for_staff("administrator")
def all_rules() -> str:
    """Every rule, and how many things a run would remove now. Nobody is named."""
    session = current.session()
    fields = [f"retention {rule.key}" for rule in retention_rules()]
    return render_template(
        "administration/retention.html",
        rows=expired(session, rules_in_force(session), current.now()),
        shipped={rule.key: rule.days for rule in retention_rules()},
        said=retention_words,
        changes=changes_of(session, fields=fields),
        fields=FIELDS,
    )


@pages.route("/<rule_key>", methods=["GET", "POST"])
@for_staff("administrator")
def change(rule_key: str) -> tuple[str, int] | BaseResponse:
    """Other days for one rule: first what they would remove, then, when that is confirmed, stored."""
    rule, own = shipped_rule(rule_key), own_days(current.session())
    form = DaysForm(data={"days": own.get(rule_key, "")})
    asked = False
    if form.validate_on_submit():
        try:
            days = _days(form.days.data or "")
            check_days(rule, days, form.reason.data or "")
            if request.form.get("do") == "store":
                _store(rule_key, days, form.reason.data or "")
                return redirect(url_for(".all_rules"), 303)
            asked = True
        except Refused as error:
            show_refusal(form, error)
    return _show(rule, form, asked=asked), status_of(form)


def _days(typed: str) -> int | None:
    """The days that were written; 0, which no rule allows, for what is no number."""
    text = typed.strip()
    if not text:
        return None
    return plain_number(text) or 0


def _store(key: str, days: int | None, reason: str) -> None:
    set_days(current.session(), current.actor(), key, days, reason, current.now())


def _show(rule: RetentionRule, form: DaysForm, *, asked: bool) -> str:
    own = own_days(current.session())
    now = replace(rule, days=min(own.get(rule.key, rule.days), rule.days))
    then = replace(rule, days=_days(form.days.data or "") or rule.days) if asked else None
    return render_template(
        "administration/retention_rule.html",
        form=form,
        rule=rule,
        now=_look(now),
        then=_look(then) if then else None,
        said=retention_words,
    )


def _look(rule: RetentionRule) -> Expired:
    return expired(current.session(), [rule], current.now())[0]
