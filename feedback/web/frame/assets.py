"""Static files by their plain names: the build gives each a name with its content's hash."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, Response, request, url_for

from feedback.settings import SettingsError


class AssetsMissingError(SettingsError):
    """The interface has not been built."""


def install(app: Flask) -> None:
    """Offer `asset(name)` to templates and let browsers keep hashed files for good."""
    manifest = read_manifest(Path(str(app.static_folder)))
    app.jinja_env.globals["asset"] = lambda name: url_for("static", filename=manifest.get(name, name))
    app.after_request(_cache)


def read_manifest(folder: Path) -> dict[str, str]:
    """Plain name to hashed name. Raises AssetsMissingError with what to do."""
    try:
        found: dict[str, str] = json.loads((folder / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise AssetsMissingError("The interface is not built yet: run 'make install'.") from error
    return found


def _cache(response: Response) -> Response:
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
