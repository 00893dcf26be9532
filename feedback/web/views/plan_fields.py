"""The fields of one step of a collection plan, as clinicians and administrators fill them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, IntegerField
from wtforms.validators import Optional

from feedback.domain.plan.template import DAYS_BEFORE, DAYS_OPEN, Step
from feedback.domain.plan.vocabulary import OfWhom, When
from feedback.services.plans.plan_overview import AskedSet
from feedback.web.coordination.fields import as_choices, choice
from feedback.web.languages import chosen
from feedback.web.views.plan_words import whom_words
from feedback.web.views.set_titles import titles_apart

WHEN = {
    When.START.value: _("at the start"),
    When.SESSION.value: _("after each appointment"),
    When.EVERY.value: _("every so many weeks"),
    When.BEFORE_POINT.value: _("before each evaluation point"),
    When.CLOSING.value: _("before the closing"),
}
UNTIL_A_DAY = (When.BEFORE_POINT, When.CLOSING)


class Number(IntegerField):  # type: ignore[misc]
    """A whole number; empty means the usual one."""

    def __init__(self, label: str, **bound: Any) -> None:
        super().__init__(label, [Optional()], **bound)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError with what to write."""
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError as error:
            if any(value.strip() for value in valuelist):
                raise ValueError(_("Write a whole number.")) from error


class StepFields(Form):  # type: ignore[misc]
    """What is asked of whom, when, and for how long."""

    ask = choice(_("Questions"))
    of = choice(_("Of whom"))
    when = choice(_("When"), WHEN)
    weeks = Number(_("Weeks between"))
    days_before = Number(_("Days before"))
    days_open = Number(_("Days open"))
    long_allowed = BooleanField(_("May be longer than a week allows"))

    def offer(self, sets: Mapping[str, AskedSet], *, blank: str = "") -> None:
        """Fill the lists; `blank` is the word for no step at all."""
        named = titles_apart({key: one.title for key, one in sets.items()}, chosen())
        titles = sorted(named.items(), key=lambda pair: pair[1])
        kept = [(self.ask.data, self.ask.data)] if self.ask.data and self.ask.data not in sets else []
        self.ask.choices = as_choices([*([("", blank)] if blank else []), *titles, *kept])
        self.of.choices = as_choices((of.value, whom_words(of)) for of in OfWhom)

    def step(self) -> Step:
        """The step as it is filled in; what does not count for its occasions has the usual value."""
        when = When(self.when.data)
        return Step(
            self.ask.data,
            OfWhom(self.of.data),
            when,
            weeks=(self.weeks.data or 0) if when is When.EVERY else 0,
            days_before=_given(self.days_before, DAYS_BEFORE) if when in UNTIL_A_DAY else DAYS_BEFORE,
            days_open=DAYS_OPEN if when in UNTIL_A_DAY else _given(self.days_open, DAYS_OPEN),
            long_allowed=bool(self.long_allowed.data),
        )


def filled_with(step: Step) -> dict[str, object]:
    """The values of the fields for a step."""
    return {
        "ask": step.ask,
        "of": step.of.value,
        "when": step.when.value,
        "weeks": step.weeks or None,
        "days_before": step.days_before,
        "days_open": step.days_open,
        "long_allowed": step.long_allowed,
    }


def _given(field: Number, usual: int) -> int:
    return usual if field.data is None else int(field.data)
