"""The file `openid.toml` of an instance: read once at the start, complete or refused with one sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feedback.openid.client import PATHS, Client, is_safe_address
from feedback.openid.keys import SigningKeyError, read_signing_key
from feedback.settings import SettingsError

FILE = "openid.toml"
ID_PORTEN: dict[str, Any] = {
    "name": "ID-porten",
    "scope": "openid",
    "levels": ["idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"],
    "least_level": "idporten-loa-high",
    "acr_values": "idporten-loa-high",
    "national_id_claim": "pid",
    "pushed_requests": True,
}
COMMON: dict[str, type] = {"profile": str, "name": str, "issuer": str, "client_id": str, "key_file": str}
GENERIC: dict[str, type] = {
    **COMMON,
    "scope": str,
    "levels": list,
    "least_level": str,
    "level_claim": str,
    "acr_values": str,
    "national_id_claim": str,
    "hpr_claim": str,
    "userinfo": bool,
    "pushed_requests": bool,
    "client_authentication": str,
    "assertion_audience": str,
    "secret_file": str,
}
PROFILES: dict[str, tuple[dict[str, type], dict[str, Any]]] = {
    "id-porten": (COMMON, ID_PORTEN),
    "generic": (GENERIC, {}),
}
NEEDED = ("name", "issuer", "client_id", "levels", "least_level")
AUTHENTICATIONS = ("private_key_jwt", "client_secret_basic")
ASSERTION_AUDIENCES = ("issuer", "token_endpoint")
KINDS: dict[type, str] = {str: "a text", list: "a list of texts", bool: "true or false"}


def read_clients(instance: Path) -> dict[str, Client]:
    """The clients by audience, none where there is no file. Raises SettingsError."""
    try:
        content = tomllib.loads((instance / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{FILE} cannot be read ({error}). Mend it or take it away.") from error
    address = content.pop("address", "")
    if not is_safe_address(address) or address.endswith("/"):
        raise _wrong("", "address", "the https address of this service, without a slash at the end")
    for audience, table in content.items():
        if audience not in PATHS or not isinstance(table, dict):
            raise SettingsError(f"{FILE} has '{audience}'; it holds address, [respondent] and [staff] alone.")
    return {audience: _client(audience, table, address, instance) for audience, table in content.items()}


def _client(audience: str, table: Mapping[str, Any], address: str, instance: Path) -> Client:
    found = _complete(audience, table)
    authentication = found.get("client_authentication", "private_key_jwt")
    try:
        key = (
            read_signing_key(_file(audience, found, "key_file", instance)) if _signs(authentication) else None
        )
    except SigningKeyError as error:
        raise SettingsError(f"{FILE} [{audience}]: {error}") from error
    return Client(
        audience=audience,
        name=found["name"],
        issuer=found["issuer"],
        client_id=found["client_id"],
        address=address,
        levels=tuple(found["levels"]),
        least_level=found["least_level"],
        scope=found.get("scope", "openid"),
        level_claim=found.get("level_claim", "acr"),
        acr_values=found.get("acr_values", ""),
        national_id_claim=found.get("national_id_claim", ""),
        hpr_claim=found.get("hpr_claim", ""),
        userinfo=found.get("userinfo", False),
        pushed=found.get("pushed_requests", False),
        authentication=authentication,
        assertion_for=found.get("assertion_audience", "issuer"),
        key=key,
        secret="" if _signs(authentication) else _secret(audience, found, instance),
    )


def _complete(audience: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with what its profile fixes, each setting of its kind and nothing missing."""
    profile = str(table.get("profile"))
    if profile not in PROFILES:
        raise _wrong(audience, "profile", "id-porten or generic")
    known, fixed = PROFILES[profile]
    for name, value in table.items():
        if name not in known:
            raise SettingsError(
                f"{FILE} [{audience}]: '{name}' is no setting of the profile {profile}. "
                f"There are: {', '.join(known)}."
            )
        if not _is(value, known[name]):
            raise _wrong(audience, name, KINDS[known[name]])
    found = {**fixed, **table}
    for name in NEEDED:
        if not found.get(name):
            raise SettingsError(f"{FILE} [{audience}]: '{name}' is missing. Add it.")
    _check(audience, found)
    return found


def _check(audience: str, found: Mapping[str, Any]) -> None:
    if not is_safe_address(found["issuer"]):
        raise _wrong(audience, "issuer", "the https address of the provider")
    if found["least_level"] not in found["levels"]:
        raise _wrong(audience, "least_level", "one of the levels, which go from low to high")
    if found.get("client_authentication", AUTHENTICATIONS[0]) not in AUTHENTICATIONS:
        raise _wrong(audience, "client_authentication", " or ".join(AUTHENTICATIONS))
    if found.get("assertion_audience", ASSERTION_AUDIENCES[0]) not in ASSERTION_AUDIENCES:
        raise _wrong(audience, "assertion_audience", " or ".join(ASSERTION_AUDIENCES))
    if "openid" not in found.get("scope", "openid").split():
        raise _wrong(audience, "scope", "names with spaces between, 'openid' among them")


def _is(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    return type(value) is kind


def _signs(authentication: str) -> bool:
    return authentication == "private_key_jwt"


def _secret(audience: str, found: Mapping[str, Any], instance: Path) -> str:
    path = _file(audience, found, "secret_file", instance)
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise _wrong(audience, "secret_file", "the name of a file in the instance folder") from error
    if not secret:
        raise _wrong(audience, "secret_file", "the name of a file that holds the secret; it is empty")
    return secret


def _file(audience: str, found: Mapping[str, Any], name: str, instance: Path) -> Path:
    if not found.get(name):
        raise SettingsError(f"{FILE} [{audience}]: '{name}' is missing. Add it.")
    return instance / str(found[name])


def _wrong(audience: str, name: str, wanted: str) -> SettingsError:
    place = f"{FILE} [{audience}]" if audience else FILE
    return SettingsError(f"{place}: '{name}' is missing or wrong. Write {wanted}.")
