"""What newer facts would make of answers that are stored: totals and critical answers."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import answer
from profile_changes import ask_phq_9, draft_of, of_total, scores, send_phq_9, with_subscales
from sqlalchemy import select

from feedback.catalogue.profiles import profiles
from feedback.cli import main
from feedback.domain.measures.profile import (
    Band,
    SafetyItem,
)
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import CriticalAnswer, StoredProfile
from feedback.services.questionnaires.change_profile import (
    facts_of,
    write_draft,
)
from feedback.services.questionnaires.rescore import Rescored, Rewatched, what_would_change
from feedback.services.questionnaires.scoring_profiles import (
    newest_written,
)
from feedback.services.refusals import Refused


def test_the_dry_run_lists_what_would_be_another_and_changes_nothing(clinic: Clinic) -> None:
    ask_phq_9(clinic)
    first, second = send_phq_9(clinic, 1), send_phq_9(clinic, 2)
    with clinic.database.transaction() as session:
        assert what_would_change(session) == []
        bands = (Band(Decimal(0), "few"), Band(Decimal(15), "moderately severe"))
        draft_of(session, clinic, "PHQ-9", of_total(bands=bands))
        [found] = what_would_change(session, "PHQ-9")
        assert (found.response, found.old_band, found.new_band, found.new_version) == (
            first,
            "mild",
            "few",
            "own-1",
        )
    before = scores(clinic)
    with clinic.database.transaction() as session:
        row = session.scalars(select(StoredProfile).where(StoredProfile.origin == "own")).one()
        nina = acting(session, clinic.nina)
        write_draft(session, nina, row, with_subscales(profiles()["PHQ-9"]), clinic.now)
        found_ = what_would_change(session)
        assert [(one.response, one.name, one.old_value, one.new_value) for one in found_] == [
            (first, "body", None, 1),
            (second, "body", None, 2),
        ]
        write_draft(session, nina, row, replace(facts_of(row), scales=()), clinic.now)
        assert [(one.old_value, one.new_value, one.new_version) for one in what_would_change(session)] == [
            (9, None, ""),
            (18, None, ""),
        ]
        with pytest.raises(Refused, match="no measure 'Nothing'"):
            what_would_change(session, "Nothing")
    assert scores(clinic) == before


def test_the_dry_run_tells_which_answers_would_be_critical(clinic: Clinic) -> None:
    ask_phq_9(clinic)
    mild, severe = send_phq_9(clinic, 1), send_phq_9(clinic, 2)
    with clinic.database.transaction() as session:
        draft_of(session, clinic, "PHQ-9", lambda p: replace(p, safety_items=(SafetyItem(9, Decimal(1)),)))
        assert what_would_change(session) == [Rewatched(mild, "PHQ-9", "item-9", True, False, "own-1")]
        both = (SafetyItem(9, Decimal(0)), SafetyItem(2, Decimal(1)))
        [row] = [row for row in newest_written(session) if row.name == "PHQ-9"]
        changed = replace(facts_of(row), safety_items=both)
        write_draft(session, acting(session, clinic.nina), row, changed, clinic.now)
        assert what_would_change(session) == [Rewatched(severe, "PHQ-9", "item-2", False, True, "own-1")]
    with clinic.database.transaction() as session:
        assert set(session.scalars(select(CriticalAnswer.link_id))) == {"item-9"}


def test_a_safety_item_that_becomes_known_is_told_of_what_was_sent_before(clinic: Clinic) -> None:
    """CORE-OM says nothing of its safety items, and so no answer to one was watched."""
    key = ask_phq_9(clinic, "CORE-OM")
    given = {f"item-{place}": answered("4" if place == 16 else "0") for place in range(1, 35)}
    sent = answer(clinic, clinic.kari, key, given)
    items = (SafetyItem(16, Decimal(0)), SafetyItem(24, Decimal(0)))
    with clinic.database.transaction() as session:
        assert what_would_change(session, "CORE-OM") == []
        draft_of(session, clinic, "CORE-OM", lambda found: replace(found, safety_items=items))
        assert what_would_change(session, "CORE-OM") == [
            Rewatched(sent, "CORE-OM", "item-16", False, True, "own-1")
        ]


def test_the_command_lists_and_refuses_to_do_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.delenv("FEEDBACK_DATABASE_URL", raising=False)
    assert main(["init-db"]) == 0
    assert main(["rescore", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("\n")[2]) == []
    assert main(["rescore"]) == 2
    assert "Finished scores never change" in capsys.readouterr().err
    assert main(["rescore", "--dry-run", "--measure", "PHQ-8"]) == 2
    assert "no measure 'PHQ-8'" in capsys.readouterr().err


def test_the_command_tells_of_scores_and_of_safety_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.delenv("FEEDBACK_DATABASE_URL", raising=False)
    assert main(["init-db"]) == 0
    new = Rewatched(4, "PHQ-9", "item-9", False, True, "own-1")
    changes = [Rescored(3, "PHQ-9", "total", "1", Decimal(9), "mild", "own-1", Decimal(9), "few"), new]
    changes.append(replace(new, response=5, was_critical=True, would_be_critical=False))
    monkeypatch.setattr("feedback.cli.scores.what_would_change", lambda *_given: changes)
    capsys.readouterr()
    assert main(["rescore", "--dry-run"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "response 3: PHQ-9 total: 9 mild (version 1) -> 9 few (version own-1)",
        "response 4: PHQ-9 safety item item-9 would be critical (version own-1)",
        "response 5: PHQ-9 safety item item-9 would not be critical any more (version own-1)",
    ]
    assert told.err == (
        "1 score would be another, 2 answers would become critical or cease to be. Nothing was changed.\n"
    )
    assert main(["rescore", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[1] == {
        "response": 4,
        "measure": "PHQ-9",
        "safety_item": "item-9",
        "was_critical": False,
        "would_be_critical": True,
        "new_version": "own-1",
    }
