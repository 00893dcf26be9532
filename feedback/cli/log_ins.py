"""openid check, openid new-key, openid bind and openid unbind."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from feedback.cli.opening import now, operator, settings, transaction
from feedback.openid.keys import SigningKeyError, read_signing_key, write_signing_key
from feedback.openid.provider import Provider
from feedback.openid.reasons import LogInRefused
from feedback.openid.settings import FILE, read_clients
from feedback.services.access.bind_log_in import bind_staff, unbind
from feedback.services.refusals import Refused


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add these commands."""
    openid = commands.add_parser("openid", help="log-ins with a provider elsewhere").add_subparsers(
        required=True
    )
    openid.add_parser("check", help="read openid.toml and ask each provider").set_defaults(run=check)
    key = openid.add_parser("new-key", help="make our signing key; its public half is printed")
    key.add_argument("--file", default="openid-key.json", help="a name in the instance folder")
    key.set_defaults(run=new_key)
    public = openid.add_parser("public-key", help="print the public half again")
    public.add_argument("--file", default="openid-key.json", help="a name in the instance folder")
    public.set_defaults(run=public_key)
    bind = openid.add_parser("bind", help="note by what a member of staff will come")
    bind.add_argument("--person", type=int, required=True, help="the number of a member of staff")
    bind.add_argument("--hpr", default="", help="their HPR number")
    bind.add_argument("--subject", default="", help="their subject at the provider")
    bind.set_defaults(run=bind_person)
    taking = openid.add_parser("unbind", help="take every log-in from a person and end their sessions")
    taking.add_argument("--person", type=int, required=True, help="anybody's number")
    taking.set_defaults(run=unbind_person)


def check(options: argparse.Namespace) -> None:
    """What is set up, and whether each provider answers with keys."""
    clients = read_clients(settings().instance)
    if not clients:
        raise Refused(f"There is no {FILE} in the instance folder: nobody logs in with a provider.")
    for audience, client in clients.items():
        provider = Provider(client)
        try:
            addresses = provider.metadata(now()).addresses
            count = provider.count_keys(now())
        except LogInRefused as error:
            raise Refused(f"{client.name} ({audience}) cannot be used: {error}.") from error
        lines = [f"{client.name} ({audience}) answers with {count} keys."]
        lines += [f"  register: {address}" for address in client.addresses]
        lines += [f"  {name}: {address}" for name, address in sorted(addresses.items())]
        sys.stdout.write("\n".join(lines) + "\n")


def new_key(options: argparse.Namespace) -> None:
    """Make a key once; the public half is what the provider gets."""
    path = _in_instance(options.file)
    try:
        write_signing_key(path)
    except FileExistsError as error:
        raise Refused(
            f"'{path.name}' is there already. Choose another --file, and name it in {FILE}."
        ) from error
    public_key(options)


def public_key(options: argparse.Namespace) -> None:
    """The public half as a key set."""
    try:
        public = read_signing_key(_in_instance(options.file)).public()
    except SigningKeyError as error:
        raise Refused(str(error)) from error
    sys.stdout.write(json.dumps({"keys": [public]}, indent=1) + "\n")


def bind_person(options: argparse.Namespace) -> None:
    """Note the HPR number or the subject of a member of staff, in place of an earlier one."""
    client = read_clients(settings().instance).get("staff")
    if client is None:
        raise Refused(f"{FILE} has no [staff]: set up the log-in of staff first.")
    with transaction() as session:
        bind_staff(
            session,
            operator(),
            client.issuer,
            options.person,
            subject=options.subject,
            hpr_number=options.hpr,
            now=now(),
        )
    sys.stdout.write("Noted.\n")


def unbind_person(options: argparse.Namespace) -> None:
    """Take away what was bound."""
    with transaction() as session:
        count = unbind(session, operator(), options.person, now())
    sys.stdout.write(f"{count} taken away.\n")


def _in_instance(name: str) -> Path:
    if Path(name).name != name:
        raise Refused("Give a plain file name; the file lies in the instance folder.")
    return settings().instance / name
