"""The form for one item: its words in three languages side by side, and what its kind asks for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from feedback.catalogue.fhir.texts import plain
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.plain_text import plain_number
from feedback.domain.questionnaires.occurrences import MOST_TIMES
from feedback.domain.questionnaires.questionnaire import Item, Option, Texts
from feedback.services.questionnaires.table_scales import WIDEST, as_number
from feedback.services.refusals import Refused
from feedback.web.administration.editor.answer_rows import OptionRow, options_from, rows_of
from feedback.web.administration.editor.drafts import texts_from
from feedback.web.administration.editor.kinds import KINDS, Kind, kind_of_item
from feedback.web.coordination.fields import choice, line

LONGEST = 2000
MOST_ROWS = 700
SPARE_ROWS = 3
PARTS = {
    "text": "text",
    "help": "help",
    "low": "low_label",
    "high": "high_label",
    "alternative": "alternative",
}


def words(label: str) -> TextAreaField:
    """A text that may be long."""
    return TextAreaField(
        label, [Length(max=LONGEST, message=_("Write at most %(most)s characters.", most=LONGEST))]
    )


class ItemForm(FlaskForm):  # type: ignore[misc]
    """One item. Fields of parts that its kind does not have are not drawn, and count for nothing."""

    kind = choice(_("Kind"), {name: kind.label for name, kind in KINDS.items()})
    shown_kind = HiddenField()
    after = StringField(_("Put it after"))
    prefix = line(_("Number or letter before it"))
    text_nb, text_nn, text_en = words("Bokmål"), words("Nynorsk"), words("English")
    help_nb, help_nn, help_en = words("Bokmål"), words("Nynorsk"), words("English")
    low_nb, low_nn, low_en = line("Bokmål"), line("Nynorsk"), line("English")
    high_nb, high_nn, high_en = line("Bokmål"), line("Nynorsk"), line("English")
    alternative_nb, alternative_nn, alternative_en = line("Bokmål"), line("Nynorsk"), line("English")
    required = BooleanField(_("Remind once when it is left empty; it can still be skipped"))
    minimum = line(_("Lowest number"))
    maximum = line(_("Highest number"))
    unit = line(_("Unit"))
    max_length = line(_("Most characters"))
    options = FieldList(FormField(OptionRow), max_entries=MOST_ROWS)
    again = BooleanField(_("Can be answered several times, for example once for each child or medicine"))
    most_times = line(_("At most how many times"))

    @property
    def parts(self) -> frozenset[str]:
        """What the chosen kind asks for."""
        found = KINDS.get(self.kind.data)
        return found.parts if found else frozenset()

    def texts(self, part: str, before: Texts) -> Texts:
        """What is written for a part in each language."""
        return texts_from(before, **{code: self[f"{part}_{code}"].data for code in LANGUAGES})

    def move_row(self, where: str) -> None:
        """`up:3` or `down:3`: an answer changes places with the one above or below it."""
        direction, _colon, number = where.partition(":")
        rows = [entry.form for entry in self.options.entries]
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
        other = place + (1 if direction == "down" else -1)
        if min(place, other) >= 0 and max(place, other) < len(rows):
            rows[place].swap(rows[other])

    def add_spare_rows(self) -> None:
        """A few empty answers at the end, to be filled in or left."""
        room = MOST_ROWS - len(self.options.entries)
        for _place in range(min(SPARE_ROWS, room)):
            self.options.append_entry({})


def filled(item: Item | None, kind: str) -> dict[str, Any]:
    """What the form shows of an item, or of a new one of a kind."""
    if item is None:
        lowest = {"minimum": "0", "maximum": "10"} if kind == "scale" else {}
        return {"kind": kind, "shown_kind": kind, "options": [], **lowest}
    found: dict[str, Any] = {
        f"{part}_{code}": getattr(item, name).get(code, "")
        for part, name in PARTS.items()
        for code in LANGUAGES
    }
    return found | {
        "kind": kind_of_item(item),
        "shown_kind": kind_of_item(item),
        "prefix": item.prefix,
        "required": item.required,
        "minimum": _written(item.minimum),
        "maximum": _written(item.maximum),
        "unit": item.unit,
        "max_length": str(item.max_length or ""),
        "options": rows_of(item.options),
        "again": item.is_repeating_group,
        "most_times": str(item.max_occurs or "") if item.is_repeating_group else "",
    }


def changed_item(form: ItemForm, before: Item, *, is_new: bool) -> Item:
    """The item as the form says; what its kind does not show stays, and goes when the kind changes. Raises
    Refused with the field that is wrong."""
    kind = KINDS[form.kind.data]
    base = before if kind_of_item(before) == form.kind.data else _bare(before, kind)
    parts = {name: form.texts(part, getattr(base, name)) for part, name in PARTS.items()}
    if not parts["text"] and (before.text or is_new):
        raise Refused(str(_("Write the words of the question in at least one language.")), "text_nb")
    ends = parts if "ends" in kind.parts else {"low_label": base.low_label, "high_label": base.high_label}
    changed = replace(
        base,
        text=parts["text"],
        help=parts["help"],
        low_label=ends["low_label"],
        high_label=ends["high_label"],
        **_label(form, base),
    )
    if kind.type.is_question:
        changed = replace(changed, alternative=parts["alternative"], required=bool(form.required.data))
    return _with_parts(changed, form, kind.parts)


def _label(form: ItemForm, before: Item) -> dict[str, Any]:
    """The number or letter; another in some language stays until this one is changed."""
    prefix = plain(form.prefix.data or "")
    return {"prefix": prefix} if prefix == before.prefix else {"prefix": prefix, "other_prefixes": {}}


def _unit(form: ItemForm, before: Item) -> dict[str, Any]:
    """The unit; its code and code system are those of the words that a file gave."""
    unit = plain(form.unit.data or "")
    return {} if unit == before.unit else {"unit": unit, "unit_code": "", "unit_system": ""}


def _bare(before: Item, kind: Kind) -> Item:
    """Only what every kind has, and what hangs on the item."""
    return Item(
        before.link_id,
        kind.type,
        repeats=kind.repeats,
        control=kind.control,
        items=before.items,
        enable_when=before.enable_when,
        enable_all=before.enable_all,
        codes=before.codes,
        hidden=before.hidden,
    )


def _with_parts(item: Item, form: ItemForm, parts: frozenset[str]) -> Item:
    if "limits" in parts:
        low, high = _limits(form)
        item = replace(item, minimum=low, maximum=high)
    if "unit" in parts:
        item = replace(item, **_unit(form, item))
    if "length" in parts:
        item = replace(item, max_length=_length(form))
    if "answers" in parts:
        item = replace(item, options=_options(form, item.options))
    if "again" in parts:
        item = _repeating(item, form)
    return item


def _repeating(item: Item, form: ItemForm) -> Item:
    """A group with how often it can be answered; the least that a file asks for stays as long as it repeats."""
    if not form.again.data:
        return replace(item, repeats=False, min_occurs=None, max_occurs=None) if item.repeats else item
    text, least = (form.most_times.data or "").strip(), max(2, item.min_occurs or 0)
    is_fine = text.isascii() and text.isdigit() and least <= int(text[:9]) <= MOST_TIMES
    if text and not is_fine and text != str(item.max_occurs):
        message = _(
            "Write a whole number from %(least)s to %(most)s, or nothing.", least=least, most=MOST_TIMES
        )
        raise Refused(str(message), "most_times")
    return replace(item, repeats=True, max_occurs=int(text) if text else None)


def _options(form: ItemForm, before: tuple[Option, ...]) -> tuple[Option, ...]:
    found = options_from([entry.form for entry in form.options.entries], before)
    if not found:
        raise Refused(str(_("Write at least one answer to choose from.")), "options-0-nb")
    return found


def _limits(form: ItemForm) -> tuple[Decimal | None, Decimal | None]:
    low, high = _number(form, "minimum"), _number(form, "maximum")
    if form.kind.data in ("scale", "integer") and any(one is not None and one % 1 for one in (low, high)):
        raise Refused(str(_("Write whole numbers here.")), "minimum")
    if low is not None and high is not None and low > high:
        raise Refused(str(_("The lowest number is higher than the highest.")), "minimum")
    if form.kind.data == "scale" and (low is None or high is None or not 0 < high - low <= WIDEST):
        message = _("A scale needs a lowest and a highest number, at most %(most)s steps apart.", most=WIDEST)
        raise Refused(str(message), "minimum")
    return low, high


def _number(form: ItemForm, name: str) -> Decimal | None:
    text = (form[name].data or "").strip()
    if not text:
        return None
    try:
        return as_number(text)
    except Refused as error:
        raise Refused(str(_("Write a number.")), name) from error


def _length(form: ItemForm) -> int | None:
    text = (form.max_length.data or "").strip()
    number = plain_number(text)
    if text and not (number and number <= 20_000):
        raise Refused(str(_("Write a whole number from 1 to 20000, or nothing.")), "max_length")
    return number


def _written(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")
