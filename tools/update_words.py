"""Take the interface words out of the code into translations/, keeping what is translated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = ("msgid", "lazy_gettext", "translate", "say")
TEMPLATE = ROOT / "translations" / "messages.pot"
LANGUAGES = ("nb", "nn", "en")


def extract(target: Path) -> None:
    """Write every message of code and templates, without dates or versions that would change by themselves."""
    command = ["extract", "-F", "babel.cfg", "--no-location", "--sort-output", "--omit-header"]
    for keyword in KEYWORDS:
        command += ["-k", keyword]
    _babel(*command, "-o", str(target), "feedback", "templates")


def main() -> None:
    """Renew messages.pot and bring the three languages in step."""
    extract(TEMPLATE)
    for language in LANGUAGES:
        catalogue = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
        verb = "update" if catalogue.exists() else "init"
        options = ("--no-fuzzy-matching", "--ignore-obsolete", "--omit-header") if verb == "update" else ()
        _babel(verb, "-i", str(TEMPLATE), "-d", "translations", "-l", language, *options)


def _babel(*arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("pybabel")), "--quiet", *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
