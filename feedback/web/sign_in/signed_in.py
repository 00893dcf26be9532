"""Who has signed in with the cookie at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from flask import session as cookie

from feedback.services.access.sign_in import find_sign_in, is_awake, keep_awake
from feedback.web import current

if TYPE_CHECKING:
    from feedback.persistence.tables import Person


def signed_in(audience: str, *, typing: bool = False, awake: bool = False) -> Person | None:
    """The signed-in person of this audience, if any. `awake` notes that the session is in use, unless it has
    fallen asleep under somebody who was typing."""
    token = cookie.get("token")
    if not isinstance(token, str):
        return None
    g.sign_in = find_sign_in(current.session(), token, audience, current.now(), typing=typing)
    if g.sign_in is None:
        return None
    if awake and is_awake(g.sign_in, current.now()):
        current.write()
        keep_awake(current.session(), token, current.now())
    person: Person = g.sign_in.person
    return person
