"""The menu of the staff pages, by role."""

from __future__ import annotations

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _

MENUS = {
    "clinician": (
        ("today.mine", _("Today")),
        ("points.mine", _("Evaluation points")),
        ("deletions.waiting", _("Requests about deletion")),
        ("absences.all_absences", _("Absence")),
        ("emergency.open_patient", _("Emergency access")),
    ),
    "coordinator": (
        ("patients.unit", _("Patients of the unit")),
        ("points.of_unit", _("Evaluation points")),
        ("registration.register", _("Register a patient")),
        ("registration.read_csv", _("Read a CSV file")),
        ("deletions.waiting", _("Requests about deletion")),
        ("absences.all_absences", _("Absence")),
        ("emergency.of_unit", _("Emergency access")),
    ),
    "administrator": (
        ("units.all_units", _("Units")),
        ("colleagues.all_staff", _("Members of staff")),
        ("question_sets.all_sets", _("Question sets")),
        ("measures.all_measures", _("Measures")),
        ("retention.all_rules", _("How long things are kept")),
        ("colleagues.changes", _("Changes")),
    ),
    "leader": (("use.of_unit", _("Is it used?")),),
}
# Pages of one patient's point: a coordinator comes there from the overview of points.
OVERVIEW_OF = {"arrange": "points.of_unit", "done": "points.of_unit"}


def install(app: Flask) -> None:
    """Give every staff page its menu, and say in which role and unit one works."""
    app.context_processor(
        lambda: {
            "navigation": _menu(),
            "working": g.unit.name if "unit" in g else "",
            "may_change_role": len(g.get("assignments", ())) > 1,
        }
    )


def _menu() -> list[dict[str, object]]:
    actor = g.get("actor")
    entries = MENUS.get(actor.role, ()) if actor is not None else ()
    addresses = [(url_for(endpoint), label) for endpoint, label in entries]
    own = OVERVIEW_OF.get(request.blueprint or "")
    under = (url for url, _label in addresses if _is_under(url))
    here = url_for(own) if own and own in dict(entries) else max(under, key=len, default="")
    return [{"url": url, "label": label, "current": url == here} for url, label in addresses]


def _is_under(url: str) -> bool:
    """Whether the page at hand is this one or belongs to it."""
    return f"{request.path}/".startswith(f"{url}/")
