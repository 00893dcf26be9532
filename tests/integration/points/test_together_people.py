"""Who took part and who gets a copy is what somebody has said: nothing that was only suggested becomes a fact."""

from __future__ import annotations

import pytest
from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path
from evaluation_pages import at, written

from feedback.domain.points.evaluation_codes import Part, Presence
from feedback.domain.points.evaluation_record import Participant


def test_passing_a_heading_stores_nothing_that_was_only_suggested(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "took-part")
    berg.submit({"do": "go:next"})
    berg.submit({"do": "go:plan"})
    record = written(clinic)
    assert (record.took_part, record.copies, record.held_on, record.visited) == ((), (), None, ())
    assert "0 of 12 gone through" in berg.words()
    at(clinic, berg, "took-part").submit({"people-1-presence": "video", "do": "go:plan"})
    assert "1 of 12 gone through" in berg.words()
    assert [one.presence for one in written(clinic).took_part] == [Presence.ROOM, Presence.VIDEO]


def test_nobody_is_said_to_have_been_there_who_was_taken_out(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "took-part")
    nobody = {"people-0-presence": "", "people-1-presence": ""}
    berg.submit({**nobody, "do": "next"}, status=422)
    assert "Nobody took part, as it stands here" in berg.words()
    assert 'href="#people-0-presence"' in berg.text
    berg.submit({**nobody, "people-0-presence": "phone", "do": "next"})
    assert written(clinic).took_part == (Participant("Kari Nordvik", Part.PATIENT, Presence.PHONE),)


def test_who_corrects_something_else_says_nothing_about_who_took_part(
    clinic: Clinic, browser: Browser
) -> None:
    berg = at(clinic, begin(clinic, browser), "next")
    hold(berg)
    berg.get(point_path(clinic))
    berg.post(f"{point_path(clinic)}/open")
    berg.submit({"works": "Turene", "do": "finish"})
    record = written(clinic)
    assert (record.works, record.took_part, record.copies) == ("Turene", (), ())
    assert "Corrected under: Shall the plan change? How? Version 1" in berg.words()


def test_the_sheet_of_a_held_point_guesses_nobody(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "next")
    hold(berg)
    berg.get(point_path(clinic) + "/sheet")
    assert "Took part –" in berg.words()


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("part", {"part": "", "presence": "room"}, "Choose as what they took part."),
        ("presence", {"part": "other", "presence": ""}, "Choose how they took part, or take the name away."),
    ],
)
def test_of_somebody_else_it_is_said_as_what_and_how(
    clinic: Clinic, browser: Browser, field: str, sent: dict[str, str], said: str
) -> None:
    berg = at(clinic, begin(clinic, browser), "took-part")
    row = next(place for place in range(9) if f'name="people-{place}-name" type="text"' in berg.text)
    rows = {f"people-{row}-{name}": value for name, value in {"name": "Turid", **sent}.items()}
    berg.submit({**rows, "do": "next"}, status=422)
    assert said in berg.words()
    assert f'href="#people-{row}-{field}"' in berg.text
    assert written(clinic).took_part == ()


def test_the_patients_yes_is_asked_for_where_the_copy_is_written(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "took-part")
    berg.submit({"copies-1-name": "NAV Voss", "do": "next"}, status=422)
    assert "NAV Voss did not take part" in berg.words()
    assert 'href="#copies-1-agreed"' in berg.text
    assert 'id="copies-1-agreed-error"' in berg.text
    berg.submit({"copies-1-agreed": "y", "do": "next"})
    assert [copy.name for copy in written(clinic).copies] == ["", "NAV Voss"]
