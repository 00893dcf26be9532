"""Everything that is held on a person, in the words that they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from feedback.charts.formats import shown_number
from feedback.domain.people.actors import SEE_COPY, SEE_GOALS, SEE_MEETING, SEE_STEPS, TAKE_PART
from feedback.domain.people.person_file import FileEntry, FileSection, PersonFile
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services.date_words import late_reason_words
from feedback.services.points.evaluation.point_days import told_record
from feedback.services.points.evaluation.prepare_evaluation import prepared_of
from feedback.services.rights.held import Held, HeldResponse
from feedback.web.clinician.patient.answer_words import answer_texts, instead_of
from feedback.web.clinician.together.stored_words import all_words
from feedback.web.languages import day, moment
from feedback.web.points.words import KINDS
from feedback.web.respondent.rights.course_file import course_entries
from feedback.web.respondent.rights.person_goals import goals_section, own_ratings_section, plans_section
from feedback.web.words import APPOINTMENTS, AREAS, CONFIRMATIONS, RELATIONSHIPS, REPLIES, ROLES, SHARING

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint

Pairs = Iterable[tuple[str, object]]
CONSENTS = {
    TAKE_PART: lazy_gettext("You agreed"),
    SEE_GOALS: lazy_gettext("You show your goals"),
    SEE_MEETING: lazy_gettext("You show when you meet"),
    SEE_COPY: lazy_gettext("You show the sheets that they get a copy of"),
    SEE_STEPS: lazy_gettext("You show what they are to do"),
}


def person_file(held: Held, language: str, today: date) -> PersonFile:
    """The file of a patient, or of a relative with what they gave themselves."""
    sections = [_who(held)]
    if held.patient is not None:
        sections += [_care(held), _relatives(held), _points(held), *_goals(held)]
    elif ratings := _rows(held, "GoalRating"):
        sections.append(own_ratings_section(ratings))
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
    entries += [_entry(*entry) for entry in course_entries(lambda table: _rows(held, table))]
    appointments = [(moment(row.starts_at), APPOINTMENTS[row.state]) for row in _rows(held, "Appointment")]
    if appointments:
        entries.append(_entry(_("Appointments"), appointments))
    return FileSection(_("Your care"), tuple(entries))


def _relatives(held: Held) -> FileSection:
    entries = []
    for row in _rows(held, "Relationship"):
        consents = [one for one in _rows(held, "Consent") if one.relative_id == row.relative_id]
        facts: list[tuple[Any, object]] = [(_("Relationship"), RELATIONSHIPS[row.kind])]
        for one in consents:
            facts += [(CONSENTS[one.scope], day(one.starts_on)), (_("Until"), _day(one.ends_on))]
            facts += [(_("Withdrawn"), _day(one.withdrawn_at))]
        entries.append(_entry(row.relative.name, facts))
    return FileSection(_("Relatives, and what you agreed to"), tuple(entries))


def _points(held: Held) -> FileSection:
    entries: list[FileEntry] = []
    for row in _rows(held, "EvaluationPoint"):
        facts: list[tuple[str, object]] = [
            (_("Care pathway"), _course(row)),
            (_("Recommended day"), day(row.due_on)),
            (_("Held"), _day(row.held_on)),
            (_("Reason"), late_reason_words(row.late_reason, _)),
            (_("When you meet"), moment(row.meeting_at) if row.meeting_at else ""),
        ]
        entries.append(_entry(_("Evaluation point %(number)s", number=row.number), facts))
        entries += _written_at(held, row.id)
        entries += _done(held, row.id, _("Evaluation point %(number)s", number=row.number))
    note = ""
    if held.drafts:
        note = _(
            "%(count)s more texts are being written by your clinician. They are theirs alone until you have "
            "gone through them together; then you find them here.",
            count=held.drafts,
        )
    return FileSection(_("Evaluation points"), (*entries, *_done(held, None, "")), note)


def _course(point: EvaluationPoint) -> str:
    """Which course a point belongs to: two can have points with the same number."""
    since = _("course since %(day)s", day=day(point.pathway.started_on))
    return f"{AREAS[point.pathway.area]}, {since}"


def _written_at(held: Held, point: int) -> Iterator[FileEntry]:
    """What clinicians brought with them to a point, its versions, and how each was confirmed."""
    for row in _rows(held, "Preparation"):
        if row.point_id == point:
            prepared = prepared_of(row)
            texts = tuple(filter(None, (*prepared.topics, prepared.seen, prepared.proposal)))
            yield _entry(_("%(name)s wanted to bring up", name=row.author.name), (), texts)
    for row in _rows(held, "EvaluationRecord"):
        if row.point_id == point:
            title = _("Written by %(name)s, %(day)s", name=row.author.name, day=day(row.written_at))
            yield _entry(title, all_words(told_record(row), _("You")))
    for row in _rows(held, "ReviewedTogether"):
        if row.point_id == point:
            how = str(CONFIRMATIONS[row.how])
            facts = [(how, f"{row.by.name}, {moment(row.at)}"), (_("Reason"), row.reason)]
            yield _entry(_("Gone through together"), facts)


def _done(held: Held, point: int | None, heading: str) -> list[FileEntry]:
    """What was noted as done at a point, or with None beside all points, and whether it is registered."""
    found = [row for row in _rows(held, "ProcessFact") if row.point_id == point]
    facts = []
    for row in found:
        state = (
            _("registered %(day)s", day=day(row.registered_on)) if row.registered_on else _("not registered")
        )
        said = _(
            "%(day)s, noted by %(name)s; %(state)s",
            day=day(row.done_on),
            name=row.recorded_by.name,
            state=state,
        )
        facts.append((KINDS[row.kind], said))
    title = f"{heading}: {_('What was done')}" if heading else _("What was done")
    return [_entry(title, facts)] if facts else []


def _goals(held: Held) -> Iterator[FileSection]:
    yield goals_section(_rows(held, "Goal"), _rows(held, "GoalRating"))
    yield plans_section(_rows(held, "TreatmentPlan"))


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
