"""The interface in bokmål, nynorsk and English: chosen on the page, else the person's own, else bokmål."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from babel import Locale
from flask import Flask, g, request, session
from flask_babel import Babel, get_locale, gettext, refresh

from feedback.charts.formats import shown_date, shown_month
from feedback.domain.calendar import local
from feedback.domain.people.actors import LANGUAGES
from feedback.web.forms import errors_of
from feedback.web.typed_day import in_calendar
from feedback.web.words import respondents_unit

SECTION = re.compile(r"\bsection (?=\d)")
NAMES = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))


def install(app: Flask) -> None:
    """Choose the language of every request and give templates what they need of it."""
    Babel(app, locale_selector=chosen)
    app.before_request(_remember)
    app.context_processor(lambda: {"language": chosen(), "languages": offered()})
    app.jinja_env.globals |= {"errors_of": errors_of, "period": period}
    filters: dict[str, Callable[..., str]] = {
        "day": day,
        "short_day": short_day,
        "moment": moment,
        "month_name": month_name,
        "source_words": source_words,
        "language_word": language_word,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.tests["in_calendar"] = in_calendar


def day(value: date) -> str:
    """24. november 2026; an instant is shown as its day in Norway."""
    return shown_date(local(value).date() if isinstance(value, datetime) else value, chosen(), "long")


def short_day(value: date) -> str:
    """24. nov. 2026."""
    return shown_date(local(value).date() if isinstance(value, datetime) else value, chosen())


def period(start: date, end: date | None, written: Callable[[date], str] = short_day) -> str:
    """24. nov. – 3. des. 2026; of what has no end "fra 24. nov. 2026"."""
    return f"{written(start)} – {written(end)}" if end else gettext("from %(day)s", day=written(start))


def source_words(source: str) -> str:
    """Where a rule was read: titles as they are, the word before the number of a section in this language."""
    return SECTION.sub(gettext("section") + " ", source)


def language_word(code: str) -> str:
    """Bokmål; a language that the interface does not have as the reader calls it."""
    if code == "und":
        return gettext("language not stated")
    known = Locale.parse(chosen()).languages
    return dict(NAMES).get(code) or known.get(code.partition("-")[0].lower()) or code


def month_name(value: date) -> str:
    """november 2026."""
    return shown_month(value, chosen())


def moment(value: datetime) -> str:
    """24. november 2026, 10:30, by the clock in Norway."""
    return f"{day(value)}, {local(value):%H:%M}"


def chosen() -> str:
    """The language of this request."""
    wanted = session.get("language")
    if wanted in LANGUAGES:
        return str(wanted)
    actor = g.get("actor")
    return actor.language if actor is not None else "nb"


def offered() -> list[tuple[str, str]]:
    """The languages that one can choose: all of them, or those that the respondent's unit offers."""
    unit = respondents_unit()
    codes = unit.languages.split() if unit is not None else LANGUAGES
    return [(code, name) for code, name in NAMES if code in codes]


def choose(language: str) -> None:
    """Go on in this language, from now on and in the rest of the session."""
    if language in LANGUAGES:
        session["language"] = language
        refresh()


def locale_name() -> str:
    """The locale in force, for formatting outside templates."""
    return str(get_locale() or "nb")


def _remember() -> None:
    choose(request.args.get("language", ""))
