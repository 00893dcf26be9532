"""Two audiences, two cookies: staff pages never see a respondent's cookie, nor the other way round."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

STAFF_PATH = "/staff"


class AudienceSessions(SecureCookieSessionInterface):
    """Signed cookies, one for the staff pages and one for all others. What signs a person in is a token whose
    hash the server keeps; the cookie holds nothing else about them."""

    def get_cookie_name(self, app: Flask) -> str:
        return "samsyn_staff" if _is_staff_page() else "samsyn"

    def get_cookie_path(self, app: Flask) -> str:
        return STAFF_PATH if _is_staff_page() else "/"


def install(app: Flask) -> None:
    """Use one cookie for each audience."""
    app.session_interface = AudienceSessions()


def _is_staff_page() -> bool:
    return request.path == STAFF_PATH or request.path.startswith(f"{STAFF_PATH}/")
