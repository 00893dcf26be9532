"""Somebody at a browser: goes to pages, presses buttons, reads what stands there."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Locator, Page
from running import Running


@dataclass
class Visitor:
    """One window. `complaints` are what the browser says about pages, refused content for example."""

    page: Page
    server: Running
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        """Open a path of the server, or a whole address."""
        self.page.goto(path if path.startswith("http") else self.server.address + path)

    def enter(self, name: str, *, staff: bool = False) -> None:
        """Be somebody of the demo."""
        self.go("/staff/sign-in" if staff else "/")
        self.page.get_by_role("button", name=name, exact=True).click()

    def press(self, name: str, *, inside: Locator | None = None) -> None:
        """Press the button with this name."""
        (inside or self.page).get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str, *, inside: Locator | None = None) -> None:
        """Follow the first link with this name."""
        (inside or self.page).get_by_role("link", name=name).first.click()

    def choose(self, question: str, answer: str) -> None:
        """Tick one answer of a question."""
        self.question(question).get_by_label(answer, exact=True).check(force=True)

    def question(self, text: str) -> Locator:
        """The group of fields with this question."""
        return self.page.get_by_role("group", name=text)

    def choice(self, question: str) -> str:
        """The value that is ticked, nothing where none is."""
        ticked = self.question(question).locator("input:checked")
        return ticked.get_attribute("value") or "" if ticked.count() else ""

    def card(self, id: str) -> Locator:
        """A part of the page by its id."""
        return self.page.locator(f"#{id}")

    def words(self) -> str:
        """What can be read in the main part."""
        return " ".join(self.page.locator("main").inner_text().split())

    def heading(self) -> str:
        """The page's one main heading."""
        return self.page.locator("h1").inner_text()

    def is_too_wide(self) -> bool:
        """Whether one has to scroll sideways."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        box = self.page.locator("html").bounding_box()
        return self.page.evaluate("document.documentElement.scrollWidth") > width if box else False

    def pdf(self, address: str) -> bytes:
        """Fetch a PDF with the cookies of this window."""
        answer = self.page.request.get(address if address.startswith("http") else self.server.address + address)
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)
