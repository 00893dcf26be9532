"""Where the pages of a course live."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("course", __name__, url_prefix="/staff/patients/<int:patient_id>/course")
