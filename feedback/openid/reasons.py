"""Why a log-in is refused: one word each, for the audit log, and for the page that tells what to do."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What was wrong. The words stand in the audit log: never change one."""

    UNAVAILABLE = "provider-unavailable"
    STATE = "unknown-state"
    LATE = "attempt-too-old"
    CANCELLED = "cancelled"
    PROVIDER_ERROR = "provider-error"
    MIXED_UP = "answer-from-another-provider"
    CODE = "code-refused"
    MALFORMED = "malformed-token"
    ALGORITHM = "algorithm"
    KEY = "unknown-key"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_YET = "not-valid-yet"
    NONCE = "nonce"
    SUBJECT = "subject"
    LEVEL = "level-too-low"
    NOT_FRESH = "not-authenticated-anew"
    ACCESS_TOKEN = "access-token"  # noqa: S105 - a reason, not a secret
    NUMBER = "malformed-number"
    EVENT = "not-a-logout"
    NOT_BOUND = "not-bound"
    PROOF_TOO_OLD = "proof-too-old"
    BIRTH_DATE = "birth-date"
    TAKEN = "bound-to-somebody-else"
    HAS_ANOTHER = "person-has-another"
    CHANGED = "numbers-contradict"


class LogInRefused(Exception):  # noqa: N818
    """The log-in is refused. `hint` is for whoever runs the installation and holds nothing of a token."""

    def __init__(self, reason: Reason, hint: str = "") -> None:
        super().__init__(f"{reason}: {hint}" if hint else str(reason))
        self.reason = reason
