"""One style sheet: font faces, Designsystemet's own parts that we use, our theme, our rules."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping

from assets.node import node
from assets.places import BUILD, PACKAGES, ROOT, SOURCES

BASE = ("base",)
COMPONENTS = (
    "heading",
    "paragraph",
    "link",
    "list",
    "button",
    "input",
    "validation-message",
    "error-summary",
    "skip-link",
    "tag",
    "data-size-workaround",
)
OWN = (
    "page.css",
    "forms.css",
    "content.css",
    "together.css",
    "editor.css",
    "chart.css",
    "flow.css",
    "print.css",
)


def build_styles(faces: Mapping[str, str]) -> str:
    """The minified sheet; `faces` maps `{latin-regular}` and the like to font file names."""
    layers = "@layer ds.theme,ds.base,ds.components,site;"
    parts = [
        _font_faces(faces),
        _theme(),
        _layer("ds.base", BASE),
        _layer("ds.components", COMPONENTS),
        "@layer site{" + "".join((SOURCES / name).read_text(encoding="utf-8") for name in OWN) + "}",
    ]
    return layers + minify("".join(parts))


def minify(css: str) -> str:
    """CSS without comments and needless space; strings must not hold `/*` or runs of spaces."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    one_spaced = re.sub(r"\s+", " ", without_comments)
    tight = re.sub(r"\s*([{};,])\s*", r"\1", one_spaced)
    return re.sub(r":\s+", ":", tight).replace(";}", "}").strip()


def _font_faces(faces: Mapping[str, str]) -> str:
    text = (SOURCES / "fonts.css").read_text(encoding="utf-8")
    for key, name in faces.items():
        text = text.replace("{" + key + "}", name)
    return text


def _layer(name: str, parts: tuple[str, ...]) -> str:
    folder = PACKAGES / "@digdir" / "designsystemet-css" / "dist" / "src"
    text = "".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in parts)
    return f"@layer {name}{{{text}}}"


def _theme() -> str:
    """The theme's variables, without the faces we never use (a second typeface)."""
    program = PACKAGES / "@digdir" / "designsystemet" / "dist" / "bin" / "designsystemet.js"
    tool = [node(), str(program), "tokens"]
    config = ["--config", str(SOURCES / "theme.json")]
    for step in (["create", *config], ["build", "-t", "build/tokens", "-o", "build/theme", *config]):
        subprocess.run([*tool, *step], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    css = (BUILD / "theme" / "samsyn.css").read_text(encoding="utf-8").replace('@charset "UTF-8";', "")
    return re.sub(r"@layer ds\.theme\.typography\.secondary \{\n.*?\n\}\n\}", "", css, flags=re.S)
