"""The forms of a point that no link leads to, sent with hostile values: no 500, and the draft stays readable."""

from __future__ import annotations

import random

import pytest
from clinic import Clinic
from clinician_pages import Browser, begin, point_path
from evaluation_pages import written
from page_client import as_filled
from test_hostile_forms import HOSTILE, TIMES, TOLD

from feedback.domain.points.sheet import READING_ORDER

BUTTONS = ("save", "next", "hold", "finish", "leave", "go:plan", "go:x", "more:steps", "more:x", "", "\0")
TRIES = 3 * TIMES


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("heading", [*READING_ORDER, "all"])
def test_no_heading_falls_over(
    clinic: Clinic, browser: Browser, heading: str, caplog: pytest.LogCaptureFixture
) -> None:
    dice, berg = random.Random(heading), begin(clinic, browser)  # noqa: S311
    for _try in range(TRIES):
        berg.get(f"{point_path(clinic)}/together/{heading}")
        if not berg.path.endswith(str(heading)):
            break  # it was held
        form = next(one for one in berg.all("form") if one.get("id") == "part")
        fields = dict(as_filled(form))
        for name in fields:
            if name != "csrf_token" and dice.random() < dice.choice((0.2, 0.9)):
                fields[name] = dice.choice(HOSTILE)
        fields |= {"do": dice.choice(BUTTONS), dice.choice(("seen-x", "steps-0-x", "language")): "\u00b2"}
        answer = berg.client.post(berg.path, data=fields)
        assert answer.status_code < 500, (heading, fields, caplog.text[-2000:])
        assert not TOLD.search(answer.get_data(as_text=True))
        written(clinic)
