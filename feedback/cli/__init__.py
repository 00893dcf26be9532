"""The `feedback` command: exit 0 on success, 2 with one sentence on bad input, never a traceback."""

from feedback.cli.main import main, run

__all__ = ["main", "run"]
