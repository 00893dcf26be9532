"""Ways back to a page of ours, and to no other place."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def way_back(start: str) -> str | None:
    """The page named by `next` in the address, if it is one of ours and its path begins with `start`."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    plain = wanted.isprintable() and "\\" not in wanted and "/../" not in f"{parts.path}/"
    ours = wanted.startswith(start) and not parts.netloc and not parts.scheme and plain
    return wanted if ours else None
