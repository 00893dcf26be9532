"""Samsyn: feedback for joint review."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback.application import create_app

__all__ = ["ROOT", "create_app"]

ROOT = Path(__file__).resolve().parent.parent


def __getattr__(name: str) -> Any:
    """`create_app` is loaded when it is asked for: a command that needs no web page starts without them all."""
    if name == "create_app":
        return import_module("feedback.application").create_app
    raise AttributeError(f"module 'feedback' has no attribute {name!r}")
