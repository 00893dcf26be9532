"""Making a question set here, and the next version of one: always a draft first, never a change of what has
been published (docs/decisions)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.arranging import fresh_id
from feedback.catalogue.checks import structure_faults, whole_languages
from feedback.catalogue.codec import from_plain, to_plain
from feedback.catalogue.narrowing import in_languages, languages_in
from feedback.domain.measures.fitting import Misfit, misfits
from feedback.domain.measures.turning import settle_changed
from feedback.domain.people.actors import Actor
from feedback.domain.plain_text import plain_number
from feedback.domain.questionnaires.questionnaire import Questionnaire, Texts, text_in
from feedback.persistence.tables import QuestionSet
from feedback.services import audit
from feedback.services.questionnaires.question_sets import add_question_set, set_published
from feedback.services.questionnaires.scoring_profiles import profile_for
from feedback.services.refusals import NotFound, Refused, _

MADE = "made"
MOST_ITEMS = 1000
_LETTERS = str.maketrans("æøå", "aoa")
_LOCAL = re.compile(r"(.*)\+(\d+)")


def start_set(session: Session, actor: Actor, questionnaire: Questionnaire, now: datetime) -> QuestionSet:
    """A new set as a draft. Its key is made of the title; the one it comes with does not matter."""
    key = _free_key(session, text_in(questionnaire.title, questionnaire.languages[0]))
    settled = _settled(session, questionnaire, questionnaire)
    begun = replace(settled, key=key, version="1", languages=languages_in(questionnaire))
    row = add_question_set(session, begun, MADE, now, state="draft")
    _note(session, actor, "made question set", row, now)
    return row


def edit_set(session: Session, actor: Actor, row: QuestionSet, now: datetime) -> QuestionSet:
    """The draft of the next version: the one that is open already, else a new one that begins as `row`."""
    session.refresh(row, with_for_update=True)  # two who press the button at once get the same draft
    versions = _versions(session, row.key)
    opened = next((one for one in reversed(versions) if is_open(one)), None)
    if opened is not None:
        return opened
    version = next_version([one.version for one in versions], local=versions[0].origin != MADE)
    begun = replace(from_plain(row.definition), version=version)
    draft = add_question_set(session, begun, MADE, now, state="draft")
    _note(session, actor, "began next version of question set", draft, now)
    return draft


def copy_set(session: Session, actor: Actor, row: QuestionSet, title: Texts, now: datetime) -> QuestionSet:
    """A set of its own with the same content; whose words they are is asked anew only where it is not known."""
    return start_set(session, actor, replace(from_plain(row.definition), title=title), now)


def open_draft(session: Session, row_id: int) -> tuple[QuestionSet, Questionnaire]:
    """A draft made here, locked until the transaction ends, as it stands now. Raises NotFound."""
    row = session.get(QuestionSet, row_id, with_for_update=True, populate_existing=True)
    if row is None or not is_open(row):
        raise NotFound
    session.refresh(row, ["definition"])
    return row, from_plain(row.definition)


def is_open(row: QuestionSet) -> bool:
    """Whether it is a draft that can be edited: what a file brought stays as it came."""
    return row.state == "draft" and row.origin == MADE


def keep_draft(
    session: Session, actor: Actor, row: QuestionSet, changed: Questionnaire, now: datetime
) -> None:
    """Store a changed draft. Raises Refused when it grows too large."""
    if sum(1 for _item in changed.walk()) > MOST_ITEMS:
        raise Refused(_("A question set can have at most %(most)s items."), most=MOST_ITEMS)
    settled = _settled(session, from_plain(row.definition), changed)
    row.definition = to_plain(replace(settled, languages=languages_in(settled)))
    _note(session, actor, "changed question set", row, now)


def discard_draft(session: Session, actor: Actor, row: QuestionSet, now: datetime) -> None:
    """Throw a draft away; nobody was ever asked it."""
    _note(session, actor, "discarded question set", row, now)
    session.delete(row)


def publish_draft(session: Session, actor: Actor, row: QuestionSet, now: datetime) -> QuestionSet | None:
    """Publish the languages that are whole; what was begun in others goes on in a next draft, which is returned.

    Raises Refused while something is wrong, no language is whole, or the rights are not recorded.
    """
    questionnaire = from_plain(row.definition)
    languages = whole_languages(questionnaire)
    if structure_faults(questionnaire) or unfit(session, questionnaire):
        raise Refused(_("Something has to be put right first. The list tells what."))
    if not languages:
        raise Refused(_("No language is whole yet. The list tells what is missing."))
    if not questionnaire.rights.recorded:
        raise Refused(_("Note the rights first: whose the words are, and on which terms they may be used."))
    set_published(row, in_languages(questionnaire, languages), now)
    _note(session, actor, "published question set", row, now)
    session.flush()
    if languages == questionnaire.languages:
        return None
    following = edit_set(session, actor, row, now)
    following.definition = to_plain(replace(questionnaire, version=following.version))
    return following


def unfit(session: Session, questionnaire: Questionnaire) -> tuple[Misfit, ...]:
    """What keeps the chosen scoring profile from scoring the set."""
    profile = profile_for(session, questionnaire)
    return misfits(profile, questionnaire) if profile else ()


def new_link_id(session: Session, questionnaire: Questionnaire) -> str:
    """A link id that no version of the set has ever had: an answer is never taken for another question's."""
    return fresh_id(used_link_ids(session, questionnaire))


def used_link_ids(session: Session, questionnaire: Questionnaire) -> set[str]:
    """Every link id of the draft and of all other versions."""
    stored = (from_plain(row.definition) for row in _versions(session, questionnaire.key))
    return {item.link_id for one in (questionnaire, *stored) for item in one.walk()}


def next_version(versions: Iterable[str], *, local: bool) -> str:
    """The version after these: 1, 2, 3 for a set made here; 0.6.3+1, 0.6.3+2 for changes to one from elsewhere,
    so that it cannot be taken for a version of the publisher's."""
    known = list(versions)
    if not local:
        return str(max((plain_number(one) or 0 for one in known), default=0) + 1)
    last = known[-1]
    base = found[1] if (found := _LOCAL.fullmatch(last)) else last
    numbers = [int(found[2]) for one in known if (found := _LOCAL.fullmatch(one)) and found[1] == base]
    return f"{base}+{max(numbers, default=0) + 1}"


def _settled(session: Session, before: Questionnaire, changed: Questionnaire) -> Questionnaire:
    """With what is known of each reversed item stored beside it."""
    profile = profile_for(session, changed)
    return settle_changed(profile, before, changed) if profile else changed


def _versions(session: Session, key: str) -> list[QuestionSet]:
    return list(session.scalars(select(QuestionSet).where(QuestionSet.key == key).order_by(QuestionSet.id)))


def _free_key(session: Session, title: str) -> str:
    letters = title.lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "question-set"
    taken = set(session.scalars(select(QuestionSet.key)))
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _note(session: Session, actor: Actor, action: str, row: QuestionSet, now: datetime) -> None:
    audit.record(session, actor, action, now, target=f"question set {row.id}", purpose="administration")
