"""Inter, from one variable font: small faces for the screen, whole ones for paper."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import fontpkg_inter
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

logging.getLogger("fontTools").setLevel(logging.ERROR)

WEIGHTS = {"regular": 400, "bold": 600}
OPTICAL_SIZE = 14
# What bokmål, nynorsk, English and the Sami languages of Norway are written with.
LATIN = (
    "20-7E A0-FF 10A-10D 110-111 14A-14B 160-161 166-167 17D-17E 2010-2014 2018-201A 201C-201E 2020 2022 "
    "2026 2030 20AC 2190-2193 2212 2264-2265 2713"
)
# Polish, Baltic and other Latin letters, Skolt Sami, Cyrillic.
MORE = (
    "100-109 10E-10F 112-149 14C-15F 162-165 168-17C 17F 18F 1B7 1CD-1DC 1E2-1EF 218-21B 259 292 1E80-1E85 "
    "1E9E 1EF2-1EF3 400-45F 490-491 492-493 49A-49B 4A2-4A3 4AE-4B1 4BA-4BB 4D8-4D9 4E8-4E9 2116"
)


def screen_faces() -> dict[str, bytes]:
    """WOFF2 by name: `latin-regular`, `latin-bold`, `more-regular`, `more-bold`."""
    ranges = {"latin": LATIN, "more": MORE}
    return {
        f"{part}-{weight}": _saved(_subset(_static(weight), codepoints(ranges[part])), "woff2")
        for part in ranges
        for weight in WEIGHTS
    }


def paper_faces() -> dict[str, bytes]:
    """TrueType by file name, for PDF."""
    every = codepoints(LATIN + " " + MORE)
    return {
        f"Inter-{weight.capitalize()}.ttf": _saved(_named(_subset(_static(weight), every), weight), None)
        for weight in WEIGHTS
    }


def unicode_range(ranges: str) -> str:
    """`ranges` as the value of CSS `unicode-range`."""
    return ",".join(f"U+{part}" for part in ranges.split())


def codepoints(ranges: str) -> list[int]:
    """The code points of space-separated hexadecimal ranges."""
    found: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        found.extend(range(int(first, 16), int(last or first, 16) + 1))
    return found


def _source() -> Path:
    return Path(str(fontpkg_inter.__file__)).parent / "files" / "Inter[opsz,wght].ttf"


def _static(weight: str) -> TTFont:
    return TTFont(io.BytesIO(_static_content(weight)), recalcTimestamp=False)


@cache
def _static_content(weight: str) -> bytes:
    # Cut first: instancing all of Inter takes five seconds, the letters we use one.
    font = _subset(TTFont(_source(), recalcTimestamp=False), codepoints(LATIN + " " + MORE))
    return _saved(instantiateVariableFont(font, {"opsz": OPTICAL_SIZE, "wght": WEIGHTS[weight]}), None)


def _subset(font: TTFont, wanted: Iterable[int]) -> TTFont:
    options = subset.Options(layout_features=["kern", "tnum"], hinting=False, notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return font


def _named(font: TTFont, weight: str) -> TTFont:
    """Own names per weight: two embedded fonts of one PostScript name are taken for the same."""
    style = weight.capitalize()
    for number, name in {1: "Inter", 2: style, 4: f"Inter {style}", 6: f"Inter-{style}"}.items():
        font["name"].setName(name, number, 3, 1, 0x409)
    return font


def _saved(font: TTFont, flavour: str | None) -> bytes:
    font.flavor = flavour
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
