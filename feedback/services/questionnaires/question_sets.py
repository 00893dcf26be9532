"""The question sets in the database: shipped ones kept in step, imported ones added, versions read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from feedback.catalogue.codec import from_plain, to_plain
from feedback.catalogue.narrowing import as_read_before_codes
from feedback.catalogue.shipped import load_shipped
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.persistence.tables import QuestionSet
from feedback.services.questionnaires.scoring_profiles import publish_shipped_profiles
from feedback.services.refusals import NotFound, Refused, _

_decoded: WeakKeyDictionary[Engine, dict[int, Questionnaire]] = WeakKeyDictionary()


def publish_shipped(session: Session, now: datetime) -> None:
    """Add every shipped scoring profile and question set whose version is not there yet; stored ones never change.

    Where the set was edited here, a new shipped version comes as a draft: it never takes the place of the
    clinic's own words by itself.
    """
    publish_shipped_profiles(session, now)
    made = set(session.scalars(select(QuestionSet.key).where(QuestionSet.origin == "made")))
    for questionnaire in load_shipped():
        if find_version(session, questionnaire.key, questionnaire.version) is None:
            state = "draft" if questionnaire.key in made else "published"
            add_question_set(session, questionnaire, "shipped", now, state=state)


def add_question_set(
    session: Session,
    questionnaire: Questionnaire,
    origin: str,
    now: datetime,
    *,
    report: Any = None,
    state: str = "published",
) -> QuestionSet:
    """Store one version. Raises Refused when that version is there already with other words; who recorded
    the rights, and when, may differ. A corrected file takes the place of its own draft: nobody was ever asked it.
    """
    found = find_version(session, questionnaire.key, questionnaire.version)
    if found is not None:
        session.refresh(found, with_for_update=True)
        if origin == "imported" and is_imported_draft(found):
            found.report = report  # the same file can be told of better than before
            if not _is_same(found, questionnaire):
                found.definition, found.added_at = to_plain(questionnaire), now
        return _again(found, questionnaire, state, now)
    row = QuestionSet(
        key=questionnaire.key,
        version=questionnaire.version,
        state=state,
        origin=origin,
        definition=to_plain(questionnaire),
        report=report,
        added_at=now,
        published_at=now if state == "published" else None,
    )
    session.add(row)
    session.flush()
    return row


def is_imported_draft(row: QuestionSet) -> bool:
    """Whether it is what a file brought and nobody has been asked: it can be replaced or thrown away."""
    return row.state == "draft" and row.origin == "imported"


def set_published(row: QuestionSet, questionnaire: Questionnaire, now: datetime) -> None:
    """A draft becomes a version that can be asked and never changes again."""
    row.definition, row.state, row.published_at = to_plain(questionnaire), "published", now


def find_version(session: Session, key: str, version: str) -> QuestionSet | None:
    """One version of a question set."""
    same = (QuestionSet.key == key, QuestionSet.version == version)
    return session.scalar(select(QuestionSet).where(*same))


def get_current(session: Session, key: str) -> QuestionSet:
    """The newest published version. Raises Refused, naming what to do."""
    published = (QuestionSet.key == key, QuestionSet.state == "published")
    latest = (QuestionSet.published_at.desc(), QuestionSet.id.desc())
    newest = select(QuestionSet).where(*published).order_by(*latest).limit(1)
    found = session.scalar(newest)
    if found is None:
        raise Refused(_("There is no published question set '%(key)s'. List them first."), key=key)
    return found


def get_version(session: Session, key: str, version: str | None = None) -> QuestionSet:
    """One version, or the newest: published, else a draft. Raises Refused."""
    same = [QuestionSet.key == key, *([QuestionSet.version == version] if version else [])]
    newest = select(QuestionSet).where(*same).order_by(QuestionSet.state.desc(), QuestionSet.id.desc())
    found = session.scalar(newest.limit(1))
    if found is None and version:
        message = _("There is no version %(version)s of '%(key)s'. List the question sets first.")
        raise Refused(message, key=key, version=version)
    if found is None:
        raise Refused(_("There is no question set '%(key)s'. List them first."), key=key)
    return found


def not_asked_of(row: QuestionSet) -> set[str]:
    """The link ids that the import of this version left out."""
    known = from_plain(row.definition).by_link_id
    return {entry["linkId"] for entry in (row.report or {}).get("items", ())} - known.keys()


def list_current(session: Session) -> list[QuestionSet]:
    """The newest version of each question set, drafts included, by key."""
    rows = session.scalars(select(QuestionSet).order_by(QuestionSet.key, QuestionSet.id))
    return list({row.key: row for row in rows}.values())


def versions_in_use(session: Session) -> dict[str, str]:
    """The version that is asked now, of each question set that has one."""
    latest = (QuestionSet.published_at, QuestionSet.id)
    asked = select(QuestionSet.key, QuestionSet.version).where(QuestionSet.state == "published")
    return {row.key: row.version for row in session.execute(asked.order_by(*latest))}


def questionnaire_of(session: Session, question_set: int) -> Questionnaire:
    """The questionnaire of a stored version. A published one never changes, so it is decoded once per process.

    Raises NotFound.
    """
    known = _decoded.setdefault(session.get_bind().engine, {})
    found = known.get(question_set)
    if found is None:
        row = session.get(QuestionSet, question_set)
        if row is None:
            raise NotFound
        found = from_plain(row.definition)
        if row.state == "published":
            known[question_set] = found
    return found


def _again(found: QuestionSet, again: Questionnaire, state: str, now: datetime) -> QuestionSet:
    if not _is_same(found, again):
        message = _(
            "'%(key)s' version %(version)s is stored with other content. Give the file a new version."
        )
        raise Refused(message, key=found.key, version=found.version)
    if found.state == "draft" and state == "published":
        stored = from_plain(found.definition)
        rights = stored.rights if stored.rights.recorded else again.rights
        set_published(found, replace(stored, rights=rights), now)
    return found


def _is_same(found: QuestionSet, again: Questionnaire) -> bool:
    stored = from_plain(found.definition)
    return replace(stored, rights=again.rights) in (again, as_read_before_codes(again))
