"""The clinic with something waiting at every page that has a form, and somebody in front of each of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from arranged import Numbers, arrange
from asking import acting, ask, give_work, send
from busy_courses import fill_courses
from clinic import OPERATOR, PASSWORD, Clinic
from flask import Flask
from found_forms import Form, forms_on, walk
from page_client import PageClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import (
    EvaluationPoint,
    EvaluationRecord,
    Person,
    SecondFactor,
    StoredProfile,
    Unit,
)
from feedback.services.access.create_staff import create_staff
from feedback.services.access.link_second import make_link_code
from feedback.services.patients.consents import NewRelative, add_relative, withdraw_consent
from feedback.services.questionnaires.change_profile import begin_change
from feedback.services.questionnaires.edit_question_set import copy_set
from feedback.services.questionnaires.import_question_set import import_question_set
from feedback.services.questionnaires.question_sets import add_question_set
from feedback.services.rights.deletion import ask_deletion
from feedback.services.units.administer_units import add_contact, get_unit

FILE = Path(__file__).parents[1] / "definitions" / "every-type.json"
SOME = [{"linkId": "hours", "type": "integer", "text": "Hvor mange timer?"}]
PICTURE = {"linkId": "picture", "type": "attachment", "text": "Et bilde"}
WALKERS = ("kari", "per", "nora", "berg", "opened", "siv", "geir", "nina")
HALF = ("first-day", "new-phone", "with-app")  # on their way between the password and the first page
NEW_STAFF_UNIT = "Lia BUP"
RESPONDENTS = ("kari", "per", "nora", "tove")
SIGN_IN_NAMES = {"berg": "berg", "siv": "dahl", "geir": "strand", "nina": "ås"}  # others by one click
IN = ("/", "/me/sign-in", "/staff/sign-in")


@dataclass(frozen=True)
class Visitor:
    """A browser, who sits at it, and the forms that they come to."""

    who: str
    page: PageClient
    forms: tuple[Form, ...]


def make_busy(clinic: Clinic) -> Numbers:
    """Whatever can wait for somebody waits."""
    numbers = arrange(clinic)
    with clinic.database.transaction() as session:
        _answers(session, clinic)
        _administration(session, clinic)
        _more_people(session, clinic)
        fill_courses(session, clinic, numbers)
        session.execute(update(Unit).values(link_second="code"))
    return numbers


def _answers(session: Session, clinic: Clinic) -> None:
    """Something critical, something to talk about first, and a request about deletion."""
    add_question_set(session, neutral_questionnaire(profiles()["PHQ-9"]), "demo", clinic.now)
    marks = {f"item-{number}": answered("1") for number in range(1, 10)}
    send(session, clinic, ask(session, clinic, clinic.kari, "phq-9-demo"), marks)
    send(session, clinic, ask(session, clinic, clinic.per, "relative-view"), {}, "talk-first")
    for key in ("how-i-am", "my-goals", "before-evaluation"):
        ask(session, clinic, clinic.kari, key)
    ask(session, clinic, clinic.per, "relative-self")
    ask_deletion(session, acting(session, clinic.kari), clinic.kari, None, "I would rather not.", clinic.now)


def _administration(session: Session, clinic: Clinic) -> None:
    """An own number, drafts of facts and of questions, a role in another unit, a relative who was withdrawn."""
    nina, siv = acting(session, clinic.nina), acting(session, clinic.siv)
    unit = get_unit(session, session.get_one(Person, clinic.siv).unit_id)
    add_contact(session, nina, unit, "55 00 00 00", dict.fromkeys(("nb", "nn", "en"), "vakt"), clinic.now)
    row = session.scalars(select(StoredProfile).where(StoredProfile.name == "PHQ-9")).first()
    assert row is not None
    begin_change(session, nina, row, clinic.now)
    _question_sets(session, clinic)
    give_work(session, clinic, clinic.berg, clinic.siv, "leader")
    add_relative(session, siv, clinic.kari, NewRelative("Jon Nordvik", "friend", "nb"), True, clinic.now)
    liv = add_relative(session, siv, clinic.kari, NewRelative("Liv Nordvik", "other", "nb"), True, clinic.now)
    withdraw_consent(session, siv, clinic.kari, liv.id, clinic.now)


def _question_sets(session: Session, clinic: Clinic) -> None:
    """One with every kind of question that Kari is asked, one that is edited, and one that waits for a yes."""
    content = FILE.read_bytes()
    row, _report = import_question_set(session, OPERATOR, content, FILE.name, True, clinic.now)
    copy_set(session, acting(session, clinic.nina), row, {"nb": "Som jeg selv vil"}, clinic.now)
    ask(session, clinic, clinic.kari, row.key)
    changed = {
        **json.loads(content),
        "id": "waits",
        "url": "http://example.org/waits",
        "item": [*SOME, PICTURE],
    }
    import_question_set(session, OPERATOR, json.dumps(changed).encode(), "waits.json", False, clinic.now)


def _more_people(session: Session, clinic: Clinic) -> None:
    """Members of staff who are at each step of a sign-in."""
    for name in HALF:
        made = create_staff(
            session, OPERATOR, unit=NEW_STAFF_UNIT, role="clinician", name=name, sign_in_name=name,
            password=PASSWORD, language="nb", now=clinic.now, one_time=name == "first-day",
        )  # fmt: skip
        if name == "with-app":
            session.add(
                SecondFactor(person_id=made.id, secret="A" * 32, made_at=clinic.now, confirmed_at=clinic.now)
            )


def visitors(app: Flask, numbers: Numbers, allowed: Mapping[str, AbstractSet[str]]) -> Iterator[Visitor]:
    """Everybody who comes to a form, each with all of theirs; `allowed` are the people of each page."""
    yield _visitor(app, "nobody", PageClient(app), IN)
    for who in WALKERS:
        page = _entered(app, numbers.person(who), who)
        starts = [
            numbers.fill(rule)
            for rule in app.url_map.iter_rules()
            if who in allowed.get(rule.endpoint, ())
            and "GET" in (rule.methods or ())
            and not _leads_out(rule)
        ]
        starts += _summaries(numbers) if who == "berg" else []
        yield _visitor(app, who, page, starts, after=_ask_page(numbers, who))
    for who in HALF:
        page = PageClient(app, phone=False)
        page.get("/staff/sign-in")
        page.submit({"name": who, "password": PASSWORD})
        yield _visitor(app, who, page, (page.path,))
    for who, key in (("kari", "service-experience"), ("tove", "relative-view")):
        page = PageClient(app)
        page.get(numbers.clinic.link(numbers.person(who), key))
        if who == "kari":
            page.submit({"second": _code(numbers.clinic)})
        yield _visitor(app, f"{who} by link", page, (page.path,))


def _code(clinic: Clinic) -> str:
    """Kari's code for links."""
    with clinic.database.transaction() as session:
        kari = session.get_one(Person, clinic.kari)
        return make_link_code(session, OPERATOR, kari, clinic.kari, clinic.now)


def _entered(app: Flask, person: int, who: str) -> PageClient:
    """A browser in which this person is signed in."""
    page, start = PageClient(app), "me" if who in RESPONDENTS else "staff"
    page.get("/staff/sign-in" if start == "staff" else "/")
    if who in SIGN_IN_NAMES:
        page.submit({"name": SIGN_IN_NAMES[who], "password": PASSWORD})
    else:
        page.post(f"/{start}/demo-entry/{person}")
    return page


def _visitor(app: Flask, who: str, page: PageClient, starts: Iterable[str], after: str = "") -> Visitor:
    found = list(walk(app, page, starts))
    if after:  # what is shown once, after something was sent
        page.get(after)
        page.submit()
        found += forms_on(app, page)
    return Visitor(who, page, tuple({form.kind: form for form in reversed(found)}.values()))


def _summaries(numbers: Numbers) -> list[str]:
    """Where a button leads, and no link: what Berg reads before a point is held."""
    with numbers.clinic.database.transaction() as session:
        mine = (EvaluationRecord.author_id == numbers.clinic.berg, EvaluationRecord.finished_at.is_(None))
        points = select(EvaluationPoint).join(
            EvaluationRecord, EvaluationRecord.point_id == EvaluationPoint.id
        )
        waiting = session.scalars(points.where(*mine, EvaluationPoint.held_on.is_(None)))
        patients = [(point.pathway.patient_id, point.id) for point in waiting]
    return [f"/staff/patients/{patient}/points/{point}/together/hold" for patient, point in patients]


def _ask_page(numbers: Numbers, who: str) -> str:
    """Where a link is made that is shown once."""
    return f"/staff/patients/{numbers.clinic.kari}/ask" if who in ("berg", "siv") else ""


def _leads_out(rule: Rule) -> bool:
    """Whether a page ends what a browser has open, or leads to a provider."""
    return rule.endpoint.startswith(("openid_", "respondent.")) or rule.endpoint.endswith("sign_in")
