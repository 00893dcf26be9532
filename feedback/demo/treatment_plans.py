"""Made-up treatment plans: what stands in the first version and what the next one changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.treatment_plan import PlanContent

Parts = Mapping[str, str]
Steps = tuple[tuple[str, str, int], ...]  # what, who, by when in weeks after writing

FIRST: dict[str, tuple[Parts, Steps]] = {
    "F-1001": (
        {
            "work-on": "Søvnen, tankene som ikke slipper taket om natta, og veien tilbake til jobb.",
            "do": "Samtale hver uke. Vi begynner med søvnen.",
            "difficult": "Ringe Per, eller legevakten på 116 117. Jeg kan komme til en ekstra time samme uke.",
            "people": "Per er med på evalueringene. Sjefen min vet at jeg går her, ikke hvorfor.",
        },
        (("Skrive ned når jeg legger meg", "Kari", 2), ("Snakke med fastlegen om medisinen", "Anna Berg", 3)),
    ),
    "F-1003": (
        {
            "work-on": "Uroa før eksamen, og å kome meg ut mellom folk.",
            "do": "Samtale annakvar veke. Vi øver på det som er vanskeleg, litt om gongen.",
            "difficult": "Gå ein tur først. Ringe klinikken på dagtid.",
        },
        (("Søkje om lengre tid på eksamen", "Ingrid", 4),),
    ),
    "B-2001": (
        {
            "work-on": "Skolen, og å være sammen med de andre i klassen.",
            "do": "Time annenhver uke, av og til sammen med mamma.",
            "difficult": "Sende melding til mamma. Snakke med helsesykepleier Mona.",
            "people": "Mamma er med hver tredje gang. Skolen får vite det vi er enige om.",
        },
        (("Møte på skolen", "Morten Lie", 3),),
    ),
    "H-3001": (
        {
            "work-on": "Helgene, og det som kommer før jeg drikker.",
            "do": "Samtale hver uke, og gruppa på tirsdager.",
            "difficult": "Ringe Lise eller Eli. Gå ut av situasjonen med en gang.",
            "people": "Lise er med på evalueringene.",
        },
        (("Ta blodprøver hos fastlegen", "Jonas", 2),),
    ),
}
NEXT: dict[str, tuple[Parts, Steps]] = {
    "F-1001": (
        {
            "work-on": "Veien tilbake til jobb, og tankene om natta når de kommer.",
            "do": "Samtale annenhver uke. Vi øver mer på det som er vanskelig mellom timene.",
        },
        (
            ("Møte med sjefen og NAV", "Kari og Anna Berg", 4),
            ("Snakke med fastlegen om medisinen", "Anna Berg", 3),
        ),
    ),
    "B-2001": (
        {"do": "Time annenhver uke, alene først og så sammen med mamma."},
        (("Være med på en gruppetime på skolen", "Nora", 4),),
    ),
    "H-3001": (
        {"work-on": "Helgene, ferien som kommer, og det som kommer før jeg drikker."},
        (("Lage en plan for ferien", "Jonas og Lise", 3),),
    ),
}


def first_plan(reference: str, on: date) -> PlanContent | None:
    """The first version, written on a day; None for a course without a plan."""
    found = FIRST.get(reference)
    return PlanContent(found[0], _steps(found[1], on)) if found else None


def next_plan(reference: str, before: PlanContent, on: date) -> PlanContent | None:
    """The next version; None where the plan goes on as it is."""
    found = NEXT.get(reference)
    return PlanContent({**before.parts, **found[0]}, _steps(found[1], on)) if found else None


def _steps(steps: Steps, on: date) -> tuple[AgreedStep, ...]:
    return tuple(AgreedStep(what, who, on + timedelta(weeks=weeks)) for what, who, weeks in steps)
