"""Many courses at once, put in by bulk: people, points behind and ahead, answers, relatives, what was done.

What a course is like depends on its number alone, so that every run meets the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from feedback.domain.points.held_days import HeldDays, held_to_plain
from feedback.domain.points.process import ProcessKind
from feedback.persistence.columns import keyrings
from feedback.persistence.tables import (
    CarePathway,
    CareRelation,
    Consent,
    EvaluationPoint,
    EvaluationRecord,
    Goal,
    GoalRating,
    Invitation,
    Milestone,
    Occasion,
    Patient,
    Person,
    ProcessFact,
    QuestionSet,
    Relationship,
    Response,
    ReviewedTogether,
)

NAMES = ("Kari", "Ola", "Nora", "Per", "Ingrid", "Áilu", "Tove", "Jonas", "Aud", "Morten")
FAMILIES = ("Nordvik", "Hagen", "Solli", "Guttorm", "Lervik", "Sund", "Myhre", "Ås", "Dahl", "Strand", "Vik")
WEEKS = 30
ORDER = (
    Person, Patient, CareRelation, Relationship, Consent, CarePathway, Milestone, EvaluationPoint,
    EvaluationRecord, ReviewedTogether, ProcessFact, Occasion, Invitation, Response, Goal, GoalRating,
)  # fmt: skip


@dataclass
class Course:
    """Whose course it is and what belongs to it."""

    place: int
    patient: int
    pathway: int
    starts: date
    relative: int | None = None


@dataclass
class Bulk:
    """Rows by table, with numbers that follow those that are there."""

    session: Session
    unit: int
    clinicians: list[int]
    today: date
    sessions: int = 12
    first: int = 0
    rows: dict[type, list[dict[str, Any]]] = field(default_factory=dict)
    newest: dict[type, int] = field(default_factory=dict)
    sets: dict[str, int] = field(default_factory=dict)

    def fill(self, count: int) -> None:
        """Make so many courses and store them."""
        for key, number in self.session.execute(select(QuestionSet.key, QuestionSet.id)):
            self.sets[key] = number
        for place in range(self.first, self.first + count):
            self._course(place)
        for table in ORDER:
            if rows := self.rows.get(table):
                self.session.execute(insert(table), rows)
        self._let_numbers_follow()

    def _let_numbers_follow(self) -> None:
        if self.session.get_bind().dialect.name == "postgresql":
            for table, newest in self.newest.items():
                name = table.__tablename__  # type: ignore[attr-defined]
                self.session.execute(text(f"SELECT setval('{name}_id_seq', {newest})"))

    def _add(self, table: type, **values: Any) -> int:
        if table not in self.newest:
            self.newest[table] = self.session.scalar(select(func.max(table.id))) or 0  # type: ignore[attr-defined]
        self.newest[table] += 1
        self._put(table, id=self.newest[table], **values)
        return self.newest[table]

    def _put(self, table: type, **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def _course(self, place: int) -> None:
        starts = self.today - timedelta(weeks=WEEKS) + timedelta(days=place % 7)
        name = f"{NAMES[place % len(NAMES)]} {FAMILIES[place % len(FAMILIES)]} {place}"
        patient = self._person("patient", name, starts)
        keyring = keyrings[self.session.get_bind().dialect]
        reference = f"M-{place}"
        self._put(
            Patient, person_id=patient, born_on=date(1990, 2, 3), reference=reference,
            reference_hash=keyring.fingerprint(reference),
        )  # fmt: skip
        self._add(
            CareRelation, patient_id=patient, staff_id=self.clinicians[place % len(self.clinicians)],
            starts_on=starts, ends_on=None,
        )  # fmt: skip
        pathway = self._add(
            CarePathway, patient_id=patient, unit_id=self.unit, area="PHV", setting="outpatient",
            started_on=starts, closed_on=None,
        )  # fmt: skip
        course = Course(place, patient, pathway, starts)
        if place % 2:
            self._relative(course)
        self._sessions(course)
        if place % 10:
            self._points(course)

    def _person(self, role: str, name: str, day: date) -> int:
        return self._add(
            Person, role=role, unit_id=self.unit, name=name, language="nb", email=f"{role}@example.org",
            phone="900 00 000", added_at=_at(day), disabled_at=None,
        )  # fmt: skip

    def _relative(self, course: Course) -> None:
        number = self._person("relative", f"Relative {course.place}", course.starts)
        self._add(Relationship, patient_id=course.patient, relative_id=number, kind="sibling")
        course.relative = number
        self._consent(course, "take-part")

    def _consent(self, course: Course, scope: str) -> None:
        self._add(
            Consent, patient_id=course.patient, relative_id=course.relative, scope=scope, basis="patient",
            starts_on=course.starts, ends_on=None, withdrawn_at=None, recorded_by_id=course.patient,
            recorded_at=_at(course.starts),
        )  # fmt: skip

    def _sessions(self, course: Course) -> None:
        for number in range(self.sessions):
            key = "how-i-am" if number % 4 == 0 else "after-session"
            day = course.starts + timedelta(weeks=2 * number)
            self._answer(course, course.patient, key, day, None)

    def _answer(
        self, course: Course, person: int, key: str, day: date, point: int | None, answered: bool = True
    ) -> None:
        kind = "own-initiative" if point is None else "evaluation"
        occasion = self._add(
            Occasion, patient_id=course.patient, kind=kind, point_id=point, happened_on=day
        ) if point is None else self._occasion(course, point, day)  # fmt: skip
        asked = self._add(
            Invitation, person_id=person, patient_id=course.patient, occasion_id=occasion,
            question_set_id=self.sets[key], made_at=_at(day), opens_on=day,
        )  # fmt: skip
        if answered:
            self._add(
                Response, invitation_id=asked, version=1, subject_id=course.patient, source_id=person,
                author_id=person, way="own-device", status="completed", sharing="all", language="nb",
                started_at=_at(day), authored_at=_at(day), answers={"q1": {"values": [7]}, "q5": "ord " * 40},
            )  # fmt: skip

    def _occasion(self, course: Course, point: int, day: date) -> int:
        found = [row["id"] for row in self.rows.get(Occasion, ())[-40:] if row["point_id"] == point]
        return found[0] if found else self._add(
            Occasion, patient_id=course.patient, kind="evaluation", point_id=point, happened_on=day
        )  # fmt: skip

    def _points(self, course: Course) -> None:
        decided = course.starts + timedelta(weeks=5)
        self._add(Milestone, pathway_id=course.pathway, kind="basic_decision", happened_on=decided)
        for number in (1, 2):
            self._held(course, number, decided + timedelta(weeks=9 * number))
        due = self.today + timedelta(days=course.place * 7 % 90 - 15)
        point = self._point(course, 3, due, None)
        if course.place % 3 == 0 and due - timedelta(days=14) <= self.today:
            self._answer(course, course.patient, "before-evaluation", self.today, point)
        self._goals(course, point)
        if course.relative and course.place % 4 == 1:
            self._answer(course, course.relative, "relative-view", self.today, point, course.place % 8 == 1)

    def _goals(self, course: Course, point: int) -> None:
        """Two of three courses have a goal; some rate it at the table of the last point, some on their own."""
        if course.place % 3 == 1:
            return
        written = {"made_by_id": course.patient, "made_at": _at(course.starts), "made_on": course.starts}
        goal = self._add(Goal, pathway_id=course.pathway, words="Sove", state="active", **written)
        people = {"patient": course.patient, "clinician": self.clinicians[0], "relative": course.relative}
        if course.relative and course.place % 4 == 3:
            self._consent(course, "see-goals")
        for number, (role, who) in enumerate(people.items()):
            if who and course.place // (number + 1) % 5 < 3:
                day = self.today - timedelta(days=course.place % 40)
                at_table = point if course.place % 11 == 0 else None
                self._add(
                    GoalRating, goal_id=goal, by_id=who, author_id=who, role=role, value=4, rated_on=day,
                    rated_at=_at(day), response_id=None, point_id=at_table,
                )  # fmt: skip

    def _held(self, course: Course, number: int, day: date) -> None:
        point = self._point(course, number, day + timedelta(days=course.place % 3), day)
        self._answer(course, course.patient, "before-evaluation", day - timedelta(days=3), point)
        clinician = self.clinicians[course.place % len(self.clinicians)]
        self._add(
            EvaluationRecord, point_id=point, version=1, content={"works": "Turer"}, author_id=clinician,
            written_at=_at(day), finished_at=_at(day), days=held_to_plain(HeldDays(day, "PHV", course.starts)),
        )  # fmt: skip
        if course.place % 5:
            self._put(
                ReviewedTogether, point_id=point, version=1, how="spoken", by_id=clinician, at=_at(day), reason=None
            )  # fmt: skip
        if course.place % 9 == 4:
            self._said(course, point, day, "not-so", "Ikke slik")
        if course.place % 4 == 2 or course.place % 18 == 4:
            self._said(course, point, day)
        registered = {"registered_on": day, "registered_by_id": clinician} if number == 1 else {}
        self._add(
            ProcessFact, pathway_id=course.pathway, point_id=point, kind=ProcessKind.EVALUATION_HELD, done_on=day,
            recorded_by_id=clinician, recorded_at=_at(day),
            **{"registered_on": None, "registered_by_id": None, **registered},
        )  # fmt: skip

    def _said(
        self, course: Course, point: int, day: date, how: str = "patient", reason: str | None = None
    ) -> None:
        self._put(
            ReviewedTogether, point_id=point, version=1, how=how, by_id=course.patient, at=_at(day), reason=reason
        )  # fmt: skip

    def _point(self, course: Course, number: int, due: date, held: date | None) -> int:
        return self._add(
            EvaluationPoint, pathway_id=course.pathway, number=number, opens_on=due - timedelta(days=14),
            due_on=due, held_on=held, cancelled_on=None, late_reason="illness" if held and held > due else None,
            meeting_at=None,
        )  # fmt: skip


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
