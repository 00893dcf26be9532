"""The courses of a patient as FHIR R4: what was recorded about them, and who changed what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from feedback.domain.pathway import history as domain
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.persistence.tables import (
    AreaChange,
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
    """Each course as an EpisodeOfCare with its pauses, an Encounter for each stretch in one setting and care
    pathway, a CareTeam
    of those who coordinated, a Basic for each milestone and a Provenance for each change."""
    for row in held.of(CarePathway):
        yield _episode(row, _mine(held, TreatmentPause, row), me)
        yield from _stretches(row, _mine(held, Transfer, row), _mine(held, AreaChange, row), me)
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


def _stretches(
    row: CarePathway, transfers: Sequence[Transfer], areas: Sequence[AreaChange], me: Resource
) -> Iterator[Resource]:
    """Only where something changed: one stretch would say no more than the course itself."""
    turns = domain.History(
        CarePathwayArea(row.area),
        Setting(row.setting),
        transfers=tuple(domain.Transfer(Setting(one.to_setting), one.happened_on) for one in transfers),
        area_changes=tuple(domain.AreaChange(CarePathwayArea(one.to_area), one.happened_on) for one in areas),
    ).turns
    starts = [(row.started_on, row.setting, row.area), *((one.on, one.setting, one.area) for one in turns)]
    lasts = [*(one.on - timedelta(1) for one in turns), row.closed_on]
    for number, ((begins, setting, area), ends) in enumerate(zip(starts, lasts, strict=True), start=1):
        if turns:
            yield {
                "resourceType": "Encounter",
                "id": f"stretch-{row.id}-{number}",
                "status": "finished" if ends else "in-progress",
                "class": CLASSES[Setting(setting)],
                "serviceType": {"text": str(area)},
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
