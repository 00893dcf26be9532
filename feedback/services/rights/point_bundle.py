"""Evaluation points of a patient as FHIR R4: what was written, prepared, done, and confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feedback.domain.points.evaluation_plain import to_plain
from feedback.persistence.tables import EvaluationRecord, Preparation, ProcessFact, ReviewedTogether
from feedback.services.points.evaluation.point_days import days_of, told_record
from feedback.services.points.evaluation.prepare_evaluation import prepared_of
from feedback.services.rights.fhir_parts import Resource, instant, ref
from feedback.services.rights.held import Held


def point_resources(held: Held, me: Resource) -> Iterator[Resource]:
    """A resource for each row; `me` refers to the patient."""
    yield from (_plan(row, me) for row in held.of(EvaluationRecord))
    yield from (_done(row, me) for row in held.of(ProcessFact))
    yield from (_prepared(row, me) for row in held.of(Preparation))
    yield from (_confirmed(row, me) for row in held.of(ReviewedTogether))


def _plan(row: EvaluationRecord, me: Resource) -> Resource:
    """A version of what was decided at an evaluation point; each part as a note in the words that were written."""
    record, days = to_plain(told_record(row)), days_of(row)
    parts = [f"{name}: {_flat(value)}" for name, value in record.items() if name != "shape"]
    parts += [f"next_on: {days.next_on.isoformat()}"] if days and days.next_on else []
    return {
        "resourceType": "CarePlan",
        "id": f"evaluation-{row.id}",
        "status": "active",
        "intent": "plan",
        "title": f"Evaluation point, version {row.version}",
        "subject": me,
        "created": instant(row.written_at),
        "author": ref(row.author),
        **({"note": [{"text": part} for part in parts]} if parts else {}),
    }


def _done(row: ProcessFact, me: Resource) -> Resource:
    """Something that was done, and whether it is registered elsewhere."""
    registered = f"registered {row.registered_on.isoformat()}" if row.registered_on else "not registered"
    point = [{"text": f"evaluation point {row.point_id}"}] if row.point_id else []
    return {
        "resourceType": "Procedure",
        "id": f"process-{row.id}",
        "status": "completed",
        "code": {"text": row.kind},
        "subject": me,
        "performedDateTime": row.done_on.isoformat(),
        "recorder": ref(row.recorded_by),
        "note": [*point, {"text": registered}],
    }


def _prepared(row: Preparation, me: Resource) -> Resource:
    """What a clinician brought with them to an evaluation point."""
    prepared = prepared_of(row)
    texts = [*prepared.topics, prepared.seen, prepared.proposal]
    return {
        "resourceType": "Communication",
        "id": f"preparation-{row.point_id}-{row.author_id}",
        "status": "completed",
        "category": [{"text": "preparation"}],
        "subject": me,
        "sent": instant(row.written_at),
        "sender": ref(row.author),
        **({"payload": [{"contentString": text} for text in texts if text]} if any(texts) else {}),
    }


def _confirmed(row: ReviewedTogether, me: Resource) -> Resource:
    """How a version was confirmed as gone through together, or that it was not and why."""
    said = f"{row.how}, version {row.version}" + (f": {row.reason}" if row.reason else "")
    return {
        "resourceType": "Communication",
        "id": f"gone-through-{row.point_id}-{row.version}-{row.how}",
        "status": "completed",
        "category": [{"text": "gone through together"}],
        "subject": me,
        "sent": instant(row.at),
        "sender": ref(row.by),
        "payload": [{"contentString": said}],
    }


def _flat(value: Any) -> str:
    """Whatever was written in a part of a record, as one text."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_flat(inner)}" for name, inner in value.items() if inner)
    if isinstance(value, list):
        return " | ".join(_flat(one) for one in value)
    return str(value)
