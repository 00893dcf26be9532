"""The overview of evaluation points: a clinician's own patients, a coordinator's unit; as a page and as a file."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.people.throttling import TAKING_OUT
from feedback.domain.spreadsheet import csv_text
from feedback.services import audit
from feedback.services.patients.patient_lists import clinicians_at_work
from feedback.services.points.overview.done_at_points import done_at
from feedback.services.points.overview.list_points import every_point, page_of_points
from feedback.web import current
from feedback.web.guard import at_most, for_staff, recent
from feedback.web.points.filters import read_filter
from feedback.web.points.overview_view import point_lines, table
from feedback.web.points.words import MISSING, SHOWN

pages = Blueprint("points", __name__, url_prefix="/staff")
Page = tuple[str, int]


@pages.get("/points")
@for_staff("clinician")
def mine() -> Page:
    """The points of the patients whom one cares for, and of those for whom one stands in."""
    return _page({})


@pages.get("/unit/points")
@for_staff("coordinator")
def of_unit() -> Page:
    """The points of the unit. No totals: neither of the unit nor of a clinician (rule A8)."""
    return _page(_clinicians())


@pages.get("/points.csv")
@recent
@at_most(TAKING_OUT)
@for_staff("clinician")
def mine_as_csv() -> Response | BaseResponse:
    """The same rows as the page with the same filters, all of them."""
    return _file({}, ".mine")


@pages.get("/unit/points.csv")
@recent
@at_most(TAKING_OUT)
@for_staff("coordinator")
def of_unit_as_csv() -> Response | BaseResponse:
    """The same rows as the page with the same filters, all of them."""
    return _file(_clinicians(), ".of_unit")


def _page(clinicians: dict[int, str]) -> Page:
    asked = read_filter(request.args, clinicians)
    session, actor, today = current.session(), current.actor(), current.today()
    page = page_of_points(session, actor, asked.wanted, request.args.get("page", 1, type=int), today)
    _told([listed.row.patient for listed in page.rows])
    of_unit = actor.role == "coordinator"
    html = render_template(
        "points/overview.html",
        page=page,
        lines=point_lines(page.rows, today, of_unit=of_unit),
        asked=asked,
        clinicians=clinicians,
        of_unit=of_unit,
        shown_words=SHOWN,
        missing_words=MISSING,
    )
    return html, 422 if asked.errors else 200


def _file(clinicians: dict[int, str], page: str) -> Response | BaseResponse:
    """A file never leaves a filter out: what is not understood leads back to the page that says so."""
    asked = read_filter(request.args, clinicians)
    if asked.errors:
        return redirect(url_for(page, **asked.typed))
    rows = every_point(current.session(), current.actor(), asked.wanted, current.today())
    _told([listed.row.patient for listed in rows])
    of_unit = current.actor().role == "coordinator"
    lines = point_lines(rows, current.today(), of_unit=of_unit)
    done = done_at(current.session(), {line.row.point for line in lines if line.row.point is not None})
    text = csv_text(table(lines, done, of_unit=of_unit))
    headers = {"Content-Disposition": 'attachment; filename="points.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


def _told(patients: list[int]) -> None:
    """The log names everybody on the list."""
    purpose = "registration" if current.actor().role == "coordinator" else "care"
    once = dict.fromkeys(patients)
    audit.record_list(current.session(), current.actor(), once, current.now(), purpose)


def _clinicians() -> dict[int, str]:
    return clinicians_at_work(current.session(), current.actor().unit, current.today())
