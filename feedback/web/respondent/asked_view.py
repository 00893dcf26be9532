"""What a respondent is asked, how long it takes, and what comes next, in gentle words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from feedback.domain.plan.questions import visible_items
from feedback.domain.plan.vocabulary import When
from feedback.services.answers.answering import drafts_of
from feedback.services.answers.left_over import changes_left, left_over
from feedback.services.answers.own_drafts import is_own
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.plans.pause_asking import is_open, patients_around, pauses_of
from feedback.services.plans.what_comes_next import ComesNext, what_comes_next
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.web import current
from feedback.web.views.plan_words import length_words, minutes_words, titled

if TYPE_CHECKING:
    from feedback.persistence.tables import AskingPause, Invitation, Person

NEXT = {
    When.START: _("To begin with"),
    When.SESSION: _("After the next appointment"),
    When.BEFORE_POINT: _("Before you go through the treatment together"),
    When.EVERY: _("Now and then"),
}


@dataclass(frozen=True, slots=True)
class AskedView:
    """Something to answer, and how long it takes; `is_change` where it was sent, and a change of it was begun."""

    invitation: Invitation
    title: str
    length: str
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class NextView:
    """Something that will be asked: on which occasion, what, and how long it takes."""

    when: str
    titles: str
    length: str


@dataclass(frozen=True, slots=True)
class ForMe:
    """What one has begun by oneself, what waits, what waited earlier and is still welcome, what was begun for a point
    that is over, what comes next, and the pause that holds or comes."""

    begun: Sequence[AskedView]
    now: Sequence[AskedView]
    earlier: Sequence[AskedView]
    left: Sequence[AskedView]
    coming: Sequence[NextView]
    pause: AskingPause | None


def for_me(person: Person) -> ForMe:
    """Ask what is due first, so that it is there when the page is opened."""
    session, now, today = current.session(), current.now(), current.today()
    patients = patients_around(session, person.id, person.role)
    for patient in patients:
        ask_what_is_due(session, current.actor(), patient, now)
    drafts = drafts_of(session, person.id, now)
    over = left_over(session, drafts)
    waiting = [row for row in drafts if row.id not in over]
    asked = [row for row in waiting if not is_own(row)]
    coming = what_comes_next(session, person.id, patients, today)
    changed = [replace(_asked(row), is_change=True) for row in changes_left(session, person.id)]
    pauses = [row for row in pauses_of(session, [person.id]) if is_open(row, today)]
    return ForMe(
        _views(row for row in waiting if is_own(row)),
        _views(row for row in asked if _is_asked(row, today)),
        _views(row for row in reversed(asked) if not _is_asked(row, today)),
        [*changed, *_views(row for row in reversed(drafts) if over.get(row.id))],
        [_next(one) for one in coming],
        min(pauses, key=lambda row: row.starts_on, default=None),
    )


def _is_asked(row: Invitation, today: date) -> bool:
    return row.asks_until is None or row.asks_until >= today


def _views(rows: Iterable[Invitation]) -> list[AskedView]:
    return [_asked(row) for row in rows]


def _asked(row: Invitation) -> AskedView:
    questionnaire = questionnaire_of(current.session(), row.question_set_id)
    length = length_words(visible_items(questionnaire), questionnaire.minutes)
    return AskedView(row, titled(questionnaire.title), length)


def _next(one: ComesNext) -> NextView:
    titles = ", ".join(dict.fromkeys(titled(title) for title in one.titles))
    return NextView(str(NEXT[one.when]), titles, minutes_words(one.minutes))
