"""Choosing which of one's roles to work in, for those who have several."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.refusals import NotFound
from feedback.web.guard import for_staff

pages = Blueprint("roles", __name__, url_prefix="/staff/role")


@pages.get("")
@for_staff()
def choose() -> str:
    """The roles that one has today."""
    return render_template("staff/roles.html", found=g.assignments)


@pages.post("")
@for_staff()
def work_as() -> BaseResponse:
    """Go on in this one; the guard asks at every request whether it still holds."""
    wanted = request.form.get("assignment", 0, type=int)
    if wanted not in {row.id for row in g.assignments}:
        raise NotFound
    session["assignment"] = wanted
    return redirect(url_for("staff.start"), 303)
