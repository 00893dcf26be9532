"""How long somebody waits after something has failed, or has been asked for, too often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class Policy:
    """`free` times without a wait, then waits that double from `first` up to `longest`; one time is forgotten
    each `leak`. No wait is without an end."""

    kind: str
    free: int
    first: timedelta
    longest: timedelta
    leak: timedelta


@dataclass(frozen=True, slots=True)
class Count:
    """How often, some of it forgotten since `at`."""

    times: float
    at: datetime


def counted(policy: Policy, before: Count | None, now: datetime) -> Count:
    """One time more."""
    left = 0.0
    if before is not None:
        left = max(0.0, before.times - max(timedelta(), now - before.at) / policy.leak)
    return Count(left + 1, now)


def wait(policy: Policy, times: float) -> timedelta:
    """How long to wait after so many times."""
    beyond = round(times) - policy.free  # five within a minute are five, though a little is forgotten
    if beyond < 0:
        return timedelta()
    doubled: timedelta = policy.first * 2 ** min(beyond, MOST_DOUBLINGS)
    return min(policy.longest, doubled)


SECONDS, MINUTE, HOUR = timedelta(seconds=30), timedelta(minutes=1), timedelta(hours=1)
# A clinic may sit behind one address: an address is given far more than an account.
ACCOUNT = Policy("account", free=5, first=SECONDS, longest=15 * MINUTE, leak=HOUR)
ADDRESS = Policy("address", free=50, first=MINUTE, longest=15 * MINUTE, leak=MINUTE)
SECOND_FACTOR = Policy("second", free=5, first=MINUTE, longest=HOUR, leak=HOUR)
LINK_CODE = Policy("link-code", free=5, first=15 * MINUTE, longest=HOUR, leak=HOUR)
UNKNOWN_LINK = Policy("unknown-link", free=60, first=MINUTE, longest=10 * MINUTE, leak=MINUTE)
REFUSED_LOG_IN = Policy("log-in", free=60, first=MINUTE, longest=10 * MINUTE, leak=MINUTE)
BRINGING_IN = Policy("import", free=30, first=2 * MINUTE, longest=2 * MINUTE, leak=2 * MINUTE)
TAKING_OUT = Policy("export", free=60, first=MINUTE, longest=MINUTE, leak=MINUTE)
FORGOTTEN_AFTER = timedelta(days=3)  # by then every policy above has forgotten all of what it lets anybody do
