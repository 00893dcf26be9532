"""Pure functions and commands, each beside its goal: the best of several rounds, so that only the code counts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rig import COMMAND, OPERATOR, Instance

from feedback import create_app
from feedback.catalogue.fhir import read_questionnaire
from feedback.catalogue.intervals import shipped_rules
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.plans import rules_for, shipped_limits, shipped_templates
from feedback.catalogue.profiles import profiles
from feedback.catalogue.shipped import load_shipped
from feedback.domain.measures.scoring import score
from feedback.domain.pathway.due_dates import due_dates
from feedback.domain.pathway.history import AreaChange, History, Milestone, Pause, Transfer
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.domain.plan.facts import Appointment, Course, Facts, PersonPause, Point, Respondent
from feedback.domain.plan.schedule import schedule
from feedback.domain.plan.template import Plan
from feedback.domain.questionnaires.answers import answered
from feedback.domain.questionnaires.occurrences import key_of
from feedback.domain.questionnaires.questionnaire import Condition, Item, ItemType, Operator, Questionnaire
from feedback.domain.questionnaires.settling import settle
from feedback.services.questionnaires.import_question_set import import_question_set
from feedback.settings import Settings

pytestmark = pytest.mark.performance
MANY_ITEMS = 800


def best(run: Callable[[], object], times: int, rounds: int = 7) -> float:
    """Seconds for one run."""
    found = []
    for _round in range(rounds):
        began = time.perf_counter()
        for _time in range(times):
            run()
        found.append((time.perf_counter() - began) / times)
    return min(found)


def test_due_dates_of_one_course(measured) -> None:
    start = date(2025, 1, 6)
    milestones = (
        Milestone(MilestoneKind.FIRST_ATTENDANCE, start),
        Milestone(MilestoneKind.BASIC_DECISION, start + timedelta(30)),
        Milestone(MilestoneKind.EXTENDED_DECISION, start + timedelta(45)),
    )
    transfers = (
        Transfer(Setting.INPATIENT, start + timedelta(90)),
        Transfer(Setting.OUTPATIENT, start + timedelta(120)),
    )
    pauses = (Pause(start + timedelta(200), start + timedelta(221)),)
    held = (start + timedelta(72), start + timedelta(160))
    history = History(
        CarePathwayArea.PHV, Setting.OUTPATIENT, milestones, transfers, pauses, held,
        area_changes=(AreaChange(CarePathwayArea.OCD, start + timedelta(100)),),
    )  # fmt: skip
    rules = shipped_rules()
    took = best(lambda: due_dates(history, rules), 200) * 1e6
    measured("due dates of one course", f"{took:.0f} µs", "<= 200 µs", took <= 200)


def test_a_year_of_a_plan(measured) -> None:
    """Weekly appointments, five points, a pause, three people; the first half of the year is answered."""
    start = date(2026, 1, 7)
    template = next(one for one in shipped_templates() if one.key == "phv-adult-outpatient")
    rules = rules_for(load_shipped(), shipped_limits())
    dues = [start + timedelta(84 + 56 * number) for number in range(5)]
    course = Course(
        Plan(template),
        start,
        tuple(Appointment(str(week), start + timedelta(7 * week)) for week in range(52)),
        tuple(Point(number, due, due - timedelta(56)) for number, due in enumerate(dues, start=1)),
    )
    people = tuple(Respondent(role, role) for role in ("patient", "relative", "clinician"))
    pauses = (PersonPause(start + timedelta(200), start + timedelta(221)),)
    facts = Facts((course,), people, pauses)
    end = start + timedelta(364)
    requests = schedule(facts, rules, end).requests
    answered = tuple(one._replace(answered_on=one.asked_on) for one in requests[: len(requests) // 2])
    half = Facts((course,), people, pauses, answered)
    took = best(lambda: (schedule(facts, rules, end), schedule(half, rules, end)), 20) / 2 * 1000
    measured(f"a year of a plan, {len(requests)} requests", f"{took:.2f} ms", "<= 2 ms", took <= 2)


def test_scoring_phq_9(measured) -> None:
    profile = profiles()["PHQ-9"]
    questionnaire = neutral_questionnaire(profile)
    answers = {
        item.link_id: answered(item.options[1].value) for item in questionnaire.questions if item.options
    }
    took = best(lambda: score(profile, questionnaire, answers), 200) * 1e6
    measured("scoring PHQ-9", f"{took:.0f} µs", "<= 50 µs", took <= 50)


def test_import_as_a_whole_command(measured, folder: Path, shared: Path) -> None:
    """From the start of Python to the end, each time into a database that holds only what ships."""
    file = shared / "questionnaires" / "hso-involvermeg-0.6.3.json"
    command = [COMMAND, "questionnaires", "import", str(file), "--yes"]
    _run([COMMAND, "init-db"], folder / "fresh")
    took = []
    for number in range(6):
        shutil.copytree(folder / "fresh", folder / str(number))
        took.append(best(lambda number=number: _run(command, folder / str(number)), 1, 1))
    measured("import of InvolverMeg, whole command", f"{min(took):.2f} s", "<= 1 s", min(took) <= 1)


def _run(command: list[object], instance: Path) -> None:
    environ = {**_with_bytecode(), "FEEDBACK_INSTANCE": str(instance)}
    subprocess.run(command, check=True, capture_output=True, env=environ, timeout=120)


def test_what_is_shown_of_many_items(measured, shared: Path) -> None:
    name = "hso-involvermeg-0.6.3.json"
    data = (shared / "questionnaires" / name).read_bytes()
    took = best(lambda: read_questionnaire(data, name), 1, 5)
    measured("import of InvolverMeg", f"{took:.2f} s", "<= 1 s", took <= 1)
    questionnaire = read_questionnaire(data, name).questionnaire
    items = sum(1 for _item in questionnaire.walk())
    shown = best(lambda: settle(questionnaire, {}), 10) * 1000 * MANY_ITEMS / items
    measured(
        f"what is shown, for {MANY_ITEMS} items",
        f"{shown:.1f} ms (from {items} items)",
        "<= 5 ms",
        shown <= 5,
    )


def test_what_is_shown_of_groups_that_repeat(measured) -> None:
    """Twenty groups of four questions, each ten times; after an answer, and after a button for one time more."""
    groups = [
        Item(f"g{group}", ItemType.GROUP, {"nb": "g"}, items=_chain(group), repeats=True)
        for group in range(20)
    ]
    questionnaire = Questionnaire("x", "1", {"nb": "x"}, ("nb",), tuple(groups))
    asked = [item.link_id for item in questionnaire.questions]
    answers = {key_of(link_id, (time,)): answered(1) for link_id in asked for time in range(1, 11)}
    took = best(lambda: settle(questionnaire, answers), 10) * 1000
    measured("what is shown, 800 items of groups that repeat", f"{took:.1f} ms", "<= 5 ms", took <= 5)

    def once_more() -> None:
        questionnaire.unfolded.clear()
        settle(questionnaire, answers)

    measured("the same, one time more", f"{best(once_more, 3) * 1000:.1f} ms", "reported", True)


def _chain(group: int) -> tuple[Item, ...]:
    """Four questions, each shown after the one before."""
    names = [f"g{group}q{place}" for place in range(4)]
    before = [(), *((Condition(name, Operator.GREATER, 0),) for name in names[:-1])]
    return tuple(
        Item(name, ItemType.INTEGER, {"nb": "x"}, enable_when=conditions)
        for name, conditions in zip(names, before, strict=True)
    )


def test_a_thousand_items(measured) -> None:
    words = "Hvordan **har** du det <b>nå</b>? " * 140
    items = [_long_item(number, words) for number in range(1000)]
    content = {"resourceType": "Questionnaire", "status": "draft", "title": "X", "item": items}
    data = json.dumps(content).encode()
    took = best(lambda: read_questionnaire(data, "x"), 1, 5)
    size = f"{len(data) / 1e6:.1f} MB"
    measured(f"import of 1,000 items ({size})", f"{took:.2f} s", "<= 2 s", took <= 2)


def _long_item(number: int, words: str) -> dict[str, object]:
    options = [{"valueCoding": {"code": str(code), "display": f"Svar {code}"}} for code in range(5)]
    when = [{"question": str((number + 1) % 1000), "operator": "exists", "answerBoolean": True}]
    item = {"linkId": str(number), "type": "choice", "text": words, "answerOption": options}
    return {**item, "enableWhen": when}


def test_a_section_page(measured, instance: Instance, shared: Path) -> None:
    name = "hso-involvermeg-0.6.3.json"
    now = datetime.now(UTC)
    with instance.database.transaction() as session:
        data = (shared / "questionnaires" / name).read_bytes()
        row, _report = import_question_set(session, OPERATOR, data, name, True, now)
        key = row.key
    settings = Settings(instance.folder, str(instance.database.engine.url), secure_cookies=False)
    browser = create_app(settings, instance.database).test_client()
    [link] = instance.links(1, key)
    path = browser.get(link, follow_redirects=True).request.path
    sizes = {page: len(browser.get(f"{path}{page}").data) for page in range(1, 4)}
    longest = max(sizes, key=lambda page: sizes[page])
    took = best(lambda: browser.get(f"{path}{longest}"), 5, 5) * 1000
    measured("a section page of InvolverMeg", f"{took:.1f} ms", "<= 30 ms", took <= 30)


def _with_bytecode() -> dict[str, str]:
    """The environment in which Python keeps what it has compiled, as it does in use."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def test_help(measured) -> None:
    environ = _with_bytecode()
    took = best(
        lambda: subprocess.run([COMMAND, "--help"], check=True, capture_output=True, env=environ), 1, 4
    )
    measured("feedback --help", f"{took:.2f} s", "<= 1 s", took <= 1)


def test_sheet_of_the_demo(measured, folder: Path) -> None:
    environ = {**_with_bytecode(), "FEEDBACK_INSTANCE": str(folder)}
    for command in ("init-db", "demo"):
        subprocess.run([COMMAND, command], check=True, capture_output=True, env=environ, timeout=120)
    listed = subprocess.run(
        [COMMAND, "people", "list", "--json"], check=True, capture_output=True, env=environ
    )
    patients = (person["id"] for person in json.loads(listed.stdout) if person["role"] == "patient")
    out = folder / "sheet.pdf"
    patient = next(number for number in patients if _sheet(environ, number, out))
    took = best(lambda: _sheet(environ, patient, out), 1, 3)
    measured(
        "sheet of the demo, whole command",
        f"{took:.2f} s, {out.stat().st_size / 1000:.0f} kB",
        "reported",
        True,
    )


def _sheet(environ: dict[str, str], patient: int, out: Path) -> bool:
    options = ["--patient", str(patient), "--point", "1", "--out", str(out)]
    return subprocess.run([COMMAND, "sheet", *options], capture_output=True, env=environ).returncode == 0
