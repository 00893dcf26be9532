"""Roles, languages and ages; who is acting."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date

ROLES = ("patient", "relative", "clinician", "coordinator", "leader", "administrator")
STAFF_ROLES = ("clinician", "coordinator", "leader", "administrator")
LANGUAGES = ("nb", "nn", "en")
RELATIONSHIP_KINDS = ("parent", "partner", "sibling", "child", "friend", "other")
ADULT = 18
# What a patient agrees to about a relative: being asked; seeing and rating the patient's goals; and of the evaluation
# points when one meets, the sheets of which the relative gets a copy, and the agreed steps that bear their name.
TAKE_PART, SEE_GOALS = "take-part", "see-goals"
SEE_MEETING, SEE_COPY, SEE_STEPS = "see-meeting", "see-copy", "see-steps"
OF_POINTS = (SEE_MEETING, SEE_COPY, SEE_STEPS)
SCOPES = (TAKE_PART, SEE_GOALS, *OF_POINTS)
AUDIENCES = ("staff", "respondent")
LINK_SECONDS = ("none", "birth-date", "code")  # what is asked once after a link was opened
WAYS_IN = ("local", "openid", "demo")  # how a session was begun: a local account, a log-in, one click
EMERGENCY_REASONS = ("danger", "handover", "asked", "other")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting, and how they came in.

    `person` is None for the operating-system user of a command, whose name is then `label`. A person who came
    by a link may only answer `invitation`. At a patient of somebody who is away, `deputy_for` is that person;
    at one opened in an emergency, `emergency` is the number of that access.
    """

    person: int | None
    role: str
    unit: int | None
    language: str = "nb"
    label: str = ""
    invitation: int | None = None
    deputy_for: int | None = None
    emergency: int | None = None

    def purpose(self, ordinary: str) -> str:
        """What the audit log says that something was done for; see `ground_of`."""
        if self.deputy_for is not None:
            return f"{ordinary}, as deputy for person {self.deputy_for}"
        return ordinary if self.emergency is None else f"emergency access {self.emergency}"

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES


def ground_of(purpose: str) -> tuple[int | None, bool]:
    """For whom somebody was deputy, and whether it was in an emergency, read back from `Actor.purpose`."""
    _care, found, absent = purpose.partition(", as deputy for person ")
    return int(absent) if found else None, purpose.startswith("emergency access ")


def age_on(day: date, born_on: date) -> int:
    """Whole years; somebody born on 29 February turns a year older on 1 March in other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def birthday(born_on: date, age: int) -> date:
    """The day on which a person reaches this age, by the rule of `age_on`."""
    leap_day = (born_on.month, born_on.day) == (2, 29) and not isleap(born_on.year + age)
    return date(born_on.year + age, 3, 1) if leap_day else born_on.replace(year=born_on.year + age)
