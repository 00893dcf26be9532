"""Bringing in a question set from a FHIR file: read, reported on, and unusable until somebody vouches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.codec import from_plain
from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir import Imported, ImportReport, read_questionnaire
from feedback.domain.measures.turning import with_turned
from feedback.domain.people.actors import Actor
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.rights import Rights
from feedback.persistence.tables import QuestionSet
from feedback.services import audit
from feedback.services.questionnaires.question_sets import add_question_set, is_imported_draft, set_published
from feedback.services.questionnaires.record_rights import record_rights, rights_of_file
from feedback.services.questionnaires.scoring_profiles import current_profiles
from feedback.services.refusals import NotFound, Refused, _


def import_question_set(
    session: Session,
    actor: Actor,
    data: bytes,
    name: str,
    confirmed: bool,
    now: datetime,
    *,
    rights_needed: bool = False,
) -> tuple[QuestionSet, ImportReport]:
    """Store the question set of a file that `name` stands for in messages, with its report.

    It stays a draft that nobody can be asked when the import changes meaning and nobody `confirmed` that, or
    when rights are needed and the file states none; else who brings it in answers for the right to use the
    words. It is recognised with the profiles that are in force here. Raises Refused for a file that cannot be
    read.
    """
    found = _read(session, data, name)
    _refuse_shipped_key(session, found.questionnaire.key)
    rights = rights_of_file(found.questionnaire.rights, actor, now, vouches=not rights_needed)
    is_draft = not rights.recorded or (found.report.changes_meaning and not confirmed)
    row = add_question_set(
        session,
        replace(found.questionnaire, rights=rights),
        "imported",
        now,
        report=found.report.to_stored(),
        state="draft" if is_draft else "published",
    )
    _note(session, actor, f"imported question set as {row.state}", row, now)
    return row, found.report


def publish_question_set(
    session: Session,
    actor: Actor,
    row: QuestionSet,
    stated: Rights,
    accepted: bool,
    now: datetime,
    turned: Mapping[str, bool] | None = None,
) -> None:
    """The administrator has read the report and states the rights where the file does not; the set can be asked
    from now on. `turned` is what was said of its reversed questions, by link id.

    Raises Refused while terms or owner are missing, or while an import that changes meaning is not `accepted`.
    """
    session.refresh(row, with_for_update=True)
    if row.state == "published":
        return
    questionnaire = with_turned(definition_of(row), turned or {})
    recorded = questionnaire.rights.recorded
    rights = questionnaire.rights if recorded else record_rights(stated, actor, now)
    if (row.report or {}).get("changes_meaning") and not accepted:
        message = _("Say yes to the changes of meaning first: the report lists them.")
        raise Refused(message, field="accepted")
    set_published(row, replace(questionnaire, rights=rights), now)
    _note(session, actor, "published question set", row, now)


def discard_import(session: Session, actor: Actor, row: QuestionSet, now: datetime) -> None:
    """Throw away what a file brought, before anybody was asked it. Raises NotFound for anything else."""
    session.refresh(row, with_for_update=True)
    if not is_imported_draft(row):
        raise NotFound
    _note(session, actor, "discarded question set", row, now)
    session.delete(row)


def get_question_set(session: Session, row: int) -> QuestionSet:
    """One stored version. Raises NotFound."""
    found = session.get(QuestionSet, row)
    if found is None:
        raise NotFound
    return found


def definition_of(row: QuestionSet) -> Questionnaire:
    """The questionnaire of a stored version as it is now: a draft's rights can still change, so nothing is
    kept in memory."""
    return from_plain(row.definition)


def _read(session: Session, data: bytes, name: str) -> Imported:
    try:
        return read_questionnaire(data, name, current_profiles(session))
    except CatalogueError as error:
        raise Refused(str(error), field="file") from error


def _refuse_shipped_key(session: Session, key: str) -> None:
    shipped = select(QuestionSet.id).where(QuestionSet.key == key, QuestionSet.origin == "shipped").limit(1)
    if session.scalar(shipped) is not None:
        message = _("'%(key)s' is the name of a question set that ships. Give the file another name or id.")
        raise Refused(message, field="file", key=key)


def _note(session: Session, actor: Actor, action: str, row: QuestionSet, now: datetime) -> None:
    audit.record(session, actor, action, now, target=f"question set {row.id}", purpose="administration")
