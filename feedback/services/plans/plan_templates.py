"""The templates that a unit can switch on: its own, dated and versioned, and those that ship."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.plans import find_template, shipped_templates, template_from_plain, template_to_plain
from feedback.domain.calendar import day_of
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting, areas_to_ask
from feedback.domain.people.actors import ADULT, LANGUAGES, Actor, age_on
from feedback.domain.plan.faults import Fault, FaultCode, check_template
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.template import Step, Template
from feedback.domain.plan.vocabulary import OfWhom
from feedback.persistence.tables import CarePathway, Patient, PlanTemplate, Transfer, Unit
from feedback.services.courses.followed_area import followed_area
from feedback.services.plans.plan_rules import rules_in_force
from feedback.services.refusals import NotFound, Refused, _
from feedback.services.units.changes import note_change

OWN = "own-"
FURTHEST_AHEAD_DAYS = 366
MOST_STEPS = 40
RATED_BY_CLINICIANS = "my-goals"


class ImpossiblePlanError(Exception):
    """Something cannot be right; the faults say what (domain.plan.wording)."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class OfferedTemplate:
    """A template for a course, whether it is made for this area, setting and age, and whether it is the unit's."""

    template: Template
    fits: bool
    is_own: bool


def own_templates(session: Session, unit: int) -> list[PlanTemplate]:
    """Every version that a unit has made and not withdrawn, by key and date."""
    mine = (PlanTemplate.unit_id == unit, PlanTemplate.withdrawn_at.is_(None))
    rows = session.scalars(select(PlanTemplate).where(*mine).order_by(PlanTemplate.id)).all()
    return sorted(rows, key=lambda row: (_number(row.key), template_of(row).effective_from, row.id))


def template_of(row: PlanTemplate) -> Template:
    """What a stored version says."""
    return template_from_plain(row.definition, f"{row.key} {row.version}")


def templates_in_force(session: Session, unit: int, on: date) -> list[Template]:
    """The version in force that day of each template: the unit's own first, then those that ship."""
    own = [template_of(row) for row in own_templates(session, unit)]
    begun = [template for template in own if template.effective_from <= on]
    return [*_each(begun, on), *_each(shipped_templates(), on)]


def offered_templates(session: Session, pathway: CarePathway, on: date) -> list[OfferedTemplate]:
    """What can be switched on for a course: what fits it first, and of that the unit's own."""
    age = age_on(on, session.get_one(Patient, pathway.patient_id).born_on)
    areas = areas_to_ask(followed_area(session, pathway.id, on), age < ADULT)
    setting = _setting(session, pathway, on)
    offered = [
        OfferedTemplate(one, _fits(one, areas, setting, age), one.key.startswith(OWN))
        for one in templates_in_force(session, pathway.unit_id, on)
    ]
    return sorted(offered, key=lambda one: (not one.fits, not one.is_own))


def get_own_template(session: Session, unit: int, number: int) -> PlanTemplate:
    """One version of a unit's own template. Raises NotFound."""
    found = session.get(PlanTemplate, number)
    if found is None or found.unit_id != unit or found.withdrawn_at is not None:
        raise NotFound
    return found


def make_template(
    session: Session, actor: Actor, unit: Unit, wanted: Template, now: datetime, follows: PlanTemplate | None
) -> PlanTemplate:
    """The first version of a new template, or the next version of one; nothing that is there changes.

    Raises ImpossiblePlanError with everything that is wrong, and Refused for a day that cannot be.
    """
    today = day_of(now)
    _check_day(session, unit, wanted, today, follows)
    key = follows.key if follows else f"{OWN}{_next_number(session, unit)}"
    version = str(_versions(session, unit, key) + 1)
    template = replace(wanted, key=key, version=version, source=unit.name)
    if faults := template_faults(template, rules_in_force(session, unit.id, wanted.effective_from)):
        raise ImpossiblePlanError(faults)
    row = PlanTemplate(
        unit_id=unit.id,
        key=key,
        version=version,
        definition=template_to_plain(template),
        made_by_id=actor.person,
        made_at=now,
    )
    session.add(row)
    session.flush()
    before = f"{key} {follows.version}" if follows else ""
    note_change(session, actor, "plan", before, f"{key} {version}", now, unit=unit.id)
    return row


def withdraw_template(
    session: Session, actor: Actor, unit: Unit, template: PlanTemplate, now: datetime
) -> None:
    """It is offered no more; the plans that were made from it go on as they are."""
    same = (PlanTemplate.unit_id == unit.id, PlanTemplate.key == template.key)
    for row in session.scalars(select(PlanTemplate).where(*same, PlanTemplate.withdrawn_at.is_(None))):
        row.withdrawn_at = now
    note_change(session, actor, "plan", f"{template.key} {template.version}", "", now, unit=unit.id)


def template_faults(template: Template, rules: Rules) -> list[Fault]:
    """What is wrong with a template: what the plan itself says, a title that is missing or too long, and what a
    clinician cannot be asked here."""
    found = list(check_template(template, rules))
    if not all(template.title.get(code, "").strip() for code in LANGUAGES):
        found.append(Fault(FaultCode.NO_TITLE))
    found += [fault for step in template.steps for fault in step_faults(step)]
    return list(dict.fromkeys(found))


def step_faults(step: Step) -> list[Fault]:
    """Clinicians rate goals and answer no other question set."""
    if step.of is OfWhom.CLINICIAN and step.ask != RATED_BY_CLINICIANS:
        return [Fault(FaultCode.NOT_FOR, step.ask, step.of)]
    return []


def _check_day(
    session: Session, unit: Unit, wanted: Template, today: date, follows: PlanTemplate | None
) -> None:
    if not today <= wanted.effective_from:
        raise Refused(_("A version begins today or later. Choose another day."), field="effective_from")
    if (wanted.effective_from - today).days > FURTHEST_AHEAD_DAYS:
        raise Refused(_("The day lies more than a year ahead. Check the year."), field="effective_from")
    if follows is not None and wanted.effective_from < template_of(follows).effective_from:
        message = _("The version before begins later than that. Choose a later day.")
        raise Refused(message, field="effective_from")


def _each(templates: Iterable[Template], on: date) -> list[Template]:
    """The version in force of each key, in the order of the keys."""
    known = list(templates)
    found = (find_template(known, key, on) for key in dict.fromkeys(one.key for one in known))
    return [template for template in found if template]


def _fits(template: Template, areas: Sequence[CarePathwayArea], setting: Setting, age: int) -> bool:
    return (
        template.area in areas and template.setting is setting and template.youngest <= age <= template.oldest
    )


def _setting(session: Session, pathway: CarePathway, on: date) -> Setting:
    moved = (Transfer.pathway_id == pathway.id, Transfer.happened_on <= on)
    newest = select(Transfer.to_setting).where(*moved).order_by(Transfer.happened_on.desc()).limit(1)
    return Setting(session.scalar(newest) or pathway.setting)


def _number(key: str) -> int:
    return int(key.removeprefix(OWN))


def _next_number(session: Session, unit: Unit) -> int:
    keys = session.scalars(select(PlanTemplate.key).where(PlanTemplate.unit_id == unit.id).distinct())
    return max((_number(key) for key in keys), default=0) + 1


def _versions(session: Session, unit: Unit, key: str) -> int:
    same = select(PlanTemplate.id).where(PlanTemplate.unit_id == unit.id, PlanTemplate.key == key)
    return len(session.scalars(same).all())
