"""What a person is told when a log-in is refused: what happened, and what to do now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from feedback.openid.reasons import Reason

NO_TRUST = "no-trust"
KINDS = {
    Reason.STATE: Reason.LATE,
    Reason.HAS_ANOTHER: Reason.TAKEN,
    Reason.CHANGED: Reason.TAKEN,
}
HEADINGS: dict[str, Any] = {
    Reason.UNAVAILABLE: _("%(name)s does not answer just now"),
    Reason.LATE: _("The log-in has to be started again"),
    Reason.CANCELLED: _("You stopped the log-in"),
    Reason.LEVEL: _("That way of logging in is not safe enough here"),
    Reason.NOT_BOUND: _("We do not know this log-in yet"),
    Reason.PROOF_TOO_OLD: _("Sign in with your personal code once more"),
    Reason.BIRTH_DATE: _("The birth date does not fit"),
    Reason.TAKEN: _("This log-in cannot be connected"),
    NO_TRUST: _("The log-in could not be checked"),
}
SENTENCES: dict[str, tuple[Any, ...]] = {
    Reason.UNAVAILABLE: (_("Wait a little and try again. Nothing that you have written is lost."),),
    Reason.LATE: (_("It took too long, or it was started in another window. Nobody has been let in."),),
    Reason.CANCELLED: (_("Nothing has happened. You can start again whenever you like."),),
    Reason.LEVEL: (
        _("What is kept here is about health, so it needs the highest level of security at %(name)s."),
        _("Try again and choose a way with that level there, for example BankID."),
    ),
    Reason.NOT_BOUND: (
        _("You are who you are at %(name)s, but we cannot tell who you are here. Connect the two once:"),
    ),
    Reason.PROOF_TOO_OLD: (
        _(
            "It is more than 15 minutes since you used it. Sign out, sign in with it, and connect right after."
        ),
    ),
    Reason.BIRTH_DATE: (
        _(
            "The log-in belongs to somebody with another birth date than the one the clinic has noted for you."
        ),
        _("Did you log in as yourself? Then ask the clinic to check the birth date they have noted."),
    ),
    Reason.TAKEN: (
        _("Somebody here is connected with another log-in already: either this log-in, or you."),
        _("Ask the clinic to put it right. Until then you can use your personal code."),
    ),
    NO_TRUST: (
        _(
            "The answer from %(name)s was not as it must be, so nobody has been let in. You have done nothing wrong."
        ),
        _("Try again. If it happens once more, tell the clinic."),
    ),
}
STAFF_SENTENCES: dict[str, tuple[Any, ...]] = {
    Reason.LEVEL: (
        _("This service needs a higher level of security at %(name)s."),
        _("Try again and choose a way with a higher level there."),
    ),
    Reason.NOT_BOUND: (
        _("%(name)s knows you, but nobody here has been connected with you."),
        _("Ask your administrator to add your HPR number. Then log in again."),
    ),
    Reason.TAKEN: (
        _("What %(name)s says about you contradicts what is noted here."),
        _("Ask your administrator to connect you anew."),
    ),
    NO_TRUST: (
        _(
            "The answer from %(name)s was not as it must be, so nobody has been let in. You have done nothing wrong."
        ),
        _("Try again. If it happens once more, tell your administrator."),
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A heading and sentences. `connect` shows how a log-in is connected; `again` whether to offer another try."""

    heading: str
    sentences: tuple[str, ...]
    connect: bool
    again: bool


def said_of(reason: Reason, audience: str, name: str) -> Said:
    """The words for a reason, in the reader's language."""
    kind: str = KINDS.get(reason, reason)
    if kind not in HEADINGS:
        kind = NO_TRUST
    sentences = (STAFF_SENTENCES if audience == "staff" else SENTENCES).get(kind, SENTENCES[kind])
    return Said(
        heading=str(HEADINGS[kind]) % {"name": name},
        sentences=tuple(str(sentence) % {"name": name} for sentence in sentences),
        connect=kind == Reason.NOT_BOUND and audience == "respondent",
        again=kind not in (Reason.NOT_BOUND, Reason.PROOF_TOO_OLD, Reason.BIRTH_DATE, Reason.TAKEN),
    )
