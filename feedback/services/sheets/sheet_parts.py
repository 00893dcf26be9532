"""The parts of the joint-review sheet, each drawn from responses or from what was written at the point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.charts.shown_values import shown_value
from feedback.domain.calendar import day_of
from feedback.domain.measures.trend import Trend
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.sheet import (
    Experience,
    Heading,
    Person,
    Quote,
    Rating,
    RelativeView,
    Reply,
    ReplyKind,
    SessionFeedback,
)
from feedback.domain.questionnaires.answers import Answer, Value
from feedback.domain.questionnaires.questionnaire import Control, Item, text_in
from feedback.domain.questionnaires.visibility import WORDS, is_answered
from feedback.persistence.tables import Relationship
from feedback.services.answers.invite import AFTER_SESSION
from feedback.services.answers.make_trend import INSTEAD
from feedback.services.answers.read_feedback import ReadResponse
from feedback.services.people_words import RELATIONSHIPS
from feedback.services.questionnaires.score_words import Translate
from feedback.services.refusals import _

ABOUT_HELP = "service-experience"
MOST_SESSIONS = 3
PREPARATION = {
    "helped": Heading.RESOURCES,
    "no-problem": Heading.RESOURCES,
    "not-helped": Heading.USEFUL,
    "plan": Heading.PLAN,
    "plan-text": Heading.PLAN,
    "people": Heading.TOOK_PART,
}
WISHES: dict[tuple[str, Value], str] = {
    ("contact", True): _("wants to be contacted"),
    ("contact", False): _("does not want to be contacted"),
    ("children", True): _("children in the family need information or someone to talk to"),
    ("children", False): _("no children in the family who need information"),
}


def topics_from(found: Sequence[ReadResponse], point: int) -> tuple[Quote, ...]:
    """What the patient wants to talk about, in their exact words."""
    read = _preparation(found, point)
    answer = read.answers.get("topics") if read else None
    values = answer.values if answer else ()
    return tuple(Quote(str(value)) for value in values)


def chosen_topics(new: Sequence[ReadResponse], language: str) -> tuple[Quote, ...]:
    """What the patient chose to talk about in imported question sets: their calculated summary items."""
    newest = {read.questionnaire.key: read for read in new if read.source.role == "patient"}
    return tuple(
        Quote(shown_value(item, value, language), question=text_in(item.text, language), on=read.on)
        for read in newest.values()
        for item in read.questionnaire.questions
        if item.calculation is not None and not item.hidden
        for value in _values(read, item)
    )


def session_feedback(
    new: Sequence[ReadResponse], translate: Translate, language: str
) -> tuple[SessionFeedback, ...]:
    """The newest session feedback since the last point, at most three, oldest first."""
    wanted = [
        read
        for read in new
        if read.questionnaire.key in AFTER_SESSION and read.source.role == "patient" and read.answers
    ]
    return tuple(
        SessionFeedback(
            read.on,
            ratings_in(read, translate, language),
            quotes_in(read, language),
            _reply(read),
        )
        for read in wanted[-MOST_SESSIONS:]
    )


def experience_from(new: Sequence[ReadResponse], translate: Translate, language: str) -> Experience | None:
    """What the patient says about the help, newest since the last point, under the heading of usefulness (facts of
    the Directorate of Health: are patient and relatives satisfied?)."""
    told = [read for read in new if read.questionnaire.key == ABOUT_HELP and read.answers]
    if not told:
        return None
    read = told[-1]
    answers = (
        (text_in(item.text, language), _said(read, item, translate, language))
        for item in read.questionnaire.questions
        if item.link_id in read.answers
    )
    return Experience(text_in(read.questionnaire.title, language), read.on, tuple(answers))


def relative_views(
    session: Session, new: Sequence[ReadResponse], translate: Translate, language: str
) -> tuple[RelativeView, ...]:
    """Each relative's newest view. Who asked that the clinician talks with the patient first is left out."""
    newest = {
        (read.source.id, read.questionnaire.key): read
        for read in new
        if read.source.role == "relative" and read.response.sharing == "all"
    }
    return tuple(
        RelativeView(
            Person(read.source.name, translate(_relationship(session, read))),
            read.on,
            ratings_in(read, translate, language),
            quotes_in(read, language),
            tuple(wishes_in(read, translate, language)),
        )
        for read in newest.values()
    )


def wishes_in(read: ReadResponse, translate: Translate, language: str) -> Iterator[str]:
    """Answers by choice in few words: what is known by its link id shortly, all else with its question."""
    for item in read.questionnaire.questions:
        for value in () if item.control is Control.SCALE or item.type in WORDS else _values(read, item):
            short = WISHES.get((item.link_id, value))
            said = text_in(item.text, language)
            yield translate(short) if short else f"{said} {_choice_text(item, value, translate, language)}"


def _choice_text(item: Item, value: Value, translate: Translate, language: str) -> str:
    if isinstance(value, bool):
        return translate(_("Yes")) if value else translate(_("No"))
    return shown_value(item, value, language)


def preparation_notes(
    found: Sequence[ReadResponse], point: int, translate: Translate, language: str
) -> tuple[tuple[Heading, Quote], ...]:
    """The rest of the patient's preparation, under the headings that it speaks to."""
    read = _preparation(found, point)
    if read is None:
        return ()
    by = translate(_("patient"))
    return tuple(
        (heading, Quote(said, text_in(item.text, language), by, read.on, chosen=item.type not in WORDS))
        for link_id, heading in PREPARATION.items()
        for item in _items(read, link_id)
        for said in (shown_value(item, value, language) for value in _values_of(read, link_id))
    )


def joint_notes(record: Record, translate: Translate) -> tuple[tuple[Heading, Quote], ...]:
    """What was written together under each heading."""
    by = translate(_("written together"))
    return tuple(
        (heading, Quote(record.notes[heading], by=by, joint=True))
        for heading in Heading
        if heading in record.notes
    )


def ratings_in(read: ReadResponse, translate: Translate, language: str) -> tuple[Rating, ...]:
    """The items on a scale, with what stands instead of a value."""
    return tuple(
        Rating(
            text_in(item.text, language),
            _number(read.answers.get(item.link_id)),
            item.minimum or Decimal(0),
            item.maximum or Decimal(10),
            text_in(item.low_label, language),
            text_in(item.high_label, language),
            translate(_instead(read.answers.get(item.link_id))),
        )
        for item in read.questionnaire.questions
        if item.control is Control.SCALE and item.link_id in read.answers
    )


def quotes_in(read: ReadResponse, language: str) -> tuple[Quote, ...]:
    """Own words, exactly, each with its question."""
    return tuple(
        Quote(str(value), text_in(item.text, language))
        for item in read.questionnaire.questions
        if item.type in WORDS
        for value in _values(read, item)
    )


def _number(answer: Answer | None) -> Decimal | None:
    value = answer.value if answer else None
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _instead(answer: Answer | None) -> str:
    return INSTEAD.get(answer.state, "") if answer else _("not answered")


def _said(read: ReadResponse, item: Item, translate: Translate, language: str) -> str:
    values = _values(read, item)
    told = ", ".join(_choice_text(item, value, translate, language) for value in values)
    return told or translate(_instead(read.answers[item.link_id]) or _("not answered"))


def _reply(read: ReadResponse) -> Reply | None:
    if not read.replies:
        return None
    newest = read.replies[-1]
    return Reply(ReplyKind(newest.kind), newest.author.name, day_of(newest.written_at), newest.text)


def _relationship(session: Session, read: ReadResponse) -> str:
    same = (
        Relationship.patient_id == read.response.subject_id,
        Relationship.relative_id == read.source.id,
    )
    kind = session.scalar(select(Relationship.kind).where(*same))
    return RELATIONSHIPS.get(kind or "", _("relative"))


def _preparation(found: Sequence[ReadResponse], point: int) -> ReadResponse | None:
    mine = [
        read
        for read in found
        if read.questionnaire.key == "before-evaluation" and read.occasion.point_id == point
    ]
    return mine[-1] if mine else None


def _items(read: ReadResponse, link_id: str) -> tuple[Item, ...]:
    item = read.questionnaire.by_link_id.get(link_id)
    return (item,) if item else ()


def _values(read: ReadResponse, item: Item) -> tuple[Any, ...]:
    return _values_of(read, item.link_id)


def _values_of(read: ReadResponse, link_id: str) -> tuple[Any, ...]:
    answer = read.answers.get(link_id)
    return answer.values if is_answered(answer) and answer else ()


def sources_of(trend: Trend) -> tuple[str, ...]:
    """The references of the measures, each once."""
    return tuple(dict.fromkeys(filter(None, (series.facts.reference for series in trend.series))))


def attributions_of(found: Sequence[ReadResponse]) -> tuple[str, ...]:
    """What the owners of the words that were answered want to see printed, each once."""
    texts = (read.questionnaire.rights.attribution for read in found if read.answers)
    return tuple(dict.fromkeys(filter(None, texts)))
