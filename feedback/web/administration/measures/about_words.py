"""What is said of the shipped instruments, in the reader's language; what a clinic wrote stays as it is."""

from __future__ import annotations

from flask_babel import gettext

from feedback.services.questionnaires.score_words import own_number
from feedback.services.refusals import _

KNOWN = frozenset(
    (
        _("alcohol use"),
        _("anxiety symptoms"),
        _("carer's situation"),
        _("depression symptoms"),
        _("distress"),
        _("drug use"),
        _("eating disorder"),
        _("experience of the service"),
        _("impairment from eating disorder"),
        _("own goals"),
        _("psychological distress"),
        _("recovery from substance use"),
        _("session rating"),
        _("shared decisions"),
        _("well-being"),
        _("youth distress"),
    )
)
RIGHTS = frozenset(
    (
        _("CC BY-NC-SA (the form); rating own goals 0-10 is free"),
        _("CC BY-ND 4.0: unaltered official text only"),
        _("WHO: non-commercial"),
        _("ask the owner"),
        _("commercial for groups and software"),
        _("commercial"),
        _("contact owner"),
        _("free for care if unaltered"),
        _("free of conditions"),
        _("free to use with attribution"),
        _("free"),
        _("non-commercial no derivatives"),
        _("open access"),
        _("treat as non-commercial"),
        _("bring your own licence"),
        _("bring your own licence; never imitate its wording"),
        _("never translate or shorten"),
        _("not validated in Norwegian: print that; recoding of items to 1-3 not fully known here"),
        _("reliable change: none published found"),
    )
)


def about_words(about: str) -> str:
    """The words for it."""
    return str(gettext(about)) if about in KNOWN else about


def rights_words(said: str) -> str:
    """Rights or note of an instrument that ships."""
    return str(gettext(said)) if said in RIGHTS else said


def version_words(version: str) -> str:
    """A version that was made here by its number; one that ships as it is."""
    return own_number(version, gettext) or version
