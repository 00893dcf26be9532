"""people list and links new."""

from __future__ import annotations

import argparse
import json
import sys

from sqlalchemy import select

from feedback.cli.opening import now, operator, transaction
from feedback.domain.calendar import day_of
from feedback.persistence.tables import Person
from feedback.services import audit
from feedback.services.answers.invite import get_occasion, invite, new_link, patient_of


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add these commands."""
    people = commands.add_parser("people", help="who is registered").add_subparsers(required=True)
    listing = people.add_parser("list", help="id, role, name and unit of everybody")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(run=list_people)
    links = commands.add_parser("links", help="secret links to answer").add_subparsers(required=True)
    new = links.add_parser("new", help="make a link; its path is printed once")
    new.add_argument("--person", type=int, required=True, help="the number of a patient or relative")
    new.add_argument("--ask", required=True, metavar="KEY", help="the question set")
    new.add_argument("--occasion", help="appointment:ID, point:NUMBER, start, closing or own")
    new.set_defaults(run=make_link)


def list_people(options: argparse.Namespace) -> None:
    """Everybody, audited: names are shown."""
    with transaction() as session:
        rows = session.scalars(select(Person).order_by(Person.id))
        found = [{"id": row.id, "role": row.role, "name": row.name, "unit": row.unit.name} for row in rows]
        audit.record(session, operator(), "listed people", now(), purpose="operation")
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return
    for person in found:
        sys.stdout.write(f"{person['id']:>5}  {person['role']:<13}  {person['name']}  ({person['unit']})\n")


def make_link(options: argparse.Namespace) -> None:
    """A link for a person and a question set."""
    with transaction() as session:
        occasion = None
        if options.occasion:
            person = session.get(Person, options.person)
            patient = patient_of(session, person) if person else 0
            occasion = get_occasion(session, patient, options.occasion, day_of(now()))
        invitation = invite(session, operator(), options.person, options.ask, occasion, now())
        token = new_link(session, operator(), invitation, now()).token
    sys.stdout.write(f"/l/{token}\n")
