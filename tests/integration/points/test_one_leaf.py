"""The sheets of the demo on one leaf, also where a point was held and something was noted under every heading."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from babel.support import Translations
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import ROOT
from feedback.cli.sheets import FONTS
from feedback.demo import make_demo
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_codes import Assessment, Outcome, Part, Presence, Receiver, Way
from feedback.domain.points.evaluation_plain import to_plain
from feedback.domain.points.evaluation_record import Copy, LookedAt, Participant, Record
from feedback.domain.points.sheet import READING_ORDER, Heading, SheetContent
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring
from feedback.persistence.migrate import migrate
from feedback.persistence.tables import CareRelation, EvaluationPoint
from feedback.reports.sheet import render_sheet
from feedback.reports.styles import BODY
from feedback.services.points.evaluation.evaluation_records import agreed_before
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes
from feedback.services.questionnaires.question_sets import publish_shipped
from feedback.services.sheets.make_sheet import make_sheet

DAY = date(2026, 11, 20)
STARTED, NOW = datetime(2026, 11, 20, 6, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC)
LANGUAGES = ("nb", "nn", "en")
ONE_LEAF = 2  # pages
NOTE = "Vi snakket om jobben og søvnen. Det går bedre på dagtid, men kveldene er tunge ennå."
LONG = NOTE * 6


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('leaf') / 'feedback.sqlite'}", keyring)
    migrate(database)
    with database.transaction() as session:
        publish_shipped(session, STARTED)
        make_demo(session, DAY)
    return database


def drawn(content: SheetContent, language: str) -> PdfReader:
    translate = Translations.load(str(ROOT / "translations"), [language]).gettext
    return PdfReader(BytesIO(render_sheet(content, translate, language, Path(FONTS))))


def sheet(session: Session, point: EvaluationPoint, language: str) -> SheetContent:
    translate = Translations.load(str(ROOT / "translations"), [language]).gettext
    return make_sheet(session, point, translate, language, NOW)


def written(before: tuple[AgreedStep, ...], patient: str, note: str) -> Record:
    """A meeting with a short note under every heading, and every decision made."""
    steps = [("Ringe fastlegen om medisinen", "Anna Berg", 14), ("Skrive søvndagbok", patient, 28)]
    return Record(
        notes=dict.fromkeys(Heading, note),
        looked_at=tuple(LookedAt(step, Outcome.PARTLY, "Kommet i gang", goes_on=True) for step in before),
        assess=(Assessment.SOMATIC,),
        further="Vi ber fastlegen om blodprøver.",
        works="Samtalene hver uke fortsetter.",
        changes="Vi øver mer på søvn, og møtes annenhver uke fra jul.",
        goals="Hun vil holde fast ved det som er viktigst.",
        major=True,
        steps=tuple(AgreedStep(what, who, DAY + timedelta(days=days)) for what, who, days in steps),
        took_part=(
            Participant(patient, Part.PATIENT, Presence.ROOM),
            Participant("Per Nordvik", Part.RELATIVE, Presence.VIDEO),
            Participant("Anna Berg", Part.CLINICIAN, Presence.ROOM),
        ),
        copies=(Copy(Receiver.PATIENT), Copy(Receiver.DOCTOR), Copy(Receiver.NAMED, "Per Nordvik")),
        way=Way.MEETING,
        meets_on=DAY + timedelta(days=40),
        meets_clock=time(10, 30),
        visited=READING_ORDER,
    )


def hold(session: Session, point: EvaluationPoint, note: str) -> None:
    """Hold the point, or write so much into the next version of one that was held."""
    mine = CareRelation.patient_id == point.pathway.patient_id
    staff = session.scalars(select(CareRelation).where(mine)).first()
    assert staff is not None
    actor = Actor(staff.staff_id, "clinician", None)
    record = written(agreed_before(session, point), point.pathway.patient.person.name, note)
    save_notes(session, actor, point, to_plain(record), NOW)
    reason = "other: ferie" if point.due_on < DAY else ""
    hold_point(session, actor, point, point.held_on or DAY, reason, NOW)


def points(session: Session) -> list[EvaluationPoint]:
    waiting = EvaluationPoint.cancelled_on.is_(None)
    return list(session.scalars(select(EvaluationPoint).where(waiting).order_by(EvaluationPoint.id)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_of_the_demo_is_one_leaf(demo: Database, language: str) -> None:
    with demo.transaction() as session:
        contents = [sheet(session, point, language) for point in points(session)]
    assert len(contents) > 10
    for content in contents:
        assert len(drawn(content, language).pages) <= ONE_LEAF, content.patient


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_held_point_with_a_short_note_under_every_heading_is_one_leaf(
    demo: Database, language: str
) -> None:
    pages = {}
    with demo.transaction() as session:
        for point in points(session):
            hold(session, point, NOTE)
            content = sheet(session, point, language)
            pages[content.patient, content.number] = len(drawn(content, language).pages)
        session.rollback()
    assert {name: count for name, count in pages.items() if count > ONE_LEAF} == {}


def test_only_long_texts_take_a_third_page_and_then_nothing_is_made_smaller(demo: Database) -> None:
    with demo.transaction() as session:
        point = points(session)[0]
        hold(session, point, LONG)
        pdf = drawn(sheet(session, point, "nb"), "nb")
        session.rollback()
    assert len(pdf.pages) > ONE_LEAF
    assert BODY.fontSize in sizes(pdf)


def test_what_people_came_with_stands_above_what_was_decided(demo: Database) -> None:
    with demo.transaction() as session:
        point = next(one for one in points(session) if one.pathway.patient.person.name == "Kari Nordvik")
        hold(session, point, NOTE)
        text = drawn(sheet(session, point, "en"), "en").pages[1].extract_text()
        session.rollback()
    came, decided = text.index("Should the plan change?"), text.index("What works and continues")
    assert came < decided < text.index("Written together", decided)


def sizes(pdf: PdfReader) -> set[float]:
    """The sizes of the letters on the first page."""
    found: set[float] = set()
    pdf.pages[0].extract_text(visitor_text=lambda _text, _cm, _tm, _font, size: found.add(size))
    return found
