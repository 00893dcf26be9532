"""What is written at a point: read back as it was stored, merged heading by heading, and carried on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_codes import Assessment, Outcome, Part, Presence, Receiver, Way
from feedback.domain.points.evaluation_plain import SHAPE, fingerprint, from_plain, step_key, to_plain
from feedback.domain.points.evaluation_record import (
    Copy,
    LookedAt,
    Participant,
    Record,
    agreed_after,
    looked_at,
    needs_copies,
    without_consent,
)
from feedback.domain.points.preparation import Prepared, prepared_from_plain, prepared_to_plain
from feedback.domain.points.sheet import READING_ORDER, Heading

texts = st.text(max_size=8)
words = st.text(min_size=1, max_size=8)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
steps = st.builds(AgreedStep, words, texts, st.none() | days)
looked = st.builds(
    LookedAt, steps, st.none() | st.sampled_from(Outcome), texts, st.booleans(), st.none() | days
)
records = st.builds(
    Record,
    notes=st.dictionaries(st.sampled_from(Heading), words),
    looked_at=st.lists(looked, max_size=3).map(tuple),
    assess=st.lists(st.sampled_from(Assessment), unique=True).map(tuple),
    further=texts,
    works=texts,
    changes=texts,
    goals=texts,
    major=st.booleans(),
    steps=st.lists(steps, max_size=7).map(tuple),
    took_part=st.lists(
        st.builds(
            Participant, words, st.none() | st.sampled_from(Part), st.none() | st.sampled_from(Presence)
        ),
        max_size=3,
    ).map(tuple),
    copies=st.lists(st.builds(Copy, st.sampled_from(Receiver), texts, st.booleans()), max_size=3).map(tuple),
    way=st.none() | st.sampled_from(Way),
    earlier_days=st.lists(days, max_size=3).map(tuple),
    held_on=st.none() | days,
    late_reason=texts,
    late_words=texts,
    visited=st.lists(st.sampled_from(Heading), unique=True).map(tuple),
)
headings = st.sampled_from(Heading)
OLD = {
    "notes": {"resources": "Turene"},
    "works": "Samtaler",
    "changes": "",
    "goals": "Beholdes",
    "further": "Blodprøve",
    "tasks": [{"what": "Ringe", "who": "Kari", "due_on": "2026-12-15"}, {"what": "", "who": "Per"}],
    "took_part": ["Kari Nordvik", "Anna Berg"],
    "copies": ["Fastlegen"],
    "held_on": "2026-11-20",
    "late_reason": "",
    "late_words": "",
}
RING, WALK = AgreedStep("Ringe", "Kari", date(2026, 12, 1)), AgreedStep("Gå tur")
LATER = date(2027, 1, 5)


@given(records)
def test_what_is_stored_is_read_back(record: Record) -> None:
    stored = json.loads(json.dumps(to_plain(record)))
    assert stored["shape"] == SHAPE
    assert from_plain(stored) == record


def test_the_first_shape_is_still_read() -> None:
    record = from_plain(OLD)
    assert record.steps == (AgreedStep("Ringe", "Kari", date(2026, 12, 15)), AgreedStep("", "Per"))
    assert record.took_part == (Participant("Kari Nordvik"), Participant("Anna Berg"))
    assert record.copies == (Copy(Receiver.NAMED, "Fastlegen", agreed=True),)
    assert (record.notes, record.held_on) == ({Heading.RESOURCES: "Turene"}, date(2026, 11, 20))
    assert from_plain(to_plain(record)) == record
    assert from_plain({}) == Record()


def test_an_empty_record_stores_nothing_but_its_shape() -> None:
    assert to_plain(Record()) == {"shape": SHAPE}


@given(records, records, headings)
def test_saving_a_heading_changes_that_heading_alone(stored: Record, typed: Record, heading: Heading) -> None:
    merged = stored.with_part(heading, typed)
    assert merged.part(heading) == typed.part(heading)
    for other in set(Heading) - {heading}:
        assert merged.part(other) == stored.part(other)
    assert merged.visited == stored.visited


@given(records, records, headings)
def test_a_fingerprint_tells_of_its_heading_alone(one: Record, other: Record, heading: Heading) -> None:
    same = fingerprint(one, heading) == fingerprint(other, heading)
    assert same == (one.part(heading) == other.part(heading))
    assert fingerprint(one.with_part(heading, other), heading) == fingerprint(other, heading)


def test_the_first_heading_also_tells_of_the_steps_before() -> None:
    empty = Record()
    assert fingerprint(empty, Heading.FOLLOW_UP, (RING,)) != fingerprint(empty, Heading.FOLLOW_UP)
    assert fingerprint(empty, Heading.PLAN, (RING,)) == fingerprint(empty, Heading.PLAN)


@given(st.lists(steps, max_size=5), records)
def test_no_step_is_lost_unless_somebody_says_so(before: list[AgreedStep], record: Record) -> None:
    after = agreed_after(before, record)
    said = {entry.step: entry for entry in record.looked_at}
    for step in before:
        entry = said.get(step)
        if entry is None or (entry.outcome is not Outcome.DONE and (entry.goes_on or not entry.outcome)):
            assert any(one.what == step.what and one.who == step.who for one in after)
    assert set(record.steps) <= set(after)
    assert len(after) == len(set(after))


@pytest.mark.parametrize(
    ("entry", "carried"),
    [
        (LookedAt(RING), RING),
        (LookedAt(RING, Outcome.DONE, goes_on=True), None),
        (LookedAt(RING, Outcome.NOT), None),
        (LookedAt(RING, Outcome.PARTLY, goes_on=True), RING),
        (LookedAt(RING, Outcome.NOT, goes_on=True, until=LATER), replace(RING, due_on=LATER)),
        (LookedAt(WALK, until=LATER), replace(WALK, due_on=LATER)),
    ],
)
def test_what_is_not_done_goes_on_with_one_tick(entry: LookedAt, carried: AgreedStep | None) -> None:
    assert entry.carried == carried
    assert agreed_after([entry.step], Record(looked_at=(entry,))) == ((carried,) if carried else ())


def test_every_step_of_last_time_is_asked_about_once() -> None:
    done = LookedAt(RING, Outcome.DONE, "Gikk fint")
    record = Record(looked_at=(done, LookedAt(AgreedStep("Ukjent"))))
    assert looked_at([RING, WALK, RING], record) == (done, LookedAt(WALK))
    assert step_key(RING) != step_key(WALK)


def test_who_was_not_there_gets_a_copy_only_with_the_patients_yes() -> None:
    record = Record(
        took_part=(Participant("Per Nordvik"),),
        copies=(
            Copy(Receiver.PATIENT),
            Copy(Receiver.DOCTOR),
            Copy(Receiver.NAMED, "per nordvik"),
            Copy(Receiver.NAMED, "Søster", agreed=True),
            Copy(Receiver.NAMED, "Nabo"),
        ),
    )
    assert without_consent(record) == (Copy(Receiver.NAMED, "Nabo"),)


def test_a_major_change_is_told_to_doctor_or_referrer() -> None:
    assert not needs_copies(Record())
    assert needs_copies(Record(major=True, copies=(Copy(Receiver.PATIENT),)))
    assert not needs_copies(Record(major=True, copies=(Copy(Receiver.REFERRER),)))


def test_a_heading_is_written_when_something_stands_under_it() -> None:
    assert not Record().has_written(Heading.PLAN)
    assert Record(major=True).has_written(Heading.PLAN)
    assert Record(notes={Heading.FAMILY: "Barna"}).has_written(Heading.FAMILY)


def test_what_was_agreed_is_read_first_and_the_others_in_their_order() -> None:
    assert READING_ORDER[0] is Heading.FOLLOW_UP
    assert [one for one in Heading if one is not Heading.FOLLOW_UP] == list(READING_ORDER[1:])


def test_a_preparation_is_read_back() -> None:
    prepared = Prepared(("Søvn", "Jobb"), "Mer ute", "Sjeldnere timer")
    assert prepared_from_plain(json.loads(json.dumps(prepared_to_plain(prepared)))) == prepared
    assert prepared_from_plain({}) == Prepared()
    assert Prepared().is_empty
    assert not prepared.is_empty
