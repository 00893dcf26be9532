"""The question sets in the database: shipped ones kept in step, imported ones added, versions read."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.codec import from_plain, to_plain
from feedback.catalogue.shipped import load_shipped
from feedback.domain.questionnaire import Questionnaire
from feedback.persistence.tables import QuestionSet
from feedback.services.refusals import NotFound, Refused, _


def publish_shipped(session: Session, now: datetime) -> None:
    """Add every shipped question set whose version is not there yet; stored versions never change."""
    for questionnaire in load_shipped():
        if find_version(session, questionnaire.key, questionnaire.version) is None:
            add_question_set(session, questionnaire, "shipped", now)


def add_question_set(
    session: Session,
    questionnaire: Questionnaire,
    origin: str,
    now: datetime,
    *,
    report: Any = None,
    state: str = "published",
) -> QuestionSet:
    """Store one version. Raises Refused when that version is there already with other words."""
    plain = to_plain(questionnaire)
    found = find_version(session, questionnaire.key, questionnaire.version)
    if found is not None:
        return _again(found, plain, state)
    row = QuestionSet(
        key=questionnaire.key,
        version=questionnaire.version,
        state=state,
        origin=origin,
        definition=plain,
        report=report,
        added_at=now,
    )
    session.add(row)
    session.flush()
    return row


def find_version(session: Session, key: str, version: str) -> QuestionSet | None:
    """One version of a question set."""
    same = (QuestionSet.key == key, QuestionSet.version == version)
    return session.scalar(select(QuestionSet).where(*same))


def get_current(session: Session, key: str) -> QuestionSet:
    """The newest published version. Raises Refused, naming what to do."""
    published = (QuestionSet.key == key, QuestionSet.state == "published")
    newest = select(QuestionSet).where(*published).order_by(QuestionSet.id.desc()).limit(1)
    found = session.scalar(newest)
    if found is None:
        raise Refused(_("There is no published question set '%(key)s'. List them first."), key=key)
    return found


def list_current(session: Session) -> list[QuestionSet]:
    """The newest version of each question set, drafts included, by key."""
    rows = session.scalars(select(QuestionSet).order_by(QuestionSet.key, QuestionSet.id))
    return list({row.key: row for row in rows}.values())


def questionnaire_of(session: Session, question_set: int) -> Questionnaire:
    """The questionnaire of a stored version. Versions never change, so one is decoded once per process."""
    return _decoded(_Source(session, question_set))


class _Source:
    """The cache key of a stored version: the row's id in its database; the session is only the way there."""

    def __init__(self, session: Session, row: int) -> None:
        self.session: Session | None = session
        self.identity = (str(session.get_bind().engine.url), row)

    def __hash__(self) -> int:
        return hash(self.identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Source) and self.identity == other.identity


@lru_cache(maxsize=64)
def _decoded(source: _Source) -> Questionnaire:
    session, source.session = source.session, None
    row = session.get(QuestionSet, source.identity[1]) if session else None
    if row is None:
        raise NotFound
    return from_plain(row.definition)


def _again(found: QuestionSet, plain: Any, state: str) -> QuestionSet:
    if found.definition != plain:
        message = _(
            "'%(key)s' version %(version)s is stored with other content. Give the file a new version."
        )
        raise Refused(message, key=found.key, version=found.version)
    if state == "published":
        found.state = state
    return found
