"""The commands `feedback openid ...`, and starting with a file that is incomplete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clinic import Clinic
from logging_in import audited, bound
from openid_provider import Provider

from feedback.cli.main import main
from feedback.settings import Settings

# The command reads its own settings: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def instance(monkeypatch: pytest.MonkeyPatch, settings: Settings, clinic: Clinic) -> Path:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    return settings.instance


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["openid", *arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_check_tells_what_to_register_and_what_the_provider_has(
    provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys, "check")
    assert code == 0
    assert "ID-porten (respondent) answers with 1 keys." in said
    assert "register: http://localhost/staff/openid/back-channel-logout" in said
    provider.broken = {"/jwks"}
    assert run(capsys, "check") == (
        2, "ID-porten (respondent) cannot be used: provider-unavailable: keys: 500 without what was asked for.\n"
    )  # fmt: skip


def test_check_without_a_file_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "check")
    assert (code, said.count("\n")) == (2, 1)
    assert "There is no openid.toml" in said


def test_a_key_is_made_once_and_its_public_half_printed(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys, "new-key", "--file", "ours.json")
    assert code == 0
    [public] = json.loads(said)["keys"]
    assert "d" not in public
    assert public["kid"] == json.loads((instance / "ours.json").read_text())["kid"]
    assert run(capsys, "public-key", "--file", "ours.json") == (0, said)
    for arguments in (
        ("new-key", "--file", "ours.json"),
        ("new-key", "--file", "../x"),
        ("public-key", "--file", "no"),
    ):
        code, said = run(capsys, *arguments)
        assert (code, said.count("\n")) == (2, 1)


def test_staff_are_bound_and_unbound(
    provider: Provider, clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "bind", "--person", str(clinic.berg), "--hpr", "1234567") == (0, "Noted.\n")
    assert run(capsys, "bind", "--person", str(clinic.berg), "--hpr", "7654321") == (0, "Noted.\n")
    assert run(capsys, "bind", "--person", str(clinic.siv), "--subject", "siv") == (0, "Noted.\n")
    assert bound(clinic) == [clinic.berg, clinic.siv]
    assert audited(clinic).count(f"bound log-in person {clinic.berg}") == 2
    assert run(capsys, "unbind", "--person", str(clinic.berg)) == (0, "1 taken away.\n")
    assert bound(clinic) == [clinic.siv]
    assert "7654321" not in str(audited(clinic))


def test_what_cannot_be_bound_is_refused(
    provider: Provider, clinic: Clinic, capsys: pytest.CaptureFixture[str], instance: Path
) -> None:
    run(capsys, "bind", "--person", str(clinic.siv), "--hpr", "1234567")
    berg = ("bind", "--person", str(clinic.berg))
    for arguments in (
        ("bind", "--person", str(clinic.kari), "--hpr", "1"),
        ("bind", "--person", "99999", "--hpr", "1"),
        berg,
        (*berg, "--hpr", "1", "--subject", "x"),
        (*berg, "--hpr", "12345678901"),
        (*berg, "--hpr", "1234567"),
        ("unbind", "--person", "99999"),
    ):
        code, said = run(capsys, *arguments)
        assert (code, said.count("\n")) == (2, 1), arguments
    assert bound(clinic) == [clinic.siv]
    (instance / "openid.toml").unlink()
    assert run(capsys, *berg, "--hpr", "1")[0] == 2


def test_the_server_does_not_start_with_a_file_that_is_incomplete(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (instance / "openid.toml").write_text(
        'address = "https://samsyn.example"\n[respondent]\nprofile = "id-porten"'
    )
    assert main(["serve"]) == 2
    assert capsys.readouterr().err == "openid.toml [respondent]: 'issuer' is missing. Add it.\n"
