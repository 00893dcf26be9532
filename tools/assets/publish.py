"""The published folder: content-hashed names, gzipped twins, a manifest."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil

from assets.places import STATIC

Manifest = dict[str, str]


def empty_folder() -> None:
    """Start from nothing, so no stale file is shipped."""
    shutil.rmtree(STATIC, ignore_errors=True)
    (STATIC / "fonts").mkdir(parents=True)


def publish(manifest: Manifest, name: str, content: bytes) -> str:
    """Write `content` under its hashed name, note it in `manifest`, and return that name."""
    stem, _, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
    (STATIC / hashed).write_bytes(content)
    if ending in ("css", "svg"):
        (STATIC / f"{hashed}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    manifest[name] = hashed
    return hashed


def write_manifest(manifest: Manifest) -> None:
    """Write `manifest.json`: logical name -> published name, both relative to the folder."""
    text = json.dumps(manifest, indent=2, sort_keys=True)
    (STATIC / "manifest.json").write_text(text + "\n", encoding="utf-8")
