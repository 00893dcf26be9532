"""Every main page of every role: accessible by axe's rules in light and dark, no sideways scrolling on a phone,
nothing that the content policy refuses, and a scale that a thumb can hit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from visitor import Visitor

from feedback.domain.calendar import day_of

LOOKS = ((320, "light"), (1280, "dark"))  # each width and each scheme once: axe takes seconds on a long page
SMALLEST_TARGET = 44  # pixels, WCAG 2.2 criterion 2.5.5

OPEN_PAGES = ("/", "/me/sign-in", "/staff/sign-in")
KARI = {
    "clinician": (
        "/staff/patients/{kari}",
        "/staff/patients/{kari}/points/{second}",
        "/staff/patients/{kari}/points/{first}",
        "/staff/patients/{kari}/points/{first}/sheet",
        "/staff/patients/{kari}/goals",
        "/staff/patients/{kari}/treatment-plan",
        "/staff/patients/{kari}/treatment-plan/write",
        "/staff/patients/{kari}/ask",
        *(f"/staff/patients/{{kari}}/course{rest}" for rest in ("", "/pauses", "/milestones/basic_decision")),
        "/staff/patients/{kari}/plan",
        "/staff/patients/{kari}/plan/1/adapt",
        "/staff/patients/{kari}/plan/try?template=tsb-outpatient&starts_on={today}&every_days=7",
        "/staff/patients/{kari}/pauses",
    ),
    "coordinator": (
        "/staff/unit",
        "/staff/unit/patients/{kari}",
        "/staff/unit/patients/new",
        "/staff/unit/patients/{kari}/edit",
        "/staff/unit/patients/{kari}/appointments/new",
        "/staff/unit/patients/{kari}/relatives/new",
        "/staff/unit/import",
        "/staff/patients/{kari}/ask",
        *(f"/staff/patients/{{kari}}/course{rest}" for rest in ("", "/coordinators", "/close")),
    ),
}
STAFF = {
    "Dr. Anna Berg": ("/staff/today", *KARI["clinician"], "/staff/patients/{olav}"),
    "Siv Dahl": KARI["coordinator"],
    "Geir Strand": ("/staff/",),
    "Nina Ås": (
        "/staff/question-sets",
        *(f"/staff/administration/units/1/dates{rest}" for rest in ("", "/intervals", "/choices/transfer")),
        "/staff/administration/units/1/plans",
        "/staff/administration/units/1/plans/shipped/tsb-outpatient",
        "/staff/administration/units/1/plans/new?from=tsb-outpatient",
    ),
}


@pytest.fixture(scope="module")
def axe() -> Axe:
    """The rules; they need JavaScript, which no page does."""
    return Axe()


def faults(visitor: Visitor, axe: Axe) -> list[str]:
    """What is wrong with the page at hand."""
    page, found = visitor.page, []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if visitor.is_too_wide():
            found.append(f"{page.url}: wider than {width} px")
        for violation in axe.run(page).response["violations"]:
            places = [node["target"] for node in violation["nodes"]][:4]
            found.append(f"{page.url} {width} {scheme}: {violation['help']} {places}")
    return found + [f"{page.url}: {complaint}" for complaint in visitor.complaints]


def check(visitor: Visitor, axe: Axe, *paths: str) -> None:
    """Look at pages one after the other."""
    people = visitor.server.people
    numbers = {
        "kari": people["Kari Nordvik"],
        "olav": people["Olav Hagen"],
        "today": day_of(datetime.now(UTC)),
    }
    numbers |= {name: visitor.server.point("Kari Nordvik", n) for n, name in ((1, "first"), (2, "second"))}
    found: list[str] = []
    for path in paths:
        visitor.go(path.format(**numbers))
        found += faults(visitor, axe)
    assert found == []


def test_pages_for_everybody(visit: Callable[..., Visitor], axe: Axe) -> None:
    check(visit(script=True), axe, *OPEN_PAGES)


@pytest.mark.parametrize("name", STAFF)
def test_pages_for_staff(visit: Callable[..., Visitor], axe: Axe, name: str) -> None:
    visitor = visit(script=True)
    visitor.enter(name, staff=True)
    check(visitor, axe, *STAFF[name])


def test_one_whole_answer(visit: Callable[..., Visitor], axe: Axe) -> None:
    visitor = visit(script=True)
    visitor.enter("Dr. Anna Berg", staff=True)
    visitor.go(f"/staff/patients/{visitor.server.people['Kari Nordvik']}")
    visitor.follow("Se hele svaret")
    assert faults(visitor, axe) == []


def test_a_point_gone_through_together(visit: Callable[..., Visitor], axe: Axe) -> None:
    visitor = visit(script=True)
    visitor.enter("Dr. Anna Berg", staff=True)
    server = visitor.server
    point = f"/staff/patients/{server.people['Ingrid Solli']}/points/{server.point('Ingrid Solli', 3)}"
    visitor.go(point)
    visitor.click(visitor.card("together").get_by_role("button").first)
    together = ("follow-up", "change", "plan", "took-part", "next", "all")
    check(visitor, axe, f"{point}/preparation", *(f"{point}/together/{heading}" for heading in together))


def test_a_patients_point(visit: Callable[..., Visitor], axe: Axe) -> None:
    visitor = visit(script=True)
    visitor.enter("Kari Nordvik")
    first, second = (f"/me/points/{visitor.server.point('Kari Nordvik', number)}" for number in (1, 2))
    check(visitor, axe, second, f"{second}/sheet", first)


@pytest.mark.parametrize("name", ["Nora Sund", "Tove Sund"])
def test_overviews(visit: Callable[..., Visitor], axe: Axe, name: str) -> None:
    visitor = visit(script=True)
    visitor.enter(name)
    check(visitor, axe, "/me/", "/me/pause")


def test_goals_and_plan_of_a_patient(visit: Callable[..., Visitor], axe: Axe) -> None:
    kari = visit(320, script=True)
    kari.enter("Kari Nordvik")
    check(kari, axe, "/me/goals", "/me/goals/1", "/me/plan", "/me/plan/1")
    check(kari, axe, "/me/relatives", f"/me/relatives/{kari.server.people['Per Nordvik']}/goals")
    kari.go("/me/goals")
    assert narrow_targets(kari) == []


def test_goals_that_a_relative_sees(visit: Callable[..., Visitor], axe: Axe) -> None:
    per = visit(320, script=True)
    per.enter("Per Nordvik")
    check(per, axe, "/me/", "/me/their-goals")
    assert narrow_targets(per) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Olav Hagen", "after-session"),
        ("Olav Hagen", "my-goals"),
        ("Olav Hagen", "before-evaluation"),
        ("Olav Hagen", "phq-9-demo"),
        ("Per Nordvik", "relative-view"),
    ],
)
def test_answering(visit: Callable[..., Visitor], axe: Axe, name: str, key: str) -> None:
    visitor = visit(320, script=True)
    visitor.go(visitor.server.link(name, key))
    found = faults(visitor, axe)
    visitor.start()
    found += faults(visitor, axe)
    found += narrow_targets(visitor)
    visitor.send()
    assert found + faults(visitor, axe) == []


def test_questions_in_english_and_with_something_wrong(visit: Callable[..., Visitor], axe: Axe) -> None:
    visitor = visit(script=True)
    visitor.go(visitor.server.link("Olav Hagen", "after-session"))
    visitor.start()
    visitor.press("English")
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    found = faults(visitor, axe)
    visitor.spoil("How have you been since last time?")
    visitor.press("Send")
    assert visitor.page.locator(".ds-error-summary").is_visible()
    visitor.complaints.clear()  # the browser itself remarks on the status 422
    assert found + faults(visitor, axe) == []


def narrow_targets(visitor: Visitor) -> list[str]:
    """Steps of a scale that are smaller than a thumb needs at 320 px."""
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    boxes = [tile.bounding_box() for tile in visitor.page.locator(".tile input").all()]
    small = [box for box in boxes if box and min(box["width"], box["height"]) < SMALLEST_TARGET]
    return [f"{visitor.page.url}: a step of {box['width']} x {box['height']} px" for box in small]
