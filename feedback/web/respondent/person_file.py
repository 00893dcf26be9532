"""Everything that is held on a person, in the words that they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _

from feedback.charts.formats import shown_number
from feedback.domain.person_file import FileEntry, FileSection, PersonFile
from feedback.domain.questionnaire import text_in
from feedback.services.held import Held, HeldResponse
from feedback.web.clinician.answer_words import answer_texts, instead_of
from feedback.web.languages import day, moment
from feedback.web.words import APPOINTMENTS, AREAS, RELATIONSHIPS, REPLIES, ROLES, SETTINGS, SHARING

Pairs = Iterable[tuple[str, object]]


def person_file(held: Held, language: str, today: date) -> PersonFile:
    """The file of a patient, or of a relative with what they gave themselves."""
    sections = [_who(held)]
    if held.patient is not None:
        sections += [_care(held), _relatives(held), _points(held)]
    sections.append(_said(_("What you have said"), held.own, language))
    if held.patient is not None:
        sections.append(_told(held, language))
    sections += [_asked(held, language), _requests(held), _ways_in(held)]
    if held.patient is not None:
        sections.append(_looked(held))
    return PersonFile(held.person.unit.service_name, held.person.name, today, tuple(sections))


def _who(held: Held) -> FileSection:
    person, patient = held.person, held.patient
    facts: list[tuple[str, object]] = [(_("Name"), person.name), (_("Unit"), person.unit.name)]
    if patient is not None:
        facts += [(_("Birth date"), day(patient.born_on)), (_("Number"), patient.reference)]
    facts += [
        (_("E-mail"), person.email),
        (_("Telephone"), person.phone),
        (_("Language"), person.language),
        (_("Registered"), day(person.added_at)),
    ]
    return FileSection(_("Who you are"), (_entry("", facts),))


def _care(held: Held) -> FileSection:
    entries = [
        _entry(row.staff.name, [(_("From"), day(row.starts_on)), (_("Until"), _day(row.ends_on))])
        for row in _rows(held, "CareRelation")
    ]
    for row in _rows(held, "CarePathway"):
        steps = [
            (one.kind, day(one.happened_on)) for one in _rows(held, "Milestone") if one.pathway_id == row.id
        ]
        began = (_("Setting"), SETTINGS[row.setting]), (_("Started"), day(row.started_on))
        entries.append(_entry(str(AREAS[row.area]), [*began, (_("Closed"), _day(row.closed_on)), *steps]))
    appointments = [(moment(row.starts_at), APPOINTMENTS[row.state]) for row in _rows(held, "Appointment")]
    if appointments:
        entries.append(_entry(_("Appointments"), appointments))
    return FileSection(_("Your care"), tuple(entries))


def _relatives(held: Held) -> FileSection:
    entries = []
    for row in _rows(held, "Relationship"):
        consents = [one for one in _rows(held, "Consent") if one.relative_id == row.relative_id]
        facts: list[tuple[str, object]] = [(_("Relationship"), RELATIONSHIPS[row.kind])]
        for one in consents:
            facts += [(_("You agreed"), day(one.starts_on)), (_("Until"), _day(one.ends_on))]
            facts += [(_("Withdrawn"), _day(one.withdrawn_at))]
        entries.append(_entry(row.relative.name, facts))
    return FileSection(_("Relatives, and what you agreed to"), tuple(entries))


def _points(held: Held) -> FileSection:
    entries = []
    for row in _rows(held, "EvaluationPoint"):
        facts = [(_("Recommended day"), day(row.due_on)), (_("Held"), _day(row.held_on))]
        heading = _("Evaluation point %(number)s", number=row.number)
        entries.append(_entry(heading, facts))
        records = [one for one in _rows(held, "EvaluationRecord") if one.point_id == row.id]
        entries += [
            _entry(
                _("Written by %(name)s, %(day)s", name=one.author.name, day=day(one.written_at)),
                [(name, _flat(value)) for name, value in one.content.items()],
            )
            for one in records
        ]
    return FileSection(_("Evaluation points"), tuple(entries))


def _said(title: str, found: Iterable[HeldResponse], language: str, note: str = "") -> FileSection:
    entries: list[FileEntry] = []
    for one in found:
        entries += _response(one, language)
    return FileSection(title, tuple(entries), note)


def _response(one: HeldResponse, language: str) -> Iterator[FileEntry]:
    row = one.row
    sent = day(row.authored_at) if row.authored_at else _("not sent")
    state: list[tuple[str, object]] = [(_("Sent"), sent), (_("Who reads it"), SHARING[row.sharing])]
    if row.status == "entered-in-error":
        state.append((_("State"), _("withdrawn after your request")))
    answers = [
        (text_in(item.text, language), "; ".join(answer_texts(item, given, language)) or instead_of(given))
        for item in one.questionnaire.questions
        if (given := one.answers.get(item.link_id)) is not None
    ]
    scores = [
        (score.name, _("not calculated") if score.value is None else shown_number(score.value, language))
        for score in one.scores
    ]
    reads = [(_("Read by"), f"{read.reader.name}, {moment(read.read_at)}") for read in one.readings]
    replies = [(str(REPLIES[reply.kind]), reply.text or reply.author.name) for reply in one.replies]
    seen = [(_("Safety: what was done"), row.done) for row in one.critical if row.done]
    title = f"{text_in(one.questionnaire.title, language)} · {one.row.invitation.person.name}"
    remarks = tuple(f"{remark.text} ({day(remark.written_at)})" for remark in one.remarks)
    yield _entry(title, [*state, *answers, *scores, *reads, *replies, *seen], remarks)


def _told(held: Held, language: str) -> FileSection:
    note = ""
    if held.waiting:
        note = _(
            "%(count)s more answers wait: the relative asked to be talked with first. You have a right to read "
            "them. Ask your clinician.",
            count=held.waiting,
        )
    section = _said(_("What relatives have told about you"), held.told, language, note)
    appeal = _(
        "You can ask for the grounds, and appeal to the county governor (statsforvalteren). The clinic helps you."
    )
    kept = [
        _entry(
            _("Held back"),
            [
                (_("Decided by"), row.decided_by.name),
                (_("Day"), day(row.decided_at)),
                (_("Appeal"), appeal),
            ],
        )
        for row in held.withheld
    ]
    return FileSection(section.title, (*section.entries, *kept), section.note)


def _asked(held: Held, language: str) -> FileSection:
    """The plans that ask, each change with its reason, and the pauses."""
    entries = []
    for row in _rows(held, "CollectionPlan"):
        changes = [one for one in _rows(held, "PlanAdaptation") if one.plan_id == row.id]
        facts = [(_("From which day"), day(row.starts_on)), (_("Until"), _day(row.ends_on))]
        facts.append((_("Switched on"), f"{row.switched_on_by.name}, {moment(row.switched_on_at)}"))
        facts += [(_("Changed"), f"{one.made_by.name}, {moment(one.made_at)}") for one in changes]
        reasons = tuple(one.reason for one in changes)
        entries.append(_entry(text_in(row.template["title"], language), facts, reasons))
    for row in _rows(held, "AskingPause"):
        facts = [
            (_("From which day"), day(row.starts_on)),
            (_("Until"), day(row.ends_on)),
            (_("Ended"), _day(row.ended_on)),
        ]
        entries.append(_entry(_("Pause from questions"), facts))
    return FileSection(_("What you are asked"), tuple(entries))


def _requests(held: Held) -> FileSection:
    entries = [
        _entry(
            _("Asked %(day)s", day=day(row.asked_at)),
            [(_("Decided"), _day(row.decided_at)), (_("Grounds"), row.grounds)],
            (row.reason,),
        )
        for row in _rows(held, "DeletionRequest")
    ]
    return FileSection(_("Requests about deletion"), tuple(entries))


def _ways_in(held: Held) -> FileSection:
    names = [(_("Sign-in name"), row.sign_in_name) for row in _rows(held, "Credential")]
    names += [
        (_("Log-in"), f"{row.issuer} {row.national_id or ''}".strip()) for row in _rows(held, "BoundLogIn")
    ]
    times = [(_("Signed in"), moment(row.began_at)) for row in _rows(held, "SignIn")]
    asked = [(_("Asked to answer"), day(row.made_at)) for row in _rows(held, "Invitation")]
    links = [(_("Link made"), moment(row.made_at)) for row in _rows(held, "Link")]
    return FileSection(_("How you come in"), (_entry("", [*names, *times, *asked, *links]),))


def _looked(held: Held) -> FileSection:
    facts = [
        (
            moment(event.at),
            f"{who.name if who else event.actor_label or '–'}, {ROLES.get(event.role, event.role)}: {event.action}",
        )
        for event, who in held.events
    ]
    note = _("Every line is a row of the log: who, in which role, and what.")
    return FileSection(_("Who has looked, and what was done"), (_entry("", facts),), note)


def _rows(held: Held, table: str) -> list[Any]:
    return [row for kind, rows in held.rows.items() if kind.__name__ == table for row in rows]


def _entry(heading: str, facts: Pairs, quotes: tuple[str, ...] = ()) -> FileEntry:
    shown = tuple((str(name), str(value)) for name, value in facts if value not in (None, ""))
    return FileEntry(heading, shown, quotes)


def _day(value: Any) -> str:
    return day(value) if value else ""


def _flat(value: Any) -> str:
    """Whatever was written in a part of a record, as one text."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_flat(inner)}" for name, inner in value.items() if inner)
    if isinstance(value, list):
        return "; ".join(_flat(one) for one in value)
    return str(value or "")
