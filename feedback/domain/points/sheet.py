"""The joint-review sheet as plain data: web page and PDF are drawn from this one object (rule A12).

Every text is already in the reader's language or is a person's own words, quoted exactly (rule A13); only fixed labels
are left to the page and the PDF. What the reader may not see is not in it. An empty part is an empty tuple, an empty
text or None, and gets room for writing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from feedback.domain.measures.trend import Trend


class Heading(StrEnum):
    """The twelve headings of the sheet (national care pathways, Directorate of Health); see `READING_ORDER`."""

    USEFUL = "useful"
    RESOURCES = "resources"
    CHANGE = "change"
    WORK_TOGETHER = "work-together"
    FOLLOW_UP = "follow-up"
    FURTHER = "further"
    FAMILY = "family"
    HEALTH = "health"
    SURROUNDINGS = "surroundings"
    PLAN = "plan"
    TOOK_PART = "took-part"
    NEXT = "next"


# What was agreed last time is looked at first; all else keeps the order of the sources. It gives the numbers, too.
READING_ORDER = (Heading.FOLLOW_UP, *(heading for heading in Heading if heading is not Heading.FOLLOW_UP))

DECIDED_AT = (Heading.FURTHER, Heading.PLAN, Heading.TOOK_PART, Heading.NEXT)


class ReplyKind(StrEnum):
    """What came of a piece of feedback."""

    FOLLOWED = "followed"
    PARTLY = "partly"
    NOT_FOLLOWED = "not"
    NEXT_TIME = "next-time"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part or gets a copy; `role` reads "mother", "clinician"."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A person's exact words; `question` is what was asked and `by` who wrote them, where not plain.

    `joint` are those that were written together at the point, `chosen` those that were ticked and not written.
    """

    words: str
    question: str = ""
    by: str = ""
    on: date | None = None
    joint: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """One answered item on a scale; `instead` stands for the value ("skipped", "rather in person")."""

    label: str
    value: Decimal | None
    minimum: Decimal
    maximum: Decimal
    low_label: str = ""
    high_label: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class GoalRating:
    """How close to the goal one person finds it: `value` 0-10, None where they chose not to say.

    `place` orders people: 0 the patient, 1 relatives, 2 clinicians.
    """

    on: date
    by: str
    value: Decimal | None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in the patient's own words and how near it is, as each person sees it over time.

    `note` tells what has become of it ("Reached 4 November 2026"), empty while it is worked on.
    """

    words: str
    ratings: tuple[GoalRating, ...] = ()
    note: str = ""


def raters(goals: Iterable[Goal]) -> list[str]:
    """Everybody who has rated one of the goals, each once: the patient, then relatives, then clinicians."""
    ratings = (rating for goal in goals for rating in goal.ratings)
    return list(dict.fromkeys(one.by for one in sorted(ratings, key=lambda one: one.place)))


@dataclass(frozen=True, slots=True)
class Experience:
    """What the patient says about the help: each question with the answer in words, as it was chosen."""

    title: str
    on: date
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the clinician answered; `because` is theirs in own words."""

    kind: ReplyKind
    by: str
    on: date
    because: str = ""


@dataclass(frozen=True, slots=True)
class SessionFeedback:
    """One answered feedback after an appointment, and the reply to it."""

    on: date
    ratings: tuple[Rating, ...] = ()
    quotes: tuple[Quote, ...] = ()
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class RelativeView:
    """What one relative has answered, as far as it may be shown to the reader.

    `wishes` are answers by choice, each told shortly ("wants to be contacted").
    """

    person: Person
    on: date
    ratings: tuple[Rating, ...] = ()
    quotes: tuple[Quote, ...] = ()
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Who does what by when; `outcome` reads "done", "partly", empty until it has been looked at."""

    what: str
    who: str = ""
    due_on: date | None = None
    outcome: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided at the point, each in the words that were written down.

    `became` tells what was decided about each goal, `assess` names what needs further assessment, both in the
    reader's language. `major` is a change of the plan of which doctor and referrer usually are told; `copies` say
    whether they are.
    """

    works: str = ""
    changes: str = ""
    goals: str = ""
    further: str = ""
    tasks: tuple[Task, ...] = ()
    copies: tuple[Person, ...] = ()
    assess: tuple[str, ...] = ()
    major: bool = False
    became: tuple[str, ...] = ()

    @property
    def about_goals(self) -> str:
        """What was decided about the goals, a line for each, and the words to it."""
        return "\n".join(filter(None, (*self.became, self.goals)))


@dataclass(frozen=True, slots=True)
class GoneThrough:
    """One person's word that it was gone through together; `noted_by` is who noted it, if it was spoken."""

    by: Person
    on: date
    how: str = ""
    noted_by: str = ""


@dataclass(frozen=True, slots=True)
class SheetContent:
    """One joint-review sheet.

    `course_from` is when the course in this care pathway began. `held_on` is None until the point is held: until then
    it is a draft, unless it was called off (`called_off_on`). `notes` holds whatever else was answered or written,
    under its heading: preparation, own notes. `brought_up` is what a clinician wants to talk about. `earlier_tasks` are
    what the last point agreed on. `date_rule` tells why the next point falls on `next_on`, or where that is None why
    this one falls on its day. `late_reason` is in words, empty for a point that was held in time. `meets` is when one
    has agreed to meet, `way` how and on which days it was gone through, `next_meeting` when one meets for the next,
    `corrected` that and when it was corrected, `not_confirmed` why it was not: each in words, else empty. `experience`
    is the newest told of the help since the point before. `sources` are the references of the measures, `attributions`
    what the owners of the words want to see printed.
    """

    service: str
    patient: str
    pathway: str
    number: int
    drawn_on: date
    course_from: date | None = None
    due_on: date | None = None
    held_on: date | None = None
    called_off_on: date | None = None
    people: tuple[Person, ...] = ()
    topics: tuple[Quote, ...] = ()
    chosen: tuple[Quote, ...] = ()
    goals: tuple[Goal, ...] = ()
    trend: Trend = field(default_factory=Trend)
    sessions: tuple[SessionFeedback, ...] = ()
    relatives: tuple[RelativeView, ...] = ()
    notes: tuple[tuple[Heading, Quote], ...] = ()
    earlier_tasks: tuple[Task, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    gone_through: tuple[GoneThrough, ...] = ()
    next_on: date | None = None
    experience: Experience | None = None
    sources: tuple[str, ...] = ()
    attributions: tuple[str, ...] = ()
    date_rule: str = ""
    late_reason: str = ""
    brought_up: tuple[Quote, ...] = ()
    meets: str = ""
    way: str = ""
    next_meeting: str = ""
    corrected: str = ""
    not_confirmed: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether the point is still to be held, so that the sheet says that it is a draft."""
        return self.held_on is None and self.called_off_on is None

    def notes_under(self, heading: Heading) -> tuple[Quote, ...]:
        """What was written under one heading, in order."""
        return tuple(quote for under, quote in self.notes if under is heading)

    def joint_under(self, heading: Heading) -> tuple[Quote, ...]:
        """What was written together under one heading."""
        return tuple(quote for quote in self.notes_under(heading) if quote.joint)

    def around_decisions(self, heading: Heading) -> tuple[tuple[Quote, ...], tuple[Quote, ...]]:
        """What stands above and below what was decided: what people came with is first. Elsewhere all stands below."""
        found = self.notes_under(heading)
        if heading not in DECIDED_AT:
            return (), found
        return tuple(one for one in found if not one.joint), self.joint_under(heading)

    def is_empty(self, heading: Heading) -> bool:
        """Whether nothing stands under the heading; the last three always have their own lines to fill in."""
        held: dict[Heading, object] = {
            Heading.USEFUL: self.goals or self.experience,
            Heading.CHANGE: self.trend.in_area(Heading.CHANGE),
            Heading.WORK_TOGETHER: self.sessions,
            Heading.FOLLOW_UP: self.earlier_tasks,
            Heading.FURTHER: self.decisions.further.strip() or self.decisions.assess,
            Heading.FAMILY: self.relatives,
            Heading.HEALTH: self.trend.in_area(Heading.HEALTH),
            Heading.PLAN: True,
            Heading.TOOK_PART: True,
            Heading.NEXT: True,
        }
        return not (held.get(heading) or self.notes_under(heading))

    @property
    def has_scores(self) -> bool:
        """Whether "a score is not a diagnosis" has to be printed."""
        return any(series.facts.validated for series in self.trend.series)

    @property
    def has_unvalidated(self) -> bool:
        """Whether "not validated" has to be printed."""
        own = any(not series.facts.validated for series in self.trend.series)
        return own or bool(self.sessions or self.relatives or self.experience)
