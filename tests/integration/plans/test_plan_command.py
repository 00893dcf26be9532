"""`feedback plan ask`: every course in a transaction of its own, again and again without harm, and no name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from asking import acting
from clinic import Clinic
from planning import Course, step
from sqlalchemy import and_, select

from feedback.cli import main
from feedback.persistence.tables import AuditEvent, CarePathway, CollectionPlan, Invitation, Unit
from feedback.settings import Settings

Run = Callable[..., tuple[int, str, str]]
SESSION = step("after-session", "session")


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(["plan", "ask", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


@pytest.fixture
def courses(clinic: Clinic) -> Iterator[Clinic]:
    """Kari and Nora have plans, and an appointment on the Monday on which the command runs."""
    with clinic.database.transaction() as session:
        kari = Course(session, clinic, SESSION)
        kari.book(0, 9, now=-1)
        nora = Course(session, clinic)
        nora.patient, nora.siv = clinic.nora, acting(session, clinic.turid)
        nora.berg = acting(session, clinic.lie)
        nora.switch_on(step("after-session-young", "session"))
        nora.book(0, 9, now=-1)
        at = kari.at(0, 20)
    clinic.database.engine.dispose()
    with time_machine.travel(at, tick=False):
        yield clinic


def asked(clinic: Clinic) -> int:
    with clinic.database.transaction() as session:
        return len(list(session.scalars(select(Invitation))))


def test_every_course_is_asked_once(courses: Clinic, run: Run) -> None:
    assert run("--dry-run") == (0, "2 patients with plans: would be 2 asked, 0 moved, 0 withdrawn.\n", "")
    assert asked(courses) == 0
    assert run() == (0, "2 patients with plans: 2 asked, 0 moved, 0 withdrawn.\n", "")
    assert asked(courses) == 2
    assert run() == (0, "2 patients with plans: 0 asked, 0 moved, 0 withdrawn.\n", "")
    with courses.database.transaction() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "asked by plan")).all()
    assert {event.actor_label.partition(":")[0] for event in events} == {"os"}


def test_one_unit_alone(courses: Clinic, run: Run) -> None:
    with courses.database.transaction() as session:
        key = session.scalars(select(Unit.key).where(Unit.name == "Lia BUP")).one()
    assert run("--unit", key)[1].startswith("1 patients with plans: 1 asked")
    assert run("--unit", "Fjellheim DPS")[1].startswith("1 patients with plans: 1 asked")
    code, out, error = run("--unit", "nowhere")
    assert (code, out) == (2, "")
    assert "no unit 'nowhere'" in error


def test_one_that_fails_does_not_stop_the_rest_and_tells_no_name(courses: Clinic, run: Run) -> None:
    with courses.database.transaction() as session:
        of_kari = (CarePathway.id == CollectionPlan.pathway_id, CarePathway.patient_id == courses.kari)
        plan = session.scalars(select(CollectionPlan).join(CarePathway, and_(*of_kari))).one()
        plan.template = {"key": "broken"}
    code, out, error = run()
    assert code == 1
    assert out.startswith("1 patients with plans: 1 asked")
    assert error == f"Patient {courses.kari} could not be asked: CatalogueError.\n"
    assert "Nordvik" not in out + error


def test_courses_that_are_long_over_are_left_alone(courses: Clinic, run: Run) -> None:
    with courses.database.transaction() as session:
        for pathway in session.scalars(select(CarePathway)):
            pathway.started_on -= timedelta(400)
            pathway.closed_on = pathway.started_on + timedelta(300)
    assert run()[1].startswith("0 patients with plans")
