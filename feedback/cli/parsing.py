"""Parsers that speak in one sentence, and commands below a common name."""

from __future__ import annotations

import argparse
import sys
from typing import TypeAlias

BAD_INPUT = 2


class Parser(argparse.ArgumentParser):
    """A parser that speaks in one sentence and exits with 2. `below` are the commands below its name."""

    below: argparse._SubParsersAction[Parser] | None = None

    def error(self, message: str) -> None:  # type: ignore[override]
        sys.stderr.write(f"{message[:1].upper()}{message[1:]}. See '{self.prog} --help'.\n")
        raise SystemExit(BAD_INPUT)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def below(commands: Commands, name: str, explained: str) -> Commands:
    """The commands below `name`, to which several modules can add theirs."""
    parser = commands.choices.get(name) or commands.add_parser(name, help=explained)
    if parser.below is None:
        parser.below = parser.add_subparsers(required=True)
    return parser.below
