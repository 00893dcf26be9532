"""Reading the command line and running the command that it names."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sqlalchemy.exc import ArgumentError, DataError, OperationalError, ProgrammingError

from feedback.catalogue.errors import CatalogueError
from feedback.cli import (
    access,
    audit,
    content,
    dates,
    keys,
    log_ins,
    people,
    plans,
    responses,
    retention,
    scores,
    setup,
    sheets,
    staff,
    units,
)
from feedback.persistence.keys import KeyFileError
from feedback.services.refusals import NotFound, Refused
from feedback.settings import SettingsError
from feedback.web.assets import AssetsMissingError

BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    """A parser that speaks in one sentence and exits with 2."""

    def error(self, message: str) -> None:  # type: ignore[override]
        sys.stderr.write(f"{message[:1].upper()}{message[1:]}. See '{self.prog} --help'.\n")
        raise SystemExit(BAD_INPUT)


def build_parser() -> argparse.ArgumentParser:
    """Every command and its options."""
    parser = _Parser(prog="feedback", description="Samsyn: feedback for joint review.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for part in (
        setup,
        people,
        staff,
        units,
        content,
        responses,
        scores,
        sheets,
        dates,
        plans,
        audit,
        keys,
        access,
        log_ins,
        retention,
    ):
        part.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    options = build_parser().parse_args(arguments)
    try:
        code: int | None = options.run(options)
        sys.stdout.flush()
    except (Refused, SettingsError, KeyFileError, CatalogueError, AssetsMissingError) as error:
        return _say(str(error))
    except NotFound:
        return _say("There is nothing with that number. List what there is first.")
    except FileNotFoundError as error:
        return _say(f"There is no file or folder '{error.filename}'. Check the name.")
    except BrokenPipeError:  # whoever was reading has seen enough, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        return _say(f"'{error.filename}' cannot be used: {error.strerror}. Check the path and its rights.")
    except (OverflowError, DataError):
        return _say("That number is larger than any here. List what there is first.")
    except (ArgumentError, ModuleNotFoundError) as error:
        return _say(
            f"FEEDBACK_DATABASE_URL cannot be used ({error}). Write it like postgresql+psycopg://host/name."
        )
    except (OperationalError, ProgrammingError) as error:
        reason = str(error.orig).partition("\n")[0]
        return _say(f"The database cannot be used ({reason}). Run 'feedback init-db' or check its address.")
    else:
        return code or 0
    return 0


def _say(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return BAD_INPUT
