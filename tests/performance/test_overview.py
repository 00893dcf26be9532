"""The coordinator's overview and list of patients out of 2,000 courses, as whole requests, on both databases."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from many_courses import Bulk
from postgresql_server import Server
from rig import Instance, make_instance
from sqlalchemy import event, select, text

from feedback import create_app
from feedback.domain.calendar import day_of
from feedback.persistence.tables import Person
from feedback.settings import Settings

pytestmark = pytest.mark.performance
COURSES = 2000
SMALL = 1
ROUNDS = 60
GOAL = 60.0
FIRST = "/staff/unit/points"
MEASURED = {
    FIRST: ("first page of the overview", True),
    f"{FIRST}?page=30": ("its page 30", True),
    f"{FIRST}?status=held": ("held points", True),
    f"{FIRST}?find=hagen": ("by text: every name is opened", False),
    f"{FIRST}?missing=not-prepared": ("by what is missing: not prepared", False),
    f"{FIRST}?missing=not-measured": ("by what is missing: no measure", False),
    f"{FIRST}?status=held&missing=objected": ("by what is missing: the patient objects", False),
    f"{FIRST}.csv": ("all of it as CSV", False),
    "/staff/unit": ("list of patients", False),
}


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def coordinator(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[str, FlaskClient, list[str]]]:
    """A browser of the coordinator of 2,000 courses, and the statements that are asked."""
    if request.param == "SQLite":
        instance = make_instance(tmp_path, patients=1)
        yield request.param, *_browser(instance)
    else:
        server: Server = request.getfixturevalue("postgresql")
        _wait_for_its_disk(server, "on")
        instance = make_instance(tmp_path, patients=1, url=server.copy("overview", "migrated"))
        yield request.param, *_browser(instance)
        _wait_for_its_disk(server, "off")
    instance.database.engine.dispose()


def test_pages_with_the_statistics_of_an_empty_clinic(postgresql: Server, tmp_path: Path, measured) -> None:
    """Many patients were just brought over: PostgreSQL plans by what it knew of one until it looks again."""
    instance = make_instance(tmp_path, patients=1, url=postgresql.copy("brought_over", "migrated"))
    client, _asked = _browser(instance, SMALL)
    _add(instance, SMALL, COURSES - SMALL)
    for path, (what, _has_goal) in MEASURED.items():
        began = time.perf_counter()
        assert client.get(path).status_code == 200
        took = (time.perf_counter() - began) * 1000
        most = 10_000 if path.endswith(".csv") else 1000
        measured(f"PostgreSQL, just brought over: {what}", f"{took:.0f} ms", f"<= {most} ms", took <= most)
    instance.database.engine.dispose()


def _browser(instance: Instance, courses: int = COURSES) -> tuple[FlaskClient, list[str]]:
    _add(instance, 0, courses)
    _look_again(instance)
    url = instance.database.engine.url.render_as_string(hide_password=False)
    app = create_app(Settings(instance.folder, url, demo_entry=True, secure_cookies=False), instance.database)
    app.config["WTF_CSRF_ENABLED"] = False
    client, asked = app.test_client(), list[str]()
    assert client.post(f"/staff/demo-entry/{instance.coordinator}").status_code == 303

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(instance.database.engine, "before_cursor_execute", heard)
    return client, asked


def test_first_page(coordinator: tuple[str, FlaskClient, list[str]], measured) -> None:
    kind, client, asked = coordinator
    for path, (what, has_goal) in MEASURED.items():
        times = []
        for _round in range(ROUNDS if has_goal else ROUNDS // 6):
            asked.clear()
            began = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200
        middle = statistics.median(times)
        figure = f"{middle:.0f} ms (best {min(times):.0f}), {len(asked)} statements"
        goal = f"<= {GOAL:.0f} ms" if has_goal else "reported"
        measured(f"{kind}, {COURSES:,} courses: {what}", figure, goal, middle <= GOAL or not has_goal)


def _add(instance: Instance, first: int, more: int) -> None:
    with instance.database.transaction() as session:
        unit = session.get_one(Person, instance.coordinator).unit_id
        clinicians = list(session.scalars(select(Person.id).where(Person.role == "clinician")))
        Bulk(session, unit, clinicians, day_of(datetime.now(UTC)), first=first).fill(more)


def _look_again(instance: Instance) -> None:
    if not instance.database.is_sqlite:
        with instance.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _wait_for_its_disk(server: Server, wanted: str) -> None:
    """As in use; other tests need not."""
    with server.control.connect() as connection:
        connection.execute(text(f"ALTER SYSTEM SET fsync = {wanted}"))
        connection.execute(text("SELECT pg_reload_conf()"))
