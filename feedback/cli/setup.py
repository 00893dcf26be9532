"""init-db, demo and serve."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date

from feedback.cli.opening import any_database, now, open_database, operator, settings, transaction
from feedback.demo import make_demo
from feedback.openid.settings import read_clients
from feedback.persistence.keys import new_keyring, write_keyring
from feedback.persistence.migrate import migrate
from feedback.persistence.tables import Installation
from feedback.server import serve
from feedback.services.goals.adopt_goals import adopt_goals
from feedback.services.questionnaires.question_sets import publish_shipped
from feedback.settings import Settings, SettingsError


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add these commands."""
    commands.add_parser("init-db", help="make or update the database and its keys").set_defaults(run=init_db)
    demo = commands.add_parser("demo", help="fill an empty database with made-up courses")
    demo.add_argument("--date", type=date.fromisoformat, help="the day that the demo ends on (today)")
    demo.set_defaults(run=fill_demo)
    server = commands.add_parser("serve", help="run the web server")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, default=8000)
    server.add_argument("--workers", type=int, default=2)
    server.set_defaults(run=run_server)


def init_db(options: argparse.Namespace) -> None:
    """Keys first, then tables, then the question sets that ship, and goals from old answers; running it again
    changes nothing."""
    before = os.umask(0o077)  # the folder and the database are for their owner alone, as the keys are
    try:
        _make_database(settings())
    finally:
        os.umask(before)
    sys.stdout.write("The database is ready.\n")


def _make_database(found: Settings) -> None:
    found.instance.mkdir(parents=True, exist_ok=True)
    if not found.key_file.exists():
        write_keyring(new_keyring(), found.key_file)
    database = any_database(found)
    try:
        migrate(database)
        with database.transaction() as session:
            if session.get(Installation, 1) is None:
                session.add(Installation(id=1, made_at=now()))
            publish_shipped(session, now())
            adopt_goals(session, operator(), now())
    finally:
        database.engine.dispose()


def fill_demo(options: argparse.Namespace) -> None:
    """Made-up people, the same for the same day."""
    with transaction() as session:
        make_demo(session, options.date or now().date())
    sys.stdout.write(
        "The demo is ready. Start the server with FEEDBACK_DEMO_ENTRY=1 to enter with one click.\n"
    )


def run_server(options: argparse.Namespace) -> None:
    """Serve until stopped."""
    if options.host not in ("127.0.0.1", "localhost", "::1") and not settings().hosts:
        raise SettingsError(
            "Set FEEDBACK_HOSTS to the names that people use for this server, with commas between; without it "
            "only loopback names are answered."
        )
    open_database(settings()).engine.dispose()
    read_clients(settings().instance)
    serve(settings(), options.host, options.port, options.workers)
