"""What stands in the way of publishing, and what items look like, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from feedback.catalogue.checks import Fault, FaultCode, missing_texts, structure_faults
from feedback.charts.formats import shown_number
from feedback.domain.measures.fitting import Misfit
from feedback.domain.questionnaires.questionnaire import (
    Condition,
    Item,
    Operator,
    Option,
    Questionnaire,
    text_in,
)
from feedback.services.questionnaires.edit_question_set import unfit
from feedback.web import current
from feedback.web.administration.answer_numbers import numbered
from feedback.web.administration.editor.expected import expected_text
from feedback.web.administration.editor.kinds import KINDS, kind_of_item
from feedback.web.languages import chosen, language_word

SHORT = 60
FAULTS = {
    FaultCode.NO_TITLE: _("The set has no title."),
    FaultCode.NO_QUESTIONS: _("Nothing is asked yet: add a question."),
    FaultCode.SAME_ID: _(
        "%(item)s: two items have the same name in commands. Delete one of them and make it anew."
    ),
    FaultCode.UNKNOWN: _("%(item)s: it waits for an answer to a question that is not there any more."),
    FaultCode.CIRCLE: _("%(item)s: it is shown only after an answer that itself waits for this one."),
    FaultCode.NO_ANSWERS: _("%(item)s: there are no answers to choose from."),
    FaultCode.SAME_ANSWER: _("%(item)s: two answers have the same code (%(detail)s)."),
    FaultCode.LIMITS: _("%(item)s: the lowest number is higher than the highest."),
}
PARTS = {
    "title": _("the title"),
    "intro": _("the introduction"),
    "text": _("the words"),
    "help": _("the help text"),
    "low_label": _("the words at the low end"),
    "high_label": _("the words at the high end"),
    "alternative": _("the words for not applicable"),
}
OPERATORS = {
    Operator.EQUAL: _("is"),
    Operator.NOT_EQUAL: _("is not"),
    Operator.GREATER: _("is more than"),
    Operator.LESS: _("is less than"),
    Operator.AT_LEAST: _("is at least"),
    Operator.AT_MOST: _("is at most"),
    Operator.EXISTS: _("is answered (yes or no)"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A sentence that leads to where it can be put right."""

    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A language that is not whole: how many texts are missing, and where."""

    language: str
    count: int
    places: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One item in the list of the draft."""

    item: Item
    depth: int
    text: str
    kind: str
    answers: str
    condition: str


def troubles(row_id: int, questionnaire: Questionnaire) -> list[Trouble]:
    """Everything that has to be put right before anything can be published."""
    found = [
        Trouble(_fault_sentence(fault, questionnaire), _place(row_id, fault))
        for fault in structure_faults(questionnaire)
    ]
    misfits = unfit(current.session(), questionnaire)
    wrong = (Trouble(_misfit(one, questionnaire), _mended_at(row_id, one, questionnaire)) for one in misfits)
    return [*found, *wrong]


def misfit_sentences(questionnaire: Questionnaire) -> list[str]:
    """Why the chosen profile does not fit."""
    return [_misfit(one, questionnaire) for one in unfit(current.session(), questionnaire)]


def _mended_at(row_id: int, one: Misfit, questionnaire: Questionnaire) -> str:
    """At the answers where these can be what is wrong; else another profile must be chosen."""
    if one.link_id:
        return url_for("editor.item", row_id=row_id, id=one.link_id)
    asked = [item for item in questionnaire.questions if item.calculation is None]
    if one.found[0] < one.wanted[0] <= len(asked):
        return url_for("editor.answers", row_id=row_id)
    return url_for("editor.scoring", row_id=row_id)


def gaps(row_id: int, questionnaire: Questionnaire) -> list[Gap]:
    """What is missing in each language that is not whole."""
    found = ((code, missing_texts(questionnaire, code)) for code in questionnaire.languages)
    return [
        Gap(language_word(code), len(faults), tuple(_missing(row_id, questionnaire, faults)))
        for code, faults in found
        if faults
    ]


def lines(questionnaire: Questionnaire) -> list[Line]:
    """Every item of the draft in reading order."""
    return [_line(item, depth, questionnaire) for item, depth in _walk(questionnaire.items, 0)]


def name_of(item: Item | None, link_id: str = "") -> str:
    """A short name for an item in a sentence."""
    text = text_in(item.text, chosen()) if item else ""
    words = f"{item.prefix} {text}".strip() if item and text else item.link_id if item else link_id
    return words if len(words) <= SHORT else words[: SHORT - 1].rstrip() + "…"


def condition_sentence(item: Item, questionnaire: Questionnaire) -> str:
    """When an item is shown, empty for always."""
    joint = gettext(" and ") if item.enable_all else gettext(" or ")
    return joint.join(_condition(condition, questionnaire) for condition in item.enable_when)


def _condition(condition: Condition, questionnaire: Questionnaire) -> str:
    asked = questionnaire.by_link_id.get(condition.question)
    expected = expected_text(condition, asked, chosen())
    return f"«{name_of(asked, condition.question)}» {OPERATORS[condition.operator]} {expected}".strip()


def _walk(items: Sequence[Item], depth: int) -> Iterator[tuple[Item, int]]:
    for item in items:
        yield item, depth
        yield from _walk(item.items, depth + 1)


def _line(item: Item, depth: int, questionnaire: Questionnaire) -> Line:
    return Line(
        item,
        depth,
        text_in(item.text, chosen()) or item.link_id,
        str(KINDS[kind_of_item(item)].label),
        _answers(item),
        condition_sentence(item, questionnaire),
    )


def _answers(item: Item) -> str:
    if item.options:
        return _options(item.options)
    if item.minimum is None or item.maximum is None:
        return ""
    low, high = text_in(item.low_label, chosen()), text_in(item.high_label, chosen())
    ends = (shown_number(item.minimum, chosen()), shown_number(item.maximum, chosen()))
    return f"{ends[0]} {low} – {ends[1]} {high}".replace("  ", " ").strip()


def _options(options: Sequence[Option]) -> str:
    """A number is told apart from one in the words: "5 = Always" and "5 Always (without a number)"."""
    if all(option.ordinal is None for option in options):
        words = " · ".join(text_in(option.text, chosen()) for option in options)
        return gettext("%(words)s – none has a number", words=words)
    return " · ".join(map(_option, options))


def _option(option: Option) -> str:
    text = text_in(option.text, chosen())
    if option.ordinal is None:
        return gettext("%(words)s (without a number)", words=text)
    return numbered(option, text, chosen())


def _fault_sentence(fault: Fault, questionnaire: Questionnaire) -> str:
    item = questionnaire.by_link_id.get(fault.link_id)
    return str(FAULTS[fault.code]) % {"item": name_of(item, fault.link_id), "detail": fault.detail}


def _place(row_id: int, fault: Fault) -> str:
    if not fault.link_id:
        return url_for(
            "editor.head" if fault.code is not FaultCode.NO_QUESTIONS else "editor.item", row_id=row_id
        )
    page = "conditions" if fault.code in (FaultCode.UNKNOWN, FaultCode.CIRCLE) else "item"
    return url_for(f"editor.{page}", row_id=row_id, id=fault.link_id)


def _missing(row_id: int, questionnaire: Questionnaire, faults: Sequence[Fault]) -> Iterator[Trouble]:
    """One line for each item, naming its parts."""
    for link_id, found in groupby(faults, key=lambda fault: fault.link_id):
        together = list(found)
        item = questionnaire.by_link_id.get(link_id)
        parts = _parts([fault.part for fault in together])
        sentence = f"{name_of(item)}: {parts}" if item else parts[:1].upper() + parts[1:]
        yield Trouble(sentence, _place(row_id, together[0]))


def _parts(parts: Sequence[str]) -> str:
    """The parts in words; many answers as a count."""
    answers = [part.removeprefix("option ") for part in parts if part.startswith("option ")]
    named = [str(PARTS[part]) for part in parts if part in PARTS]
    if len(answers) == 1:
        named.append(gettext("answer %(number)s", number=answers[0]))
    elif answers:
        named.append(ngettext("%(num)s answer", "%(num)s answers", len(answers)))
    return ", ".join(named)


def _misfit(one: Misfit, questionnaire: Questionnaire) -> str:
    if not one.link_id:
        wanted, found = int(one.wanted[0]), int(one.found[0])
        return ngettext(
            "%(profile)s has %(num)s scored question, and this set has %(found)s with numbers.",
            "%(profile)s has %(num)s scored questions, and this set has %(found)s with numbers.",
            wanted,
            profile=questionnaire.profile,
            found=found,
        )
    if not one.wanted:
        return gettext(
            "%(item)s is question %(place)s of %(profile)s. Put the questions in the order that they have there.",
            item=name_of(questionnaire.by_link_id[one.link_id]),
            place=one.place,
            profile=questionnaire.profile,
        )
    return gettext(
        "%(item)s: the answers have the numbers %(found)s, and %(profile)s has %(wanted)s.",
        item=name_of(questionnaire.by_link_id[one.link_id]),
        profile=questionnaire.profile,
        found=", ".join(shown_number(number, chosen()) for number in one.found) or "–",
        wanted=", ".join(shown_number(number, chosen()) for number in one.wanted),
    )
