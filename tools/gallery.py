"""Sample pages of every macro, rendered without the application.

`python tools/gallery.py` writes build/gallery; `--pictures` adds PNG files (320 and 1280 px, light and dark),
checks every page with axe, and prints what it weighs.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gallery_pictures import take_pictures
from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "feedback" / "static"
OUT = ROOT / "build" / "gallery"
SAMPLES = ROOT / "tools" / "gallery"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
CONTACTS = [("116 117", "Legevakt"), ("116 123", "Mental Helse"), ("113", "Fare for liv")]
ESCAPES = [("skip", "Hopp over"), ("in-person", "Jeg vil heller si det i timen")]


def main() -> None:
    """Render every sample; with `--pictures` also look at it and check it."""
    OUT.mkdir(parents=True, exist_ok=True)
    samples = environment()
    names = sorted(path.stem for path in SAMPLES.glob("*.html"))
    for name in names:
        page = samples.get_template(f"{name}.html").render()
        (OUT / f"{name}.html").write_text(page, encoding="utf-8")
        print(f"{name}: {len(gzip.compress(page.encode(), 6)) / 1000:.1f} kB of HTML gzipped")
    if "--pictures" in sys.argv:
        sys.exit(take_pictures(OUT, STATIC, names))


def environment() -> Environment:
    """Jinja with stand-ins for what the application provides."""
    manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    loader = FileSystemLoader([SAMPLES, ROOT / "templates"])
    made = Environment(loader=loader, autoescape=True, undefined=ChainableUndefined)
    contacts = [SimpleNamespace(number=number, name=name) for number, name in CONTACTS]
    made.globals.update(
        _=_untranslated,
        asset=lambda name: f"/static/{manifest[name]}",
        url_for=lambda endpoint, **values: f"/{endpoint.replace('.', '/')}",
        service_name="Samsyn",
        language="nb",
        languages=LANGUAGES,
        demo=True,
        crisis_contacts=contacts,
        q=question_view,
        sample_chart=sample_chart,
    )
    return made


def question_view(name: str, kind: str, text: str, **more: Any) -> SimpleNamespace:
    """A stand-in of the `QuestionView` that the question macro draws."""
    texts = dict.fromkeys(("help", "prefix", "low", "high", "value", "unit"), "")
    blanks = {"values": [], "errors": [], "depth": 0, "required_note": False}
    limits = dict.fromkeys(("maxlength", "min", "max"))
    options = [_option(name, value, label, more) for value, label in more.pop("choices", [])]
    escapes = [_option(name, value, label, more) for value, label in ESCAPES if more.get("escapable", True)]
    fixed = {"id": name, "name": name, "escape_name": f"{name}-escape", "kind": kind, "text": text}
    given = {**texts, **blanks, **limits, **fixed, **more, "options": options, "escapes": escapes}
    return SimpleNamespace(**given)


def sample_chart(values: list[float], top: float) -> Markup:
    """A placeholder drawing with the classes that the painter sets."""
    places = [(30 + 264 * at / (len(values) - 1), 124 - 100 * value / top) for at, value in enumerate(values)]
    frame = [f'<line class="chart-frame" x1="30" x2="294" y1="{y}" y2="{y}"/>' for y in (24, 124)]
    points = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    dots = [f'<circle class="chart-dot" cx="{x:.0f}" cy="{y:.0f}" r="3"/>' for x, y in places[:-1]]
    line = f'<polyline class="chart-line" fill="none" stroke-width="2.5" points="{points}"/>'
    now = f'<circle class="chart-now" cx="{places[-1][0]:.0f}" cy="{places[-1][1]:.0f}" r="5"/>'
    label = f'<text class="chart-text" x="22" y="28" font-size="13" text-anchor="end">{top:g}</text>'
    head = '<svg viewBox="0 0 320 150" role="img"><title>Utvikling</title>'
    return Markup("".join([head, *frame, line, *dots, now, label, "</svg>"]))  # noqa: S704


def _option(question: str, value: str, label: str, more: dict[str, Any]) -> SimpleNamespace:
    checked = value == more.get("value") or value in more.get("values", [])
    return SimpleNamespace(value=value, label=label, id=f"{question}-{value}", checked=checked, help="")


def _untranslated(text: str, **values: object) -> str:
    return text % values if values else text


if __name__ == "__main__":
    main()
