"""The menu of the staff pages, by role."""

from __future__ import annotations

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _

MENUS = {
    "clinician": (("today.mine", _("Today")),),
    "coordinator": (
        ("patients.unit", _("Patients of the unit")),
        ("registration.register", _("Register a patient")),
        ("registration.read_csv", _("Read a CSV file")),
    ),
    "administrator": (("question_sets.all_sets", _("Question sets")),),
    "leader": (("staff.start", _("My role")),),
}


def install(app: Flask) -> None:
    """Give every staff page its menu."""
    app.context_processor(lambda: {"navigation": _menu()})


def _menu() -> list[dict[str, object]]:
    person = g.get("person")
    entries = MENUS.get(person.role, ()) if person is not None else ()
    return [
        {"url": url_for(endpoint), "label": label, "current": request.endpoint == endpoint}
        for endpoint, label in entries
    ]
