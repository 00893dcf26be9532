"""The courses of a patient as FHIR R4: what was recorded about them, and who changed what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from feedback.domain.pathway.vocabulary import Setting
from feedback.persistence.tables import (
    CarePathway,
    CourseChange,
    CourseCoordinator,
    Milestone,
    Transfer,
    TreatmentPause,
)
from feedback.services.rights.held import Held

Resource = dict[str, Any]
REASON = "urn:samsyn:pause-reason"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CLASSES = {
    Setting.OUTPATIENT: {"system": ACT, "code": "AMB"},
    Setting.INPATIENT: {"system": ACT, "code": "IMP"},
}


def course_resources(held: Held, me: Resource) -> Iterator[Resource]:
    """Each course as an EpisodeOfCare with its pauses, an Encounter for each stretch in one setting, a CareTeam
    of those who coordinated, a Basic for each milestone and a Provenance for each change."""
    for row in held.of(CarePathway):
        yield _episode(row, _mine(held, TreatmentPause, row), me)
        yield from _stretches(row, _mine(held, Transfer, row), me)
        yield from _coordinators(row, _mine(held, CourseCoordinator, row), me)
        yield from (_milestone(one, me) for one in _mine(held, Milestone, row))
        yield from (_change(one) for one in _mine(held, CourseChange, row))


def _mine(held: Held, table: type, course: CarePathway) -> list[Any]:
    return [row for row in held.of(table) if row.pathway_id == course.id]


def _episode(row: CarePathway, pauses: Sequence[TreatmentPause], me: Resource) -> Resource:
    history = [
        {
            "extension": [{"url": REASON, "valueString": pause.reason}],
            "status": "onhold",
            "period": _period(pause.starts_on, pause.ends_on),
        }
        for pause in pauses
    ]
    return {
        "resourceType": "EpisodeOfCare",
        "id": f"pathway-{row.id}",
        "status": "finished" if row.closed_on else "active",
        **({"statusHistory": history} if history else {}),
        "type": [{"text": f"{row.area}, {row.setting}"}],
        "patient": me,
        "period": _period(row.started_on, row.closed_on),
    }


def _stretches(row: CarePathway, transfers: Sequence[Transfer], me: Resource) -> Iterator[Resource]:
    """Only where somebody moved: one stretch would say no more than the course itself."""
    moves = sorted((move.happened_on, move.to_setting) for move in transfers)
    starts = [(row.started_on, row.setting), *moves, (None, "")]
    for number, ((begins, setting), (next_on, _setting)) in enumerate(pairwise(starts), start=1):
        ends = next_on - timedelta(1) if next_on else row.closed_on
        if moves and begins is not None:
            yield {
                "resourceType": "Encounter",
                "id": f"stretch-{row.id}-{number}",
                "status": "finished" if ends else "in-progress",
                "class": CLASSES[Setting(setting)],
                "subject": me,
                "episodeOfCare": [_episode_ref(row.id)],
                "period": _period(begins, ends and max(begins, ends)),
            }


def _coordinators(row: CarePathway, found: Sequence[CourseCoordinator], me: Resource) -> Iterator[Resource]:
    people = [
        {
            "role": [{"text": "coordinator"}],
            "member": {"reference": f"Practitioner/{one.staff_id}", "display": one.staff.name},
            "period": _period(one.starts_on, one.ends_on),
        }
        for one in found
    ]
    if people:
        yield {"resourceType": "CareTeam", "id": f"course-{row.id}", "subject": me, "participant": people}


def _milestone(row: Milestone, me: Resource) -> Resource:
    return {
        "resourceType": "Basic",
        "id": f"milestone-{row.id}",
        "code": {"text": row.kind},
        "subject": me,
        "created": row.happened_on.isoformat(),
    }


def _change(row: CourseChange) -> Resource:
    who = {"display": row.by.name} if row.by else {"display": "a command"}
    if row.by is not None:
        who["reference"] = f"Practitioner/{row.by_id}"
    return {
        "resourceType": "Provenance",
        "id": f"course-change-{row.id}",
        "target": [_episode_ref(row.pathway_id)],
        "recorded": row.at.isoformat(timespec="seconds"),
        "activity": {"text": f"{row.field}: {row.before} → {row.after}"},
        "agent": [{"who": who}],
    }


def _episode_ref(course: int) -> Resource:
    return {"reference": f"EpisodeOfCare/pathway-{course}"}


def _period(first: date, last: date | None) -> Resource:
    return {"start": first.isoformat(), **({"end": last.isoformat()} if last else {})}
