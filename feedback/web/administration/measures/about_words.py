"""What the shipped instruments measure, in the reader's language; what a clinic wrote stays as it is."""

from __future__ import annotations

from flask_babel import gettext

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


def about_words(about: str) -> str:
    """The words for it."""
    return str(gettext(about)) if about in KNOWN else about
