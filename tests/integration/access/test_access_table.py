"""The table that `feedback access table` prints says the same as what the pages do."""

from __future__ import annotations

import json

import pytest
from access_rows import ALLOWED, EVERYBODY
from flask import Flask

from feedback.cli import main
from feedback.settings import Settings
from feedback.web.access_table import DENIED, access_table

ROLE = {
    "nobody": "nobody", "kari": "patient", "nora": "patient", "per": "relative", "tove": "relative",
    "berg": "clinician", "lie": "clinician", "deputy": "clinician", "former": "clinician", "opened": "clinician",
    "siv": "coordinator", "turid": "coordinator", "geir": "leader", "nina": "administrator",
}  # fmt: skip


def test_every_address_and_method_is_there(app: Flask) -> None:
    rows = access_table(app)
    assert {(row.endpoint, row.path) for row in rows} == {
        (rule.endpoint, rule.rule) for rule in app.url_map.iter_rules()
    }
    assert all(row.rule.endswith(".") and row.methods for row in rows)
    assert all(len(row.roles) == 7 and all(row.roles.values()) for row in rows)


HALF_WAY = ("second.", "link_second.")  # between a password or a link and the second thing: tried elsewhere


def test_a_role_is_denied_where_nobody_with_it_comes_in_and_nowhere_else(app: Flask) -> None:
    for row in access_table(app):
        if row.endpoint == "static" or row.endpoint.startswith(HALF_WAY):
            continue
        by_link = (
            {"nobody", "relative"} if row.endpoint.startswith("answering.") else set()
        )  # Kari's own is tried
        if row.endpoint in ("rights.remark", "own_pauses.end"):
            by_link = {"relative"}  # to what is their own, and Kari's is tried
        for role in set(ROLE.values()) - by_link:
            comes_in = any(ROLE.get(who) == role for who in ALLOWED[row.endpoint] & EVERYBODY)
            assert comes_in == (row.roles[role] != DENIED), f"{row.endpoint}: {role}"


def test_the_command_prints_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    assert main(["access", "table", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    [page] = [row for row in rows if row["endpoint"] == "patient.show"]
    assert page["methods"] == ["GET"]
    assert page["roles"]["leader"] == page["roles"]["administrator"] == "denied"
    assert "deputy" in page["roles"]["clinician"]
    assert "emergency" in page["roles"]["clinician"]
    assert main(["access", "table"]) == 0
    assert "/staff/patients/<int:patient_id>" in capsys.readouterr().out
