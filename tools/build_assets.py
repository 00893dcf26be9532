"""Build feedback/static: `python tools/build_assets.py` (`--force` to build although nothing changed)."""

from __future__ import annotations

import gzip
import hashlib
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assets import fonts, node, publish, styles
from assets.places import ROOT, SOURCES, STATIC


def main() -> None:
    """Install the packages, build, and say what the first visit weighs."""
    digest = _digest()
    stamp = STATIC / "build-digest"
    if "--force" not in sys.argv and stamp.is_file() and stamp.read_text() == digest:
        print("feedback/static is up to date")
        return
    with ThreadPoolExecutor() as beside:
        packages = beside.submit(node.install_packages)
        screen, paper = fonts.screen_faces(), fonts.paper_faces()
        packages.result()
    _build(screen, paper)
    stamp.write_text(digest)
    _report()


def _build(screen: Mapping[str, bytes], paper: Mapping[str, bytes]) -> None:
    publish.empty_folder()
    manifest: publish.Manifest = {}
    faces = {
        name: publish.publish(manifest, f"fonts/inter-{name}.woff2", content)
        for name, content in screen.items()
    }
    ranges = {"latin-range": fonts.unicode_range(fonts.LATIN), "more-range": fonts.unicode_range(fonts.MORE)}
    css = styles.build_styles({**faces, **ranges})
    publish.publish(manifest, "site.css", css.encode())
    publish.publish(manifest, "icon.svg", (SOURCES / "icon.svg").read_bytes())
    for name, content in paper.items():
        (STATIC / "fonts" / name).write_bytes(content)
    publish.write_manifest(manifest)


def _digest() -> str:
    """One hash over everything that the result depends on."""
    sources = [ROOT / "package-lock.json", Path(__file__)]
    for folder in (SOURCES, Path(__file__).parent / "assets"):
        sources += sorted(path for path in folder.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _report() -> None:
    sheet = next(STATIC.glob("site.*.css"))
    faces = sorted((STATIC / "fonts").glob("inter-latin-*.woff2"))
    css = len(gzip.compress(sheet.read_bytes(), 9))
    letters = sum(path.stat().st_size for path in faces)
    print(f"site.css {css / 1000:.1f} kB gzipped, latin faces {letters / 1000:.1f} kB")


if __name__ == "__main__":
    main()
