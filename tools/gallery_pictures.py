"""Look at rendered pages as a browser does: pictures, axe, refused resources, weight."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'"
WIDTHS = (320, 1280)


class Handler(SimpleHTTPRequestHandler):
    """Serves build/gallery, and feedback/static under /static, with the application's content policy."""

    def __init__(self, *args: object, static: Path, **kwargs: object) -> None:
        self.static = static
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if path.startswith("/static/"):
            return str(self.static / path.removeprefix("/static/"))
        return super().translate_path(path)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Stay silent."""


def take_pictures(folder: Path, static: Path, names: list[str]) -> int:
    """The number of faults found: axe violations, refused resources, pages wider than the screen."""
    faults: list[str] = []
    with _server(folder, static) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name in names:
            for scheme in ("light", "dark"):
                for width in WIDTHS:
                    faults += _look(browser, f"{address}/{name}.html", folder, name, scheme, width)
        browser.close()
    print("\n".join(faults) or "no faults")
    return len(faults)


def _look(browser: Browser, url: str, folder: Path, name: str, scheme: str, width: int) -> list[str]:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"{name}: {message.text}"))
    page.goto(url)
    page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        faults.append(f"{name}: {wide} px wide at {width} px")
    for violation in Axe().run(page).response["violations"]:
        where = [node["target"] for node in violation["nodes"]][:4]
        faults.append(f"{name} {scheme} {width}: {violation['id']} {violation['help']} {where}")
    page.close()
    return faults


@contextmanager
def _server(folder: Path, static: Path) -> Iterator[str]:
    handler = partial(Handler, directory=str(folder), static=static)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
