"""The settings of one installation: frozen, read once from the environment, complete or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LONGEST_EMERGENCY = 24  # hours

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which one and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how strictly the web part behaves.

    `demo_entry` allows one-click entry as a demo person, and only where the database carries the demo mark.
    `hosts` are the host names that are answered; empty means loopback names alone. `emergency_hours` is how long
    a patient stays open after break-glass.
    """

    instance: Path
    database_url: str
    demo_entry: bool = False
    secure_cookies: bool = True
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    emergency_hours: int = 4

    @property
    def key_file(self) -> Path:
        return self.instance / "keys.json"

    @property
    def anchor_file(self) -> Path:
        return self.instance / "audit.anchor"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from environment variables that start with `FEEDBACK_`. Raises SettingsError."""
    instance = Path(environ.get("FEEDBACK_INSTANCE", "instance")).resolve()
    return Settings(
        instance=instance,
        database_url=environ.get("FEEDBACK_DATABASE_URL") or f"sqlite:///{instance / 'feedback.sqlite'}",
        demo_entry=_flag(environ, "FEEDBACK_DEMO_ENTRY", default=False),
        secure_cookies=_flag(environ, "FEEDBACK_SECURE_COOKIES", default=True),
        hosts=tuple(filter(None, environ.get("FEEDBACK_HOSTS", "").split(","))),
        proxies=_count(environ, "FEEDBACK_PROXIES"),
        emergency_hours=_hours(environ, "FEEDBACK_EMERGENCY_HOURS", 4),
    )


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name, "")
    if text not in ("", "0", "1"):
        raise SettingsError(f"{name} is '{text}'; set it to 1 or 0.")
    return default if text == "" else text == "1"


def _count(environ: Mapping[str, str], name: str) -> int:
    text = environ.get(name, "0")
    if not text.isdigit():
        raise SettingsError(f"{name} is '{text}'; set it to the number of proxies in front of the server.")
    return int(text)


def _hours(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "") or str(default)
    if not text.isdigit() or not 1 <= int(text) <= LONGEST_EMERGENCY:
        raise SettingsError(f"{name} is '{text}'; set it to a number of hours from 1 to {LONGEST_EMERGENCY}.")
    return int(text)
