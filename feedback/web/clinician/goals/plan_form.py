"""The form of a treatment plan as it was typed: nothing that was typed is lost when something is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedback.domain.calendar import parse_day
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.treatment_plan import MOST_STEPS, PLAN_PARTS, PlanContent
from feedback.reports.voice import Voice
from feedback.services.goals.treatment_plan import content_of
from feedback.services.refusals import Refused
from feedback.web.typed_day import not_a_day
from feedback.web.views.step_name import step_name

if TYPE_CHECKING:
    from feedback.persistence.tables import TreatmentPlan

LEAST_ROWS = 4


@dataclass(frozen=True, slots=True)
class TypedStep:
    """One row: what, who, and the day as it was typed."""

    what: str = ""
    who: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True)
class TypedPlan:
    """The whole form; `steps` are the rows that have something in them, the last `offered` of them in no plan yet."""

    parts: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[TypedStep, ...] = ()
    made_together: bool = False
    offered: int = 0

    @property
    def rows(self) -> list[TypedStep]:
        """The rows to draw: always one to spare, as long as there may be more."""
        room = min(max(LEAST_ROWS, len(self.steps) + 1), MOST_STEPS)
        return [*self.steps, *[TypedStep()] * (room - len(self.steps))]

    @property
    def content(self) -> PlanContent:
        """What was typed, understood; a day that is none is left out, and told by `day_problems`."""
        steps = tuple(AgreedStep(row.what, row.who, parse_day(row.due_on)) for row in self.steps)
        return PlanContent({part: text for part, text in self.parts.items() if text}, steps)

    def day_problems(self) -> Iterator[Refused]:
        """What was typed for a day and is none, each with its field."""
        for place, row in enumerate(self.steps):
            if row.due_on and parse_day(row.due_on) is None:
                yield Refused(not_a_day(row.due_on), field=f"step-{place}-due")


def filled(plan: TreatmentPlan | None, agreed: Iterable[AgreedStep] = ()) -> TypedPlan:
    """The form with the last version filled in, and in the rows that are empty what was `agreed` besides; whether the
    next is made together is asked anew."""
    content = content_of(plan) if plan else PlanContent()
    new = [step for step in agreed if step not in content.steps][: MOST_STEPS - len(content.steps)]
    steps = tuple(
        TypedStep(one.what, one.who, one.due_on.isoformat() if one.due_on else "")
        for one in (*content.steps, *new)
    )
    return TypedPlan(content.parts, steps, offered=len(new))


def sent(form: Mapping[str, str]) -> TypedPlan:
    """The form as it was sent."""
    rows = (
        TypedStep(*(_text(form, f"step-{place}-{name}") for name in ("what", "who", "due")))
        for place in range(MOST_STEPS)
    )
    parts = {part: _text(form, part) for part in PLAN_PARTS}
    return TypedPlan(parts, tuple(row for row in rows if row != TypedStep()), bool(form.get("together")))


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def named_errors(typed: TypedPlan, errors: Mapping[str, str], voice: Voice) -> list[tuple[str, str]]:
    """The errors for the top of the page, where each says in which step it stands."""
    return [
        (field, f"{name}: {error}" if (name := _name(typed, field, voice)) else error)
        for field, error in errors.items()
    ]


def _name(typed: TypedPlan, field: str, voice: Voice) -> str:
    kind, _dash, rest = field.partition("-")
    place = rest.partition("-")[0]
    return step_name(int(place) + 1, typed.steps[int(place)].what, voice) if kind == "step" else ""
