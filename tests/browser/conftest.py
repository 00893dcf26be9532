"""One server and one chromium for all journeys; every journey has a browser window of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from running import Running, running_server
from visitor import Visitor

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no test leaves this machine
]
WITHOUT = "there is no chromium on the path: install it to run the browser tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser. Skips where there is none, fails where skipping is not allowed."""
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("FEEDBACK_TESTS_NO_SKIP") == "1" else pytest.skip)(WITHOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The server with the demo's people."""
    with running_server(tmp_path_factory.mktemp("instance")) as running:
        yield running


@pytest.fixture
def visit(chromium: Browser, server: Running) -> Iterator[Callable[..., Visitor]]:
    """Opens browser windows, each with its own cookies; without JavaScript unless told."""
    opened: list[BrowserContext] = []

    def open_window(width: int = 1280, *, script: bool = False, language: str = "nb") -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        return Visitor(context.new_page(), server)

    yield open_window
    for context in opened:
        context.close()
