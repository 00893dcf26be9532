"""Somebody at a browser: goes to pages, presses buttons, reads what stands there."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Locator, Page
from running import Running

MOST_PAGES = 20


@dataclass
class Visitor:
    """One window. `complaints` are what the browser says about pages, refused content for example."""

    page: Page
    server: Running
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str, status: int = 200) -> None:
        """Open a path of the server, or a whole address."""
        answer = self.page.goto(path if path.startswith("http") else self.server.address + path)
        assert answer is not None
        assert answer.status == status, path

    def enter(self, name: str, *, staff: bool = False) -> None:
        """Be somebody of the demo."""
        self.go("/staff/sign-in" if staff else "/")
        self.press(name)

    def press(self, name: str, *, inside: Locator | None = None) -> None:
        """Press the button with this name and wait for the next page."""
        self.click((inside or self.page).get_by_role("button", name=name, exact=True))

    def follow(self, name: str, *, inside: Locator | None = None) -> None:
        """Follow the first link with this name."""
        self.click((inside or self.page).get_by_role("link", name=name).first)

    def press_language(self, name: str) -> None:
        """Read the page in another language."""
        self.click(self.page.locator("header.page-header").get_by_text(name, exact=True))

    def click(self, place: Locator) -> None:
        """Click on something that leads to another page."""
        with self.page.expect_navigation():
            place.click()

    def choose(self, question: str, answer: str) -> None:
        """Tick one answer of a question."""
        self.question(question).get_by_label(answer, exact=True).check(force=True)

    def fill(self, label: str, text: str) -> None:
        """Write in the field with this label."""
        self.page.get_by_label(label).first.fill(text)

    def upload(self, content: str) -> None:
        """Choose a CSV file and send it."""
        file = {"name": "patients.csv", "mimeType": "text/csv", "buffer": content.encode()}
        self.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        self.click(self.page.locator("main form button").first)

    def question(self, text: str) -> Locator:
        """The group of fields with this question."""
        return self.page.get_by_role("group", name=text)

    def choice(self, question: str) -> str:
        """The value that is ticked, nothing where none is."""
        ticked = self.question(question).locator("input:checked")
        return ticked.get_attribute("value") or "" if ticked.count() else ""

    def start(self) -> None:
        """From the welcome to the first questions."""
        self.click(self.page.locator("main a.ds-button"))

    def send(self) -> None:
        """Press the main button of the questions until the receipt comes."""
        for _page in range(MOST_PAGES):
            if self.page.url.endswith("/receipt"):
                return
            self.click(self.page.locator("#answers .actions button").first)

    def spoil(self, question: str) -> None:
        """Give a scale a value that no page offers, as somebody who edits the form could; needs JavaScript."""
        step = self.question(question).locator(".tile input").first
        step.evaluate("step => { step.value = '77'; step.checked = true }")

    def card(self, name: str) -> Locator:
        """A part of the page by its id."""
        return self.page.locator(f"#{name}")

    def words(self) -> str:
        """What can be read in the main part."""
        return " ".join(self.page.locator("main").inner_text().split())

    def heading(self) -> str:
        """The page's one main heading."""
        return self.page.locator("h1").inner_text()

    def is_too_wide(self) -> bool:
        """Whether one has to scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def pdf(self, address: str) -> bytes:
        """Fetch a PDF with the cookies of this window."""
        answer = self.page.request.get(
            address if address.startswith("http") else self.server.address + address
        )
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)
