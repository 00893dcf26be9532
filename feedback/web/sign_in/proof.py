"""Where one proves once more who one is before a page that asks for it; see `step_up`."""

from __future__ import annotations

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.web.guard import for_respondents, for_staff
from feedback.web.redirects import way_back
from feedback.web.sign_in.password_sign_in import status_of
from feedback.web.sign_in.step_up import ProofForm, give, show

pages = Blueprint("proof", __name__)


@pages.route("/staff/prove", methods=["GET", "POST"])
@for_staff()
def staff() -> str | BaseResponse | tuple[str, int]:
    """For staff."""
    return _ask(way_back("/staff/") or url_for("staff.start"))


@pages.route("/me/prove", methods=["GET", "POST"])
@for_respondents()
def respondent() -> str | BaseResponse | tuple[str, int]:
    """For patients and relatives who have signed in."""
    return _ask(way_back("/me/") or url_for("overview.mine"))


def _ask(after: str) -> str | BaseResponse | tuple[str, int]:
    form = ProofForm()
    if request.method == "POST" and ("woken" in g or give(form)):
        return redirect(after, 303)
    return show(form), status_of(form)
