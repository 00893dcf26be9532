"""The words of a collection plan; the values are those of the template files and of the command line."""

from __future__ import annotations

from enum import StrEnum


class When(StrEnum):
    """On which occasions a step asks; also the code of why something is asked."""

    START = "start"
    SESSION = "session"
    EVERY = "every"
    BEFORE_POINT = "before-point"
    CLOSING = "closing"


class OfWhom(StrEnum):
    """Whom a step asks. A parent is a relative too; `parent` asks nobody else."""

    PATIENT = "patient"
    RELATIVE = "relative"
    PARENT = "parent"
    CLINICIAN = "clinician"

    @property
    def role(self) -> str:
        """The role of that person, as question sets name their respondents."""
        return "relative" if self is OfWhom.PARENT else self.value


class Priority(StrEnum):
    """What goes first when a week has not room for all, the first first."""

    PREPARATION = "preparation"
    SESSION = "session-feedback"
    PERIODIC = "periodic"


class OccasionKind(StrEnum):
    """What an answer belongs to; all but `periodic` are kinds of `domain.occasions`."""

    START = "start"
    SESSION = "session"
    PERIODIC = "periodic"
    EVALUATION = "evaluation"
    CLOSING = "closing"


class Deferred(StrEnum):
    """Why something is asked later than on its first day."""

    BUDGET = "budget"
    PAUSE = "pause"
    SPACED = "spaced"  # the turn before was asked or answered late


class NotAsked(StrEnum):
    """Why something that the plan holds is not asked at all."""

    PAUSED = "paused"  # every day of its time is a day of a pause
    NO_ROOM = "no-room"  # no week of its time has room within the budget
    TOO_LONG = "too-long"  # longer than the budget and not allowed by name
    POINT_HELD = "point-held"  # the point was held before this was to be asked
    CLOSED = "closed"  # the course was closed before this was to be asked
    PASSED = "passed"  # its time had passed before it could be asked
    ANSWERED = "answered"  # the person has answered the same of their own accord within the window
    UNAVAILABLE = "unavailable"  # there is no such question set here


PRIORITIES = {
    When.START: Priority.PREPARATION,
    When.BEFORE_POINT: Priority.PREPARATION,
    When.CLOSING: Priority.PREPARATION,
    When.SESSION: Priority.SESSION,
    When.EVERY: Priority.PERIODIC,
}
RANKS = {when: tuple(Priority).index(priority) for when, priority in PRIORITIES.items()}
