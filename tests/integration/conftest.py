"""What the tests of services share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clinic import Clinic
from sqlalchemy.orm import Session


@pytest.fixture
def session(clinic: Clinic) -> Iterator[Session]:
    """A transaction of the clinic's database. Nothing else may write while it is open."""
    opened = clinic.database.open(writing=True)
    yield opened
    clinic.database.close(opened)
