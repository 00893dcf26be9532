"""A plan template as one form: its heading, and a row for each step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField

from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.plan.faults import Fault
from feedback.domain.plan.template import Template
from feedback.services.plans.plan_overview import AskedSet
from feedback.services.plans.plan_templates import MOST_STEPS, ImpossiblePlanError
from feedback.web import words
from feedback.web.coordination.fields import Day, choice, line
from feedback.web.views.plan_fields import Number, StepFields, filled_with
from feedback.web.views.plan_words import fault_words

SPARE_ROWS = 3
OLDEST = 120


class StepRow(StepFields):
    """A step; without questions the row is left out."""


class PlanForm(FlaskForm):  # type: ignore[misc]
    """A version of a template."""

    title_nb = line(_("Title in bokmål"), needed=_("Write the title, in each language."))
    title_nn = line(_("Title in nynorsk"), needed=_("Write the title, in each language."))
    title_en = line(_("Title in English"), needed=_("Write the title, in each language."))
    area = choice(_("Care pathway"), {area.value: words.AREAS[area.value] for area in CarePathwayArea})
    setting = choice(_("Setting"), {setting.value: words.SETTINGS[setting.value] for setting in Setting})
    youngest = Number(_("Youngest, in years"))
    oldest = Number(_("Oldest, in years"))
    effective_from = Day(
        _("Holds for plans switched on from"), needed=_("Write the day from which it holds.")
    )
    steps = FieldList(FormField(StepRow), max_entries=MOST_STEPS)

    def offer(self, sets: Mapping[str, AskedSet]) -> None:
        """Fill the lists of every row."""
        for row in self.steps:
            row.form.offer(sets, blank=str(_("(none: the row is left out)")))

    def template(self) -> Template:
        """What is filled in; the service gives it key and version."""
        return Template(
            key="own",
            version="1",
            effective_from=self.effective_from.data,
            title={code: self[f"title_{code}"].data.strip() for code in LANGUAGES},
            area=CarePathwayArea(self.area.data),
            setting=Setting(self.setting.data),
            steps=tuple(row.form.step() for row in self.filled),
            youngest=self.youngest.data or 0,
            oldest=OLDEST if self.oldest.data is None else self.oldest.data,
        )

    @property
    def filled(self) -> list[FormField]:
        """The rows that ask something."""
        return [row for row in self.steps if row.form.ask.data]

    def show_faults(self, error: ImpossiblePlanError, sets: dict[str, AskedSet]) -> None:
        """Put each sentence at the row that it is about, or above the form."""
        for fault in error.faults:
            row = next((row for row in self.filled if _is_about(fault, row)), None)
            self._add(row, fault_words(fault, sets))

    def _add(self, row: FormField | None, sentence: str) -> None:
        if row is None:
            self.form_errors.append(sentence)
            return
        row.form.ask.errors = [*row.form.ask.errors, sentence]
        self.steps.errors = [*self.steps.errors, sentence]  # so that the form itself counts as wrong


def filled_form(template: Template, today: date) -> dict[str, object]:
    """The values of the form for a template, beginning tomorrow, with rows to spare."""
    return {
        **{f"title_{code}": template.title.get(code, "") for code in LANGUAGES},
        "area": template.area.value,
        "setting": template.setting.value,
        "youngest": template.youngest,
        "oldest": template.oldest,
        "effective_from": max(today, template.effective_from),
        "steps": [*map(filled_with, template.steps), *({} for _row in range(SPARE_ROWS))],
    }


def _is_about(fault: Fault, row: FormField) -> bool:
    data = row.form.data
    same_of = fault.of is None or fault.of.value == data["of"]
    same_when = fault.when is None or fault.when.value == data["when"]
    return bool(fault.ask) and data["ask"] == fault.ask and same_of and same_when
