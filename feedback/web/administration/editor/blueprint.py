"""Where the pages of the editor lie."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("editor", __name__, url_prefix="/staff/question-sets/<int:row_id>/edit")
