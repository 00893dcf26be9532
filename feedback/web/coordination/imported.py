"""What became of a file, on the page that follows: kept in the cookie as lines of the file, never as names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.services.patients.known_patients import Note

if TYPE_CHECKING:
    from feedback.services.patients.import_patients import Imported

COOKIE = "read_file"
MOST_LINES = 20


def kept(imported: Imported) -> dict[str, Any]:
    """As it stands in the cookie: the first lines of each note, and how many there are."""
    notes = {note.value: (len(lines), lines[:MOST_LINES]) for note, lines in imported.notes.items()}
    return {"rows": imported.rows, "new": imported.new, "notes": notes}


def take_imported() -> tuple[str, list[str]] | None:
    """How much was read, and what to know about it; once."""
    found = cookie.pop(COOKIE, None)
    if found is None:
        return None
    rows = ngettext("%(num)s row was read.", "%(num)s rows were read.", found["rows"])
    new = ngettext("%(num)s patient is new.", "%(num)s patients are new.", found["new"])
    words = _words()
    told = [f"{words[note]} {_lines(*found['notes'][note])}" for note in words if note in found["notes"]]
    return f"{rows} {new}", told


def _words() -> dict[str, str]:
    return {
        Note.CLINICIAN: _(
            "Another clinician has taken over from today, and the one before no longer has the patient."
        ),
        Note.FORMER: _(
            "The clinician in the file had the patient before, and does not now. Nothing was changed: choose them on "
            "the patient's page if it is meant."
        ),
        Note.CONTACT: _("E-mail, telephone or language was changed."),
        Note.COURSE: _("Days of the course were changed, and with them its evaluation points."),
        Note.AGE: _("The care pathway hardly fits the age. Look whether it is right."),
    }


def _lines(count: int, lines: list[int]) -> str:
    shown = ", ".join(map(str, lines))
    if count > len(lines):
        return str(_("Lines %(lines)s and %(more)s more.", lines=shown, more=count - len(lines)))
    return str(ngettext("Line %(lines)s.", "Lines %(lines)s.", count, lines=shown))
