"""Where things lie in the checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "feedback" / "assets"
STATIC = ROOT / "feedback" / "static"
PACKAGES = ROOT / "node_modules"
BUILD = ROOT / "build"
