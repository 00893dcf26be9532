"""The file openid.toml: complete, or one sentence that says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from feedback.openid.keys import read_signing_key, write_signing_key
from feedback.openid.settings import read_clients
from feedback.settings import SettingsError

GOOD = {
    "respondent": {
        "profile": "id-porten",
        "issuer": "https://test.idporten.example",
        "client_id": "samsyn",
        "key_file": "key.json",
    },
    "staff": {
        "profile": "generic",
        "name": "Employee log-in",
        "issuer": "https://login.example",
        "client_id": "samsyn",
        "client_authentication": "client_secret_basic",
        "secret_file": "secret.txt",
        "levels": ["low", "high"],
        "least_level": "high",
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "key.json").write_text(json.dumps(ECKey.generate_key("P-256").as_dict(private=True)))
    (tmp_path / "secret.txt").write_text("very secret\n")
    return tmp_path


def write(
    folder: Path, tables: dict[str, dict[str, object]], address: str = '"https://samsyn.example"'
) -> None:
    lines = [f"address = {address}"]
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    (folder / "openid.toml").write_text("\n".join(lines))


def changed(audience: str, **changes: object) -> dict[str, dict[str, object]]:
    table = {name: value for name, value in {**GOOD[audience], **changes}.items() if value is not None}
    return {**GOOD, audience: table}


def test_no_file_means_no_log_in(tmp_path: Path) -> None:
    assert read_clients(tmp_path) == {}


def test_both_audiences(folder: Path) -> None:
    write(folder, GOOD)
    clients = read_clients(folder)
    patients, staff = clients["respondent"], clients["staff"]
    assert patients.callback == "https://samsyn.example/me/openid/callback"
    assert patients.signed_out == "https://samsyn.example/me/openid/signed-out"
    assert (patients.pushed, patients.acr_values, patients.good_levels) == (
        True, "idporten-loa-high", ("idporten-loa-high",),
    )  # fmt: skip
    assert patients.key is not None
    assert patients.key.algorithm == "ES256"
    assert (staff.secret, staff.key, staff.good_levels) == ("very secret", None, ("high",))
    assert "very secret" not in repr(staff)


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        (
            changed("respondent", profile="bankid"),
            "'profile' is missing or wrong. Write id-porten or generic.",
        ),
        (changed("respondent", issuer="http://test.idporten.example"), "'issuer'"),
        (changed("respondent", issuer="https://[broken"), "'issuer'"),
        (changed("respondent", issuer=None), "'issuer' is missing. Add it."),
        (changed("respondent", client_id=""), "'client_id' is missing. Add it."),
        (changed("respondent", client_id=7), "'client_id' is missing or wrong. Write a text."),
        (changed("respondent", least_level="idporten-loa-low"), "'least_level' is no setting of the profile"),
        (changed("respondent", key_file=None), "'key_file' is missing"),
        (changed("respondent", key_file="none.json"), "There is no key file 'none.json'"),
        (changed("respondent", key_file="secret.txt"), "The key file 'secret.txt' is no JWK"),
        (changed("staff", least_level=None), "'least_level' is missing. Add it."),
        (
            changed("staff", least_level="highest"),
            "'least_level' is missing or wrong. Write one of the levels",
        ),
        (changed("staff", levels=["low", 2]), "'levels' is missing or wrong. Write a list of texts."),
        (changed("staff", levels="high"), "'levels'"),
        (changed("staff", userinfo="yes"), "'userinfo' is missing or wrong. Write true or false."),
        (changed("staff", client_authentication="none"), "'client_authentication'"),
        (changed("staff", assertion_audience="me"), "'assertion_audience'"),
        (changed("staff", scope="profile"), "'scope'"),
        (changed("staff", secret_file=None), "'secret_file' is missing"),
        (changed("staff", secret_file="none.txt"), "'secret_file'"),
        (changed("staff", colour="red"), "'colour' is no setting of the profile generic"),
        ({**GOOD, "patients": {}}, "has 'patients'"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, tables: dict[str, dict[str, object]], sentence: str) -> None:
    write(folder, tables)
    with pytest.raises(SettingsError) as refused:
        read_clients(folder)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "address",
    ['"http://samsyn.example"', '"https://samsyn.example/"', '"samsyn"', "7", '"https://a@b.example"'],
)
def test_our_own_address_is_whole(folder: Path, address: str) -> None:
    write(folder, GOOD, address)
    with pytest.raises(SettingsError, match="'address' is missing or wrong"):
        read_clients(folder)


def test_an_empty_secret_and_a_broken_file_are_refused(folder: Path) -> None:
    write(folder, GOOD)
    (folder / "secret.txt").write_text(" \n")
    with pytest.raises(SettingsError, match="it is empty"):
        read_clients(folder)
    (folder / "openid.toml").write_text("address = ")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_clients(folder)


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    "make",
    [
        lambda: RSAKey.generate_key(1024).as_dict(private=True),
        lambda: RSAKey.generate_key(2048).as_dict(private=False),
        lambda: ECKey.generate_key("P-384").as_dict(private=True),
        lambda: OctKey.generate_key(256).as_dict(private=True),
        lambda: {"kty": "RSA"},
        list,
    ],
)
def test_only_a_private_key_that_is_strong_enough_will_do(folder: Path, make: Callable[[], object]) -> None:
    key = make()
    (folder / "key.json").write_text(json.dumps(key))
    write(folder, GOOD)
    with pytest.raises(SettingsError, match=r"\[respondent\]: The key"):
        read_clients(folder)


def test_a_new_key_is_for_its_owner_alone_and_never_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    made = write_signing_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_signing_key(path).key_id == made.key_id
    assert made.public().keys() == {"kty", "n", "e", "kid", "use", "alg"}
    with pytest.raises(FileExistsError):
        write_signing_key(path)
