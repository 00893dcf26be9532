"""Who speaks on paper: the interface's words, dates and numbers of one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from feedback.charts.formats import shown_change, shown_date, shown_number
from feedback.domain.points.sheet import Experience, GoneThrough, Person, Quote, ReplyKind


@dataclass(frozen=True, slots=True)
class Voice:
    """`translate` is gettext with English msgids; `language` is nb, nn or en."""

    translate: Callable[[str], str]
    language: str

    def day(self, day: date, style: str = "medium") -> str:
        return shown_date(day, self.language, style)

    def number(self, value: Decimal) -> str:
        return shown_number(value, self.language)

    def change(self, value: Decimal) -> str:
        return shown_change(value, self.language)

    def quoted(self, words: str) -> str:
        """The words between the language's quotation marks, otherwise untouched."""
        opening, closing = ("\u201c", "\u201d") if self.language == "en" else ("\u00ab", "\u00bb")
        return f"{opening}{words}{closing}"

    def person(self, person: Person) -> str:
        return f"{person.name} ({person.role})" if person.role else person.name

    def gone_through(self, one: GoneThrough) -> str:
        """Who confirmed, when and how; of what was spoken, whose word it is and who noted it."""
        if not one.noted_by:
            return ", ".join(part for part in (self.person(one.by), self.day(one.on), one.how) if part)
        told = self.translate("%(name)s said yes, as spoken; noted by %(by)s, %(day)s")
        return told % {"name": one.by.name, "by": one.noted_by, "day": self.day(one.on)}

    def source(self, quote: Quote) -> str:
        """Who wrote it and when, as far as it is not plain."""
        day = "" if quote.on is None else self.day(quote.on)
        return ", ".join(part for part in (quote.by, day) if part)

    def above(self, quote: Quote) -> str:
        """What stands above it: what was asked, and who wrote it and when."""
        source = self.source(quote)
        return " · ".join(part for part in (quote.question, source[:1].upper() + source[1:]) if part)

    def experience(self, told: Experience) -> str:
        """What stands above what the patient says about the help."""
        return self.above(Quote("", told.title, self.translate("patient"), told.on))

    def reply(self, kind: ReplyKind) -> str:
        translate = self.translate
        return {
            ReplyKind.FOLLOWED: translate("Followed"),
            ReplyKind.PARTLY: translate("Partly followed"),
            ReplyKind.NOT_FOLLOWED: translate("Not followed"),
            ReplyKind.NEXT_TIME: translate("We will talk about it next time"),
        }[kind]
