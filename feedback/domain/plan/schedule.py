"""The schedule of one patient: a pure function of facts, without a clock."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from feedback.domain.pathway.days import Stretch, merged
from feedback.domain.plan.facts import Facts
from feedback.domain.plan.occasions import Candidate, candidates
from feedback.domain.plan.placing import Covered, Diary, Placed, Turn, after_breaks
from feedback.domain.plan.questions import Asking, Rules
from feedback.domain.plan.request import LeftOut, Occasion, Request, RequestKey, Schedule
from feedback.domain.plan.vocabulary import RANKS, NotAsked, When


def schedule(facts: Facts, rules: Rules, until: date) -> Schedule:
    """Every request up to the day `until`, and what is left out.

    Answered requests stay as they are. The rest get their days in the order of priority, then by first
    day: within the budget of the person's week (Monday to Sunday), outside the window of the same measure,
    on no day of a pause. The facts must have passed `check_facts`; their order does not matter, nor does today,
    and a later `until` changes nothing before it.
    """
    making = _Making(facts, rules)
    for candidate in sorted(_candidates(facts, rules, until), key=making.order):
        making.take(candidate)
    return making.result(until)


def _candidates(facts: Facts, rules: Rules, until: date) -> list[Candidate]:
    """What is not answered yet, each once.

    What is periodic is followed beyond the last day, and beyond the last answer, by the longest window, so that
    what it is covered by is the same whichever day is the last.
    """
    last = max((until, *(one.answered_on for one in facts.answered if one.answered_on)))
    beyond = last + timedelta(max((asking.window_days for asking in rules.askings.values()), default=0))
    answered = {request.key for request in facts.answered}
    found: dict[RequestKey, Candidate] = {}
    every = (one for course in facts.courses for one in candidates(course, facts.respondents, beyond))
    for candidate in sorted((one for one in every if one.key not in answered), key=_order):
        found.setdefault(candidate.key, candidate)
    return list(found.values())


def _order(candidate: Candidate) -> tuple[object, ...]:
    """By priority and first day; the rest only makes the order whole, as two plans may ask the same."""
    step, adaptation = candidate.step.step, candidate.step.adaptation
    lasts = (step.long_allowed, step.days_before, step.days_open, repr(adaptation) if adaptation else "")
    return *candidate[:5], *lasts, candidate.plan


class _Making:
    """A schedule while it is made."""

    def __init__(self, facts: Facts, rules: Rules) -> None:
        self.rules = rules
        self.facts = facts
        self.left_out: list[LeftOut] = []
        self.instead: defaultdict[RequestKey, list[Occasion]] = defaultdict(list)
        self.diaries = _diaries(facts, rules)
        self.requests = {request.key: request for request in sorted(facts.answered, reverse=True, key=_stood)}
        self._note_answers(facts)

    def order(self, candidate: Candidate) -> tuple[object, ...]:
        """What goes first first. Of sessions whose feedback a pause has pushed to one day, the newest goes first: it is
        what the answer will be about, and the older ones count with it (rule A2)."""
        if candidate.step.step.when is not When.SESSION:
            return _order(candidate)
        asked = after_breaks(candidate.first, self.diaries[candidate.of.key].breaks)
        return candidate.rank, asked, -candidate.first.toordinal(), *_order(candidate)

    def _note_answers(self, facts: Facts) -> None:
        for request in self.requests.values():
            diary = self.diaries[request.of]
            diary.note(request.asking, request.asked_on, request.key)
            if request.answered_on:
                diary.note_measured(request.asking.measure, request.answered_on, request.key)
        for given in sorted(facts.given, key=lambda given: (given.of, given.on, given.ask)):
            asking = self.rules.askings.get(given.ask)
            self.diaries[given.of].note_measured(asking.measure if asking else given.ask, given.on, None)

    def take(self, candidate: Candidate) -> None:
        """Give one candidate its day, or say why it has none."""
        asking = self.rules.askings.get(candidate.key.ask)
        if asking is None:
            self._leave_out(candidate, NotAsked.UNAVAILABLE)
        elif candidate.slot.first > candidate.slot.last:
            self._leave_out(candidate, candidate.slot.over)
        else:
            self._place(candidate, asking)

    def _place(self, candidate: Candidate, asking: Asking) -> None:
        diary = self.diaries[candidate.of.key]
        found = self._find(candidate, asking)
        if isinstance(found, NotAsked):
            self._leave_out(candidate, found)
        elif isinstance(found, Placed):
            diary.note(asking, found.on, candidate.key)
            self.requests[candidate.key] = _request(candidate, asking, found)
        elif found.by is None:
            self._leave_out(candidate, NotAsked.ANSWERED)
        else:
            self.instead[found.by].append(candidate.slot.occasion)

    def _find(self, candidate: Candidate, asking: Asking) -> Placed | Covered | NotAsked:
        """Its day; where it could not be asked then, the first day after it while it would still be open."""
        diary, long_allowed = self.diaries[candidate.of.key], candidate.step.step.long_allowed
        turn = _turn(candidate)
        found = diary.place(asking, candidate.first, candidate.latest, long_allowed, turn)
        earliest = self.facts.earliest(candidate.key)
        if not isinstance(found, Placed) or found.on >= earliest:
            return found
        if earliest > min(candidate.latest, candidate.until(found.on)):
            return NotAsked.PASSED
        return diary.place(asking, earliest, candidate.latest, long_allowed, turn)

    def _leave_out(self, candidate: Candidate, reason: NotAsked) -> None:
        of, step = candidate.of, candidate.step
        place = (candidate.first, candidate.slot.occasion, candidate.key.ask, of.key, of.role)
        self.left_out.append(LeftOut(*place, step.step, reason, step.adaptation))

    def result(self, until: date) -> Schedule:
        """What lies up to that day, by day."""
        requests = [
            request._replace(instead_of=tuple(sorted(self.instead[key], key=lambda one: (one.on, one.key))))
            for key, request in self.requests.items()
            if request.asked_on <= until
        ]
        left_out = (one for one in self.left_out if one.on <= until)
        return Schedule(tuple(sorted(requests, key=_by_day)), tuple(sorted(left_out, key=_by_day_left_out)))


def _turn(candidate: Candidate) -> Turn | None:
    """Half a rhythm is the furthest that a turn waits for the one before."""
    step = candidate.step.step
    if step.when is not When.EVERY:
        return None
    return Turn(candidate.key, min(candidate.latest, candidate.first + timedelta(weeks=step.weeks) // 2))


def _diaries(facts: Facts, rules: Rules) -> dict[str, Diary]:
    people = {person.key for person in facts.respondents} | {request.of for request in facts.answered}
    people |= {given.of for given in facts.given}
    return {
        key: Diary(
            rules.budget,
            merged(Stretch(p.first_day, p.last_day) for p in facts.pauses if p.of in ("", key)),
        )
        for key in people
    }


def _request(candidate: Candidate, asking: Asking, placed: Placed) -> Request:
    person, step = candidate.of, candidate.step
    request = Request(
        placed.on,
        candidate.until(placed.on),
        candidate.slot.occasion,
        asking,
        person.key,
        person.role,
        step.step,
        step.adaptation,
        plan=candidate.plan,
    )
    if placed.because is None:
        return request
    return request._replace(deferred_from=candidate.first, deferred_because=placed.because)


def _stood(request: Request) -> tuple[date, date, RequestKey]:
    return request.answered_on or date.max, request.asked_on, request.key


def _by_day(request: Request) -> tuple[date, int, str, RequestKey]:
    return request.asked_on, RANKS[request.step.when], request.of, request.key


def _by_day_left_out(one: LeftOut) -> tuple[date, int, str, str, str]:
    return one.on, RANKS[one.step.when], one.of, one.occasion.key, one.ask
