"""staff create, disable, enable, reset-totp and reset-password."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from feedback.cli.opening import now, operator, transaction
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Person
from feedback.services.access.accounts import (
    disable,
    enable,
    get_staff_account,
    one_time_password,
    reset_password,
    reset_totp,
)
from feedback.services.access.create_staff import create_staff
from feedback.services.units.changes import note_change

Change = Callable[[Session, Actor, Person, datetime], str | None]
ONE_TIME = "One-time password (for a week; shown only now): {}\n"
CHANGES: dict[str, tuple[Change, str, str]] = {
    "disable": (
        disable,
        "end every session and refuse sign-in",
        "'{}' is signed out everywhere and disabled.",
    ),
    "enable": (enable, "let a disabled account sign in again", "'{}' can sign in again."),
    "reset-totp": (
        reset_totp,
        "let the next sign-in set up the app on the phone anew",
        "'{}' is signed out everywhere and sets up the app at the next sign-in.",
    ),
    "reset-password": (
        reset_password,
        "a one-time password in place of a forgotten one",
        "'{}' is signed out everywhere.",
    ),
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add these commands."""
    staff = commands.add_parser("staff", help="staff accounts").add_subparsers(required=True)
    create = staff.add_parser("create", help="make a local account; a one-time password is printed")
    for name in ("--unit", "--role", "--name", "--sign-in-name"):
        create.add_argument(name, required=True)
    create.add_argument("--language", default="nb")
    own = "ask for a lasting password, on the terminal or on standard input, instead of printing one"
    create.add_argument("--password", action="store_true", help=own)
    create.set_defaults(run=make_staff)
    for name, (_change, explained, _said) in CHANGES.items():
        command = staff.add_parser(name, help=explained)
        command.add_argument("--sign-in-name", required=True)
        command.set_defaults(run=change_account, change=name)


def make_staff(options: argparse.Namespace) -> None:
    """A member of staff with a local account; their number is printed."""
    password = _asked() if options.password else one_time_password()
    with transaction() as session:
        person = create_staff(
            session,
            operator(),
            unit=options.unit,
            role=options.role,
            name=options.name,
            sign_in_name=options.sign_in_name,
            password=password,
            language=options.language,
            now=now(),
            one_time=not options.password,
        )
        work, place = f"work {person.role}", person.unit
        note_change(session, operator(), work, "", place.name, now(), unit=place.id, staff=person.id)
        sys.stdout.write(f"{person.id}\n")
    if not options.password:
        sys.stdout.write(ONE_TIME.format(password))


def change_account(options: argparse.Namespace) -> None:
    """One of the changes, to the account with this sign-in name."""
    change, _explained, said = CHANGES[options.change]
    with transaction() as session:
        person = get_staff_account(session, options.sign_in_name)
        password = change(session, operator(), person, now())
    sys.stdout.write(said.format(options.sign_in_name.strip().lower()) + "\n")
    if password:
        sys.stdout.write(ONE_TIME.format(password))


def _asked() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\r\n")
