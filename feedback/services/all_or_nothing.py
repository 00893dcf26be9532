"""Several steps that are stored together or not at all, within a transaction that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def all_or_nothing(session: Session) -> Iterator[None]:
    """What is done inside is taken back when it raises: a page that then tells what is wrong shows what stands.

    The rows of the audit log go as well, so the chain goes on from the row before.
    """
    newest = session.info.get("audit_newest")
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info.pop("audit_newest", None)
        if newest is not None:
            session.info["audit_newest"] = newest
        raise
