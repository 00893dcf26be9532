"""A patient's goals with everybody's ratings: nothing of an answer that was withdrawn (services.rights.deletion)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.goals.rules import difference
from feedback.persistence.tables import AccessDecision, CarePathway, Goal, GoalRating, Response
from feedback.services.refusals import NotFound

WITHDRAWN = "entered-in-error"  # of an answer
Rater = tuple[str, int]  # the role in which somebody rates, and who


@dataclass(frozen=True, slots=True)
class ReadGoal:
    """A goal, and its ratings by time. `before` are those that it goes on from with the same words, the first first;
    their ratings are among its own. One that goes on as another `is_taken_up`."""

    row: Goal
    ratings: tuple[GoalRating, ...] = ()
    before: tuple[Goal, ...] = ()
    is_taken_up: bool = False

    @property
    def is_active(self) -> bool:
        return self.row.state == "active"

    @property
    def is_spoken(self) -> bool:
        """Whether a clinician wrote it down as the patient said it."""
        return self.row.made_by.role != "patient"

    @property
    def by_rater(self) -> dict[Rater, list[GoalRating]]:
        """The ratings kept apart by person, the patient's first, then relatives', then clinicians'."""
        found: dict[Rater, list[GoalRating]] = {}
        for rating in sorted(self.ratings, key=lambda one: ROLE_ORDER[one.role]):
            found.setdefault((rating.role, rating.by_id), []).append(rating)
        return found

    @property
    def difference(self) -> int | None:
        """How far apart people are now (rule A8); see domain.goals."""
        return difference(ratings[-1].value for ratings in self.by_rater.values())


ROLE_ORDER = {"patient": 0, "relative": 1, "clinician": 2}


def find_course(session: Session, patient: int) -> CarePathway | None:
    """The patient's newest course, open or closed."""
    mine = select(CarePathway).where(CarePathway.patient_id == patient)
    return session.scalar(mine.order_by(CarePathway.id.desc()).limit(1))


def courses_of(session: Session, patient: int) -> list[CarePathway]:
    """All courses of the patient, the newest first."""
    mine = select(CarePathway).where(CarePathway.patient_id == patient)
    return list(session.scalars(mine.order_by(CarePathway.id.desc())))


def goals_of(session: Session, *pathways: int) -> list[ReadGoal]:
    """The goals of courses as they stand now, ended ones as well, in the order in which they were written; one that
    was worded anew keeps its place.

    Left out are ratings of a relative's answer that a clinician has held back, since patient and clinician look at
    goals together, and those of answers that named a goal and gave no number.
    """
    query = select(Goal).where(Goal.pathway_id.in_(pathways)).order_by(Goal.id)
    rows = _in_places(list(session.scalars(query.execution_options(populate_existing=True))))
    ratings = _ratings(session, [row.id for row in rows])
    withheld = _withheld(session, [one for one, _status in ratings])
    found = []
    for row in rows:
        mine = [(one, status) for one, status in ratings if one.goal_id == row.id]
        kept = [one for one, status in mine if status != WITHDRAWN]
        if has_a_source(row, kept, [one for one, status in mine if status == WITHDRAWN]):
            found.append(ReadGoal(row, tuple(one for one in kept if _is_said(one, withheld))))
    return _going_on(found)


def active_goals(session: Session, pathway: int) -> list[ReadGoal]:
    """The goals of a course that are worked on now, at most three."""
    return [goal for goal in goals_of(session, pathway) if goal.is_active]


def course_of_goal(session: Session, goal: Goal) -> CarePathway:
    """The course that a goal belongs to."""
    return session.get_one(CarePathway, goal.pathway_id)


def words_of_goals(session: Session, patient: int) -> list[str]:
    """The words of the patient's active goals."""
    pathway = find_course(session, patient)
    return [goal.row.words for goal in active_goals(session, pathway.id)] if pathway else []


def get_goal(session: Session, patient: int, goal: int) -> Goal:
    """A goal of this patient, from any of their courses. Raises NotFound."""
    row = session.get(Goal, goal)
    if row is None or course_of_goal(session, row).patient_id != patient:
        raise NotFound
    if all(one.row is not row for one in goals_of(session, row.pathway_id)):
        raise NotFound
    return row


def has_a_source(goal: Goal, kept: Iterable[GoalRating], withdrawn: Sequence[GoalRating]) -> bool:
    """Whether a goal stands on something else than answers that were withdrawn: an answer of the patient that
    is kept, their own rating, a decision at an evaluation point, or being written on a page or in a meeting."""
    is_from_one = any(one.rated_at == goal.made_at for one in withdrawn)
    stands = goal.ended_at_point_id is not None or any(one.role == "patient" for one in kept)
    return stands or not is_from_one


def _going_on(found: Sequence[ReadGoal]) -> list[ReadGoal]:
    """The same, where a goal that was taken up again has what was said of it before."""
    rows = {goal.row.id: goal.row for goal in found}
    known: dict[int, ReadGoal] = {}
    for goal in found:
        before = _same_before(goal.row, rows)
        old = known.get(before.id) if before is not None else None
        if old is not None:
            known[old.row.id] = replace(old, is_taken_up=True)
            goal = replace(goal, ratings=(*old.ratings, *goal.ratings), before=(*old.before, old.row))
        known[goal.row.id] = goal
    return list(known.values())


def _same_before(row: Goal, rows: Mapping[int, Goal]) -> Goal | None:
    """The nearest goal with the same words in whose place it stands."""
    before = rows.get(row.changed_from_id or 0)
    while before is not None and before.words != row.words:
        before = rows.get(before.changed_from_id or 0)
    return before


def _is_said(rating: GoalRating, withheld: set[int | None]) -> bool:
    has_number = rating.value is not None or rating.response_id is None
    return has_number and rating.response_id not in withheld


def _in_places(rows: list[Goal]) -> list[Goal]:
    first: dict[int, int] = {}
    for row in rows:
        first[row.id] = first.get(row.changed_from_id or 0, row.id)
    return sorted(rows, key=lambda row: (first[row.id], row.id))


def _ratings(session: Session, goals: Sequence[int]) -> list[tuple[GoalRating, str | None]]:
    """Each with the state of the answer that it comes from, by day and time."""
    query = (
        select(GoalRating, Response.status)
        .outerjoin(Response, Response.id == GoalRating.response_id)
        .where(GoalRating.goal_id.in_(goals))
        .order_by(GoalRating.rated_at, GoalRating.id)
    )
    found = [(rating, status) for rating, status in session.execute(query)]
    return sorted(found, key=lambda one: one[0].said_on)


def _withheld(session: Session, ratings: Sequence[GoalRating]) -> set[int | None]:
    answers = {one.response_id for one in ratings if one.role == "relative" and one.response_id}
    held_back = (AccessDecision.response_id.in_(answers), AccessDecision.decision == "withheld")
    return set(session.scalars(select(AccessDecision.response_id).where(*held_back)))
