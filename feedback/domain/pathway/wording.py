"""How a sentence about dates is put into words: the texts are marked here and translated by the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def msgid(text: str) -> str:
    """The text itself: a mark for the extraction of texts to be translated (keyword `msgid`)."""
    return text


def _as_it_is(text: str) -> str:
    return text


def _english_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _english_date(day: date) -> str:
    return f"{_english_day(day)} {day.year}"


def _english_month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Language:
    """What a sentence needs from a language: its texts (gettext) and how it writes days.

    `full_date` is *14 April 2025*, `day` the same without the year, `month` is *April 2025*.
    """

    translate: Callable[[str], str] = _as_it_is
    full_date: Callable[[date], str] = _english_date
    day: Callable[[date], str] = _english_day
    month: Callable[[date], str] = _english_month

    def day_near(self, day: date, near: date) -> str:
        """The day, with its year only where that is not the year of `near`."""
        return self.day(day) if day.year == near.year else self.full_date(day)

    def area(self, area: CarePathwayArea) -> str:
        return self.translate(_AREAS[area])

    def setting(self, setting: Setting) -> str:
        return self.translate(_SETTINGS[setting])


ENGLISH = Language()

_AREAS = {
    CarePathwayArea.PHV: msgid("PHV"),
    CarePathwayArea.PHBU: msgid("PHBU"),
    CarePathwayArea.TSB: msgid("TSB"),
    CarePathwayArea.PREGNANCY_SUD: msgid("pregnancy and substance use"),
    CarePathwayArea.EATING_DISORDER_CHILD: msgid("eating disorders in children and young people"),
    CarePathwayArea.OCD: msgid("OCD"),
}

_SETTINGS = {Setting.OUTPATIENT: msgid("outpatient"), Setting.INPATIENT: msgid("inpatient")}
