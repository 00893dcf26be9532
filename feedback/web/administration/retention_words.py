"""The words of the retention rules in the reader's language; in English they stand in retention.toml too."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

WHAT = {
    "drafts": _("answers that were begun and never sent"),
    "sign-ins": _("sessions of people who were signed in"),
    "links": _("links that were answered or withdrawn"),
    "opened-links": _("browsers that opened a link"),
    "records": _("what was sent, replied and decided"),
    "audit-log": _("who has seen and done what"),
}
COUNTED_FROM = {
    "drafts": _("the day they were last saved"),
    "sign-ins": _("the day they signed in"),
    "links": _("the day they were made"),
    "opened-links": _("the day they were last used"),
    "records": _("the end of the care"),
    "audit-log": _("the day it was written"),
}
SOURCES = {
    "drafts": _("GDPR article 5 (1) e: no longer than needed. What was never sent is no part of the record."),
    "sign-ins": _("GDPR article 5 (1) e. The audit log keeps that somebody signed in."),
    "links": _("GDPR article 5 (1) e. What was asked and answered is kept without them."),
    "opened-links": _("GDPR article 5 (1) e. They show nothing after a day."),
    "records": _(
        "Pasientjournalloven section 25: kept until the care gives no reason to think that they will be used; "
        "then the archives act. Specialist care hands records over to Norsk helsearkiv."
    ),
    "audit-log": _(
        "Pasientjournalloven section 22 and 25: logs follow the record; a gap would break the chain."
    ),
}
STANDINGS = {
    "drafts": _("ours; a clinic may choose a shorter time"),
    "sign-ins": _("ours; a clinic may choose a shorter time"),
    "links": _("ours; a clinic may choose a shorter time"),
    "opened-links": _("ours; a clinic may choose a shorter time"),
    "records": _("to be decided by the clinic with its archive"),
    "audit-log": _("kept as long as the records"),
}
