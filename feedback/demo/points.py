"""What is written at the evaluation points of the demo, and how the next one is got ready."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from feedback.demo.courses import Course
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_codes import Assessment, Outcome, Part, Presence, Receiver, Way
from feedback.domain.points.evaluation_plain import to_plain
from feedback.domain.points.evaluation_record import Copy, LookedAt, Participant, Record
from feedback.domain.points.preparation import Prepared
from feedback.domain.points.sheet import READING_ORDER, Heading
from feedback.persistence.tables import EvaluationPoint, Patient, Person
from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.evaluation_records import agreed_before
from feedback.services.points.evaluation.hold_evaluation import save_notes
from feedback.services.points.evaluation.prepare_evaluation import save_preparation

WORDS = {
    "nb": {
        "resources": "Familien, turene og musikken hjelper. Økonomien er ikke et problem.",
        "works": "Samtalene fortsetter hver annen uke.",
        "changes": "Vi øver mer på det som er vanskelig mellom timene.",
        "goals": "Målene beholdes.",
        "further": "Fastlegen tar nye blodprøver.",
        "doctor": "Bestille time hos fastlegen",
        "walk": "Gå tur sammen hver søndag",
        "seen": "Du er mer ute blant folk enn i vår, og skjemaene viser det samme.",
        "proposal": "Vi møtes sjeldnere, og legger en plan for å komme tilbake på jobb.",
        "topic": "Hva vi gjør når det blir tungt igjen",
        "not": "Fikk ikke time før jul.",
    },
    "nn": {
        "resources": "Familien, turane og musikken hjelper. Økonomien er ikkje eit problem.",
        "works": "Samtalane held fram annakvar veke.",
        "changes": "Vi øver meir på det som er vanskeleg mellom timane.",
        "goals": "Måla blir ståande.",
        "further": "Fastlegen tek nye blodprøver.",
        "doctor": "Bestille time hos fastlegen",
        "walk": "Gå tur saman kvar søndag",
        "seen": "Du er meir ute blant folk enn i vår, og skjemaa viser det same.",
        "proposal": "Vi prøver noko nytt i timane, og ser på det saman om seks veker.",
        "topic": "Kva vi gjer når det blir tungt igjen",
        "not": "Fekk ikkje time før jul.",
    },
}


def write_point(
    session: Session,
    actor: Actor,
    point: EvaluationPoint,
    course: Course,
    people: Sequence[Person],
    day: date,
    at: datetime,
) -> None:
    """What patient, clinician and relatives wrote together; `people` in this order."""
    words, (patient, *others) = WORDS[course.language], people
    due = day + timedelta(weeks=6)
    walk = [AgreedStep(words["walk"], f"{patient.name}, {others[-1].name}", due)] if len(others) > 1 else []
    copies = [Copy(Receiver.NAMED, one.name, agreed=True) for one in course.relatives if one.sees_goals]
    record = Record(
        notes={Heading.RESOURCES: words["resources"]},
        looked_at=tuple(_looked_at(session, point, course, due)),
        assess=(Assessment.SOMATIC,),
        further=words["further"],
        works=words["works"],
        changes=words["changes"],
        goals=words["goals"],
        steps=(AgreedStep(words["doctor"], patient.name, due), *walk) if point.number == 1 else tuple(walk),
        took_part=tuple(_took_part(people)),
        copies=(Copy(Receiver.PATIENT), Copy(Receiver.DOCTOR), *copies),
        way=Way.MEETING,
        visited=READING_ORDER,
    )
    save_notes(session, actor, point, to_plain(record), at)


def get_ready(session: Session, actor: Actor, point: EvaluationPoint, course: Course, now: datetime) -> None:
    """The clinician has prepared, and one has agreed when to meet."""
    words = WORDS[course.language]
    prepared = Prepared((words["topic"],), words["seen"], words["proposal"])
    save_preparation(session, actor, point, prepared, now)
    meeting = (now + timedelta(days=7)).replace(hour=9, minute=30)
    agree_meeting(session, actor, point, meeting, now)


def everybody(patient: Patient, clinician: Person, relatives: Sequence[Person]) -> list[Person]:
    """Who took part."""
    return [patient.person, clinician, *relatives]


def _took_part(people: Sequence[Person]) -> list[Participant]:
    parts = {"patient": Part.PATIENT, "clinician": Part.CLINICIAN}
    relatives = [one for one in people if one.role == "relative"]
    return [
        Participant(
            one.name,
            parts.get(one.role, Part.RELATIVE),
            Presence.VIDEO if one in relatives else Presence.ROOM,
        )
        for one in people
    ]


def _looked_at(session: Session, point: EvaluationPoint, course: Course, due: date) -> list[LookedAt]:
    """The first step was done at last; at the second point it went on."""
    words = WORDS[course.language]
    if point.number == 2:
        return [
            LookedAt(step, Outcome.NOT, words["not"], True, due) for step in agreed_before(session, point)
        ]
    return [LookedAt(step, Outcome.DONE) for step in agreed_before(session, point)]
