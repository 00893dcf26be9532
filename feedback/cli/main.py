"""Reading the command line and running the command that it names."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from feedback.catalogue.errors import CatalogueError
from feedback.cli.parsing import BAD_INPUT, Parser
from feedback.services.refusals import NotFound, Refused
from feedback.settings import SettingsError

# What `feedback --help` tells. Only the module of the command given is loaded (docs/performance).
COMMANDS = {
    "init-db": "make or update the database and its keys",
    "demo": "fill an empty database with made-up courses",
    "serve": "run the web server",
    "people": "who is registered",
    "links": "secret links to answer",
    "staff": "staff accounts",
    "units": "settings of units",
    "questionnaires": "question sets",
    "responses": "what was answered",
    "rescore": "list the scores that newer facts would change; changes none",
    "sheet": "write the joint-review sheet of an evaluation point",
    "pathway": "care pathways",
    "plan": "collection plans",
    "process": "what was done at evaluation points and between them",
    "audit": "the log of who saw and did what",
    "keys": "the keys of what is encrypted",
    "access": "who may do what",
    "openid": "log-ins with a provider elsewhere",
    "retention": "what has been kept for as long as its rule says",
}
PARTS = {
    "setup": ("init-db", "demo", "serve"),
    "people": ("people", "links"),
    "staff": ("staff",),
    "units": ("units",),
    "content": ("questionnaires list", "questionnaires import"),
    "checking": ("questionnaires check", "questionnaires enabled"),
    "trying": ("questionnaires export", "questionnaires score"),
    "responses": ("responses",),
    "scores": ("rescore",),
    "sheets": ("sheet",),
    "dates": ("pathway",),
    "plans": ("plan dry-run",),
    "plan_asking": ("plan ask",),
    "process": ("process",),
    "audit": ("audit",),
    "keys": ("keys",),
    "access": ("access",),
    "log_ins": ("openid",),
    "retention": ("retention",),
}


def build_parser(given: Sequence[str] = ()) -> Parser:
    """The command that `given` begins with and its options; the list of commands where it begins with none."""
    parser = Parser(prog="feedback", description="Samsyn: feedback for joint review.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    needed = _needed(given)
    for name in needed:
        import_module(f"feedback.cli.{name}").add_commands(commands)
    for name, explained in () if needed else COMMANDS.items():
        commands.add_parser(name, help=explained)
    return parser


def _needed(given: Sequence[str]) -> list[str]:
    """The modules of the command, by its first two words, else by its first."""
    for words in (given[:2], given[:1]):
        wanted = " ".join(words)
        found = [
            name for name, held in PARTS.items() if any(f"{one} ".startswith(f"{wanted} ") for one in held)
        ]
        if wanted and found:
            return found
    return []


def run() -> int:
    """The command of this process. What its module loads stays until the end: the collector is told not to look
    at that again and again, which costs a quarter of a second (docs/performance)."""
    gc.disable()
    for name in _needed(sys.argv[1:]):
        import_module(f"feedback.cli.{name}")
    gc.freeze()
    gc.enable()
    return main()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = build_parser(given).parse_args(given)
    try:
        code: int | None = options.run(options)
        sys.stdout.flush()
    except (Refused, SettingsError, CatalogueError) as error:
        return _say(str(error))
    except NotFound:
        return _say("There is nothing with that number. List what there is first.")
    except FileNotFoundError as error:
        return _say(f"There is no file or folder '{error.filename}'. Check the name.")
    except BrokenPipeError:  # whoever was reading has seen enough, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        return _say(f"'{error.filename}' cannot be used: {error.strerror}. Check the path and its rights.")
    except OverflowError:
        return _say("That number is larger than any here. List what there is first.")
    except Exception as error:  # told apart in a module that loads the database's own failures
        return _say(import_module("feedback.cli.failures").sentence_of(error))
    else:
        return code or 0
    return 0


def _say(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return BAD_INPUT
